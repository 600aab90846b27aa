"""What a query means, and the law that a substring of a text, asked for, matches the text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis
from search.query import LONGEST_QUERY, MOST_CONDITIONS, BadQuery, Condition, parse, relaxed

SYNTAX = re.compile(r'["“”「」『』]|(?:^|\s)[-－]')
ALPHABET = "村务公开的了和賬號帳账著着裏里乾干ＡＢａb①〔〕（）()[]年号號第0129.,，。 　\n%‘’"
TEXT = st.text(st.sampled_from(ALPHABET) | st.characters(), min_size=1, max_size=60)


def alternatives(text: str) -> list[tuple[str, ...]]:
    return [condition.alternatives for condition in parse(text).required]


@pytest.mark.parametrize(
    ("text", "required"),
    [
        ("公积金 提取", [("公积金",), ("提取",)]),
        ("村 务 公 开", [("村务公开",)]),
        ("“公积金 提取”", [("公积金提取",)]),
        ("「账号」", [("账号",)]),
        ("公积金 公积金", [("公积金",)]),
        ("〔2019〕12号", [("201912号", "2019年12号", "2019第12号", "2019年第12号")]),
        ("2019年9月3日", [("2019年9月3日",)]),
        ("工积金", [("工积金",)]),
        ("微博停更", [("微博",), ("停更", "停止更新", "停止运营", "停用")]),
        ("王某某的低保", [("王某某",), ("低保", "最低生活保障")]),
        ("公积金中", [("公积金中",)]),
        ("茶 采", [("茶采",)]),
        ("茶的采", [("茶",), ("采",)]),
        ("毕业季“银发浪潮”到来", [("银发浪潮",), ("毕业季",), ("到来",)]),
        ("", []),
        ("。，！", []),
        ("\ud800", []),
        ("😀", []),
    ],
)
def test_required(text: str, required: list[tuple[str, ...]]) -> None:
    assert alternatives(text) == required


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("公告 -转载", ["转载"]),
        ("公告 －转载", ["转载"]),
        ("公告 -“三审 三校”", ["三审三校"]),
        ("0900-5551234", []),
        ("a - b", []),
        ("-转载", []),
    ],
)
def test_excluded(text: str, excluded: list[str]) -> None:
    assert [condition.alternatives[0] for condition in parse(text).excluded] == excluded


def test_only_an_exclusion_is_looked_for() -> None:
    assert parse("-5").required == (Condition(("5",)),)


def test_phrases_have_all_readings_of_a_number() -> None:
    assert parse("青府办〔2019〕12号 通知").phrases[:2] == ("青府办201912号通知", "青府办2019年12号通知")


def test_excluded_words_rank_nothing() -> None:
    query = parse("公告 -转载")
    assert query.words == ("公告",)
    assert query.phrases == ("公告",)


def test_stop_words_rank_only_alone() -> None:
    assert parse("公积金的提取").words == ("公积", "积金", "公积金", "提取")
    assert parse("的").words == ("的",)


def test_limits() -> None:
    assert len(parse("字 " * 10 + "甲乙丙丁" * 60).required) <= MOST_CONDITIONS
    assert parse("长" * LONGEST_QUERY).text
    with pytest.raises(BadQuery, match="超过 500 个"):
        parse("长" * (LONGEST_QUERY + 1))


@given(st.text(max_size=80))
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert all(form and form == analysis.compact(form) for c in query.required for form in c.alternatives)
    assert query.empty or query.words or query.phrases


@given(TEXT, st.data())
def test_a_substring_asked_for_matches(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    wanted = text[start : data.draw(st.integers(start + 1, min(len(text), start + 8)))]
    if not SYNTAX.search(wanted) and not (wanted.startswith(("-", "－"))):
        folded = analysis.compact(text)
        assert parse(wanted).matches(folded, "")
        assert parse(wanted).matches("", folded)


@given(TEXT)
def test_what_is_excluded_is_not_found(text: str) -> None:
    folded = analysis.compact(text)
    if (needle := analysis.compact(text[:4])) and not SYNTAX.search(text[:4]):
        assert not parse(f"村 -“{text[:4]}”").matches(f"村{folded}", "")
        assert parse("村 -“不在这里的话”").matches("村" + folded.replace("不在这里的话", ""), "")
        assert needle in folded


@pytest.mark.parametrize(
    ("text", "title", "body", "names", "found"),
    [
        ("停更 交通局", "停更公告", "", "青澜市交通局", True),
        ("停更 交通局", "停更公告", "", "青澜市民政局", False),
        ("停更 交通局", "", "关于停更的交通局公告", "", True),
        ("停更 交通局", "", "", "停更\n交通局", False),
        ("交通局", "", "", "交通局", False),
        ("“交通局” 停更", "停更", "", "交通局", False),
        ("停更 -交通局", "停更", "", "交通局", True),
        ("停更 -交通局", "停更", "交通局", "", False),
        ("", "甲", "乙", "", True),
    ],
)
def test_names_stand_in_for_words_but_not_for_all(
    text: str, title: str, body: str, names: str, found: bool
) -> None:
    assert parse(text).matches(title, body, names) is found


def test_names_suffice_where_asked_anew() -> None:
    first, *_ = relaxed(parse("交通局 微博"))
    assert first.matches("甲", "乙", "交通局\n微博")
    assert not first.matches("甲", "乙", "交通局")
    assert relaxed(parse("“交通局”"))[0].required == (Condition(("交通局",), named=True),)
