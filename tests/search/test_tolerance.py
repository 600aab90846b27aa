"""One slip of the keyboard, homophones, Pinyin: what was meant is found, below what was written."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.engine import Engine, KnownWord
from search.engines import whoosh
from search.pinyin import sound
from search.schema import Document
from search.service import Service, read_parameters
from search.slips import Gap, deviations
from search.tolerance import Sounds
from tests.search import corpora

SOUNDS = Sounds(
    KnownWord(word, number, sound(word))
    for word, number in [
        ("公积金", 9),
        ("提取", 8),
        ("银行", 7),
        ("攻击", 3),
        ("公鸡", 5),
        ("行动", 2),
        ("绿化", 2),
    ]
)


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("公积金", "gong ji jin"),
        ("银行", "yin hang"),
        ("行动", "xing dong"),
        ("绿化", "lv hua"),
        ("重庆", "chong qing"),
    ],
)
def test_sound(word: str, syllables: str) -> None:
    assert " ".join(sound(word)) == syllables


@pytest.mark.parametrize(
    ("latin", "word"),
    [
        ("gongjijin", "公积金"),
        ("gjj", "公积金"),
        ("gongjijintiqu", "公积金提取"),
        ("gongji", "公鸡"),
        ("lvhua", "绿化"),
        ("wifi", ""),
        ("gongjijinx", ""),
    ],
)
def test_pinyin_means_words(latin: str, word: str) -> None:
    assert SOUNDS.typed(latin) == word


def test_what_sounds_alike_is_replaced() -> None:
    assert next(SOUNDS.alike("公及金")) == "公积金"
    assert list(SOUNDS.alike("公积金")) == []
    assert list(SOUNDS.alike("甲乙丙")) == []


@given(st.text("公积金提取", min_size=2, max_size=6), st.data())
def test_every_slip_is_covered(meant: str, data: st.DataObject) -> None:
    """Whatever one slip made of *meant*, the deviations of the slip lead back to it, or to nearly all of it."""
    position = data.draw(st.integers(0, len(meant) - 1))
    kind = data.draw(st.sampled_from(["wrong", "missing", "more", "swapped"]))
    slipped = {
        "wrong": meant[:position] + "错" + meant[position + 1 :],
        "missing": meant[:position] + meant[position + 1 :],
        "more": meant[:position] + "多" + meant[position:],
        "swapped": meant[:position] + meant[position : position + 2][::-1] + meant[position + 2 :],
    }[kind]
    wide = f"前{meant}后"
    assert slipped in wide or any(fits(gap, wide) for gap in deviations(slipped))


def fits(gap: Gap, text: str) -> bool:
    pattern = f"{re.escape(gap.left)}.{re.escape(gap.right)}" if gap.open else re.escape(gap.left)
    return re.search(pattern, text) is not None


def answers(engine: Engine, text: str) -> list[tuple[str, str]]:
    return [(hit.document.id, hit.match) for hit in Service(engine).answer(read_parameters({"q": text})).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("工积金", "closing"),
        ("gongjijin", "closing"),
        ("住房公鸡金", "withdrawal"),
        ("主房公积金", "withdrawal"),
        ("义务教玉", "school"),
        ("村务工开", "accounts-open"),
        ("信息发步", "review"),
        ("三省三校", "review"),
        ("停止云营", "closing"),
        ("替取", "withdrawal"),
    ],
)
def test_misspelt_questions_find_what_was_meant(engine: Engine, text: str, first: str) -> None:
    found = answers(engine, text)
    assert first in [id for id, _ in found[:3]]
    assert {match for _, match in found} == {"similar"}


def test_what_is_written_comes_before_what_may_be_meant(engine: Engine) -> None:
    matches = [match for _, match in answers(engine, "茶")]
    assert matches == ["exact", "exact"]
    for text in ("公告", "路灯", "转载 三审"):
        order = [match for _, match in answers(engine, text)]
        assert order == sorted(order)


def test_a_question_that_finds_nothing_is_asked_with_fewer_words(engine: Engine) -> None:
    found = answers(engine, "横塘街道 停水 地铁")
    assert found[0] == ("spaced", "similar")


def test_names_alone_find_what_was_published_under_them_as_similar(engine: Engine) -> None:
    found = Service(engine).answer(read_parameters({"q": "教育局 微信"}))
    assert (found.total, [(hit.document.id, hit.match) for hit in found.hits][:1]) == (
        0,
        [("school", "similar")],
    )


def test_nonsense_finds_nothing(engine: Engine) -> None:
    assert answers(engine, "龘靐齉爩") == []
    assert answers(engine, "qqqqzzzz") == []


def test_engines_agree_on_what_is_near(documents: list[Document], engine: Engine) -> None:
    assert engine.near("公积全") == Counter({"公积金": 3, "公积": 3})
    assert engine.holding("公积金") == 3


def slipped(text: str, drawn: random.Random) -> str:
    kind, position = drawn.choice(["wrong", "missing", "swapped"]), drawn.randrange(len(text) - 1)
    if kind == "wrong":
        return text[:position] + chr(drawn.randint(0x4E00, 0x8FFF)) + text[position + 1 :]
    if kind == "missing":
        return text[:position] + text[position + 1 :]
    return text[:position] + text[position + 1] + text[position] + text[position + 2 :]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, list[Document]]]:
    if not corpora.CORPORA.is_dir():
        pytest.skip(corpora.REASON)
    documents = corpora.sample(400, seed=3)
    place = tmp_path_factory.mktemp("tolerance") / "index"
    whoosh.build(documents, place)
    opened = whoosh.open(place)
    yield opened, documents
    opened.close()


def test_nine_of_ten_slips_still_find_the_text(real: tuple[Engine, list[Document]]) -> None:
    engine, documents = real
    drawn = random.Random(5)
    service = Service(engine)
    asked = []
    while len(asked) < 300:
        document = drawn.choice(documents)
        runs = re.findall("[\u4e00-\u9fff]{4,}", document.title + "，" + document.body)
        if runs:
            run = drawn.choice(runs)
            length = drawn.randint(4, min(8, len(run)))
            start = drawn.randrange(len(run) - length + 1)
            asked.append((run[start : start + length], document.id))
    found = 0
    rare = 0
    for text, id in asked:
        if engine.holding(text) > 10:
            continue
        rare += 1
        hits = service.answer(read_parameters({"q": slipped(text, drawn)})).hits
        found += id in [hit.document.id for hit in hits]
    assert rare > 200
    assert found / rare >= 0.90, f"{found} of {rare}"
