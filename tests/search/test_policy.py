"""What editors decide: synonyms and best bets, read from their files and obeyed."""

from __future__ import annotations

import pytest

from search import analysis, policy, service
from search.engine import Engine
from search.policy import read_best_bets, read_synonyms
from search.query import parse
from search.service import answer, read_parameters


def test_a_group_of_synonyms_finds_one_another() -> None:
    groups = read_synonyms(["# 说明", "", "医保 医疗保险", "醫保 基本医疗保险"])
    assert groups["医疗保险"] == ("医疗保险", "医保")
    assert groups["医保"] == ("医保", "医疗保险", "基本医疗保险")
    assert "说明" not in groups


def test_best_bets_are_by_folded_question() -> None:
    bets = read_best_bets(["question,id", "關停 清單,a", "关停清单, b", "热线,c"])
    assert bets == {"关停清单": ("a", "b"), "热线": ("c",)}


def test_stop_words_are_read_without_remarks() -> None:
    assert analysis.read_stop_words("# 说明 的\n的 了\n\nof\n") == {"的", "了", "of"}


def test_stop_words_of_the_file_are_in_force() -> None:
    assert {"的", "关于", "怎么办", "多少", "哪", "the"} <= analysis.STOP_WORDS
    assert not any("#" in word or analysis.compact(word) != word for word in analysis.STOP_WORDS)
    assert parse("关于公积金的提取").required == parse("公积金 提取").required


def test_the_files_are_sound() -> None:
    assert len(policy.SYNONYMS) > 50
    assert all(len(group) > 1 and group[0] == word for word, group in policy.SYNONYMS.items())
    assert all(ids and all(ids) for ids in policy.BEST_BETS.values())


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [("低保", ("低保", "最低生活保障")), ("最低生活保障", ("最低生活保障", "低保"))],
)
def test_a_synonym_is_one_condition(text: str, alternatives: tuple[str, ...]) -> None:
    assert [condition.alternatives for condition in parse(text).required] == [alternatives]


def test_in_quotes_words_are_meant_as_written() -> None:
    assert [condition.alternatives for condition in parse("“低保”").required] == [("低保",)]


def asked(engine: Engine, **given: str) -> list[tuple[str, str]]:
    return [(hit.document.id, hit.match) for hit in answer(engine, read_parameters(given)).hits]


@pytest.fixture
def bet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BEST_BETS", {"公积金": ("rate", "nobody"), "无关的问题": ("rate",)})


@pytest.mark.usefixtures("bet")
def test_what_editors_chose_comes_first(engine: Engine) -> None:
    assert asked(engine, q="公積金")[0] == ("rate", "chosen")
    assert asked(engine, q="无关的问题") == [("rate", "chosen")]


@pytest.mark.usefixtures("bet")
def test_where_the_reader_narrows_nothing_is_put_first(engine: Engine) -> None:
    for narrowed in ({"sort": "newest"}, {"platform": "wechat"}, {"page": "2"}):
        assert "chosen" not in [match for _, match in asked(engine, q="公积金", **narrowed)]


@pytest.mark.usefixtures("bet")
def test_a_chosen_hit_is_shown_once(engine: Engine) -> None:
    ids = [id for id, _ in asked(engine, q="公积金")]
    assert len(ids) == len(set(ids))
