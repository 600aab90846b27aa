"""Word lists: each entry has its source and day; what is wrong in a list is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from notices.checks.listed import RULES
from notices.frontmatter import BadFrontMatter
from notices.words import load

LISTS = Path(__file__).resolve().parents[2] / "content" / "words"
GOOD = 'rule = "wording-slip"\n[[word]]\nfind = "甲"\nsource = "乙"\nadded = 2026-03-01\n'


def test_every_rule_has_a_list_and_every_list_a_rule() -> None:
    assert set(load(LISTS)) == {rule.id for rule in RULES}
    assert all(path.stem in load(LISTS) for path in LISTS.glob("*.toml"))


def test_no_word_is_its_own_correction() -> None:
    for words in load(LISTS).values():
        for word in words.words:
            if word.write and not word.since:
                assert not list(word.places(word.write)), word.find


def test_a_word_stands_once() -> None:
    for words in load(LISTS).values():
        keys = [word.find or (word.pattern.pattern if word.pattern else "") for word in words.words]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("find", "fnid"), "不认识的键"),
        (('find = "甲"\n', ""), "find 或 pattern"),
        (('source = "乙"\n', ""), "source"),
        (("added = 2026-03-01\n", ""), "added"),
        (("2026-03-01", '"昨天"'), "added"),
        (('find = "甲"', 'pattern = "("\nhint = ["甲"]'), "正则表达式"),
        (('find = "甲"', 'pattern = "甲+"'), "hint"),
        (("[[word]]", "[[word]"), "读不懂"),
        (('rule = "wording-slip"\n', ""), "rule"),
    ],
)
def test_a_bad_list_is_refused(tmp_path: Path, change: tuple[str, str], why: str) -> None:
    (tmp_path / "a.toml").write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(BadFrontMatter, match=why):
        load(tmp_path)


def test_allowed_phrases_and_the_gate(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD + 'unless = ["甲板"]\n', encoding="utf-8")
    words = load(tmp_path)["wording-slip"]
    (word,) = words.candidates("有甲")
    assert [place for place, _ in word.places("甲，甲板，甲" + "。" * 20 + "甲")] == [26]
    assert words.candidates("没有") == ()


def test_no_folder_means_no_words(tmp_path: Path) -> None:
    assert load(tmp_path / "words") == {}
