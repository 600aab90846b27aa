"""Ranking: its measures, and the judged questions with their floors."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

import notices
from notices.accounts import load as load_accounts
from notices.departments import Department
from notices.departments import load as load_departments
from notices.fields import PLATFORMS
from notices.render import to_html, to_text
from search import judging
from search.engines import whoosh
from search.engines.memory import MemoryEngine
from search.judging import Judgment, judge, ndcg, reciprocal_rank
from search.schema import Document
from search.service import Hit, Service, answer, read_parameters
from tests.search import corpora

CONTENT = Path(__file__).resolve().parents[2] / "content"


def test_measures() -> None:
    assert ndcg(["a", "b"], ["a", "b"]) == 1.0
    assert ndcg(["b", "a"], ["a", "b"]) == pytest.approx((3 + 7 * 0.6309) / (7 + 3 * 0.6309), abs=1e-3)
    assert ndcg(["x"], ["a"]) == 0.0
    assert ndcg(["x"] * 10 + ["a"], ["a"]) == 0.0
    assert reciprocal_rank(["x", "y", "a"], ["a", "b"]) == pytest.approx(1 / 3)
    assert reciprocal_rank([], ["a"]) == 0.0


def test_score_is_the_mean() -> None:
    judgments = [Judgment("c", "k", "一", ("a",)), Judgment("c", "k", "二", ("b",))]
    score = judge(judgments, {"一": ["a"], "二": ["x", "b"]}.__getitem__)
    assert (score.questions, score.mrr, score.first) == (2, 0.75, 0.5)


def test_the_file_is_big_and_sound() -> None:
    judgments = judging.read()
    assert len(judgments) >= 150
    assert len({(j.collection, j.question) for j in judgments}) == len(judgments)
    assert all(j.relevant and j.question for j in judgments)
    assert {j.kind for j in judgments} >= {
        "title",
        "colloquial",
        "number",
        "offices",
        "typo",
        "pinyin",
        "script",
    }
    assert set(judging.floors()) == {j.collection for j in judgments}


def searched(path: Path) -> Document:
    """A notice as the build hands it to search, near enough."""
    notice = notices.read(path)
    chain = [departments()[slug] for slug in paths()[notice.department]]
    return Document(
        id=notice.slug,
        url="/",
        title=notice.title,
        body=to_text(to_html(notice.body)),
        date=notice.date,
        department=notice.department,
        department_path=paths()[notice.department],
        kind=notice.kind,
        department_name=chain[-1].name,
        department_path_names=tuple(one.short_name for one in chain),
        department_former=tuple(old.name for one in chain for old in one.former),
        platform=notice.platform,
        platform_name=PLATFORMS.get(notice.platform, ""),
        account=notice.account,
        account_name=account_names().get((notice.platform, notice.account), ""),
    )


@cache
def departments() -> dict[str, Department]:
    return load_departments(CONTENT / "departments.toml")


@cache
def account_names() -> dict[tuple[str, str], str]:
    listed = load_accounts(CONTENT / "accounts.csv", departments())
    return {(one.platform, id): one.name for one in listed for id in one.native_ids}


@cache
def paths() -> dict[str, tuple[str, ...]]:
    return {slug: upwards(slug) for slug in departments()}


def upwards(slug: str) -> tuple[str, ...]:
    parent = departments()[slug].parent
    return (*upwards(parent), slug) if parent else (slug,)


def city() -> list[Document]:
    return [searched(path) for path in sorted(CONTENT.glob("*/[0-9][0-9][0-9][0-9]/*.md"))]


def laws() -> list[Document]:
    found = sorted(corpora.CORPORA.glob("laws/**/*.md"))
    return [
        corpora.made(n, p.stem.replace(" ", ""), p.read_text("utf-8")[:3000]) for n, p in enumerate(found)
    ]


def asking(
    documents: list[Document], place: Path, name: Callable[[Hit], str]
) -> Callable[[str], Sequence[str]]:
    whoosh.build(documents, place)
    service = Service(whoosh.open(place))
    return lambda question: [name(hit) for hit in service.answer(read_parameters({"q": question})).hits]


def reached(collection: str, ask: Callable[[str], Sequence[str]]) -> None:
    judgments = [j for j in judging.read() if j.collection == collection]
    score = judge(judgments, ask)
    print(f"{collection}: {score}")
    least = judging.floors()[collection]
    assert (score.ndcg >= least[0], score.mrr >= least[1]) == (True, True), score
    numbers = [j for j in judgments if j.kind == "number"]
    assert not numbers or judge(numbers, ask).first == 1.0


@pytest.mark.skipif(not CONTENT.is_dir(), reason="no sample content")
def test_the_sample_city_reaches_its_floor(tmp_path: Path) -> None:
    documents = city()
    ids = {document.id for document in documents}
    assert [j for j in judging.read() if j.collection == "city" and not ids >= set(j.relevant)] == []
    reached("city", asking(documents, tmp_path / "index", lambda hit: hit.document.id))


@pytest.mark.skipif(not corpora.CORPORA.is_dir(), reason=corpora.REASON)
def test_the_laws_reach_their_floor(tmp_path: Path) -> None:
    reached("laws", asking(laws(), tmp_path / "index", lambda hit: hit.document.title))


def test_a_floor_can_be_missed() -> None:
    """The control: answers in a bad order fall below the floor."""
    with pytest.raises(AssertionError):
        reached("city", lambda question: ["nothing"])


def test_floors_are_numbers_in_the_file() -> None:
    with judging.JUDGMENTS.open(encoding="utf-8", newline="") as stream:
        assert sum(row["class"] == "floor" for row in csv.DictReader(stream)) == len(judging.floors())


def test_what_holds_comes_before_what_was_abolished(documents: list[Document]) -> None:
    rate = next(document for document in documents if document.id == "rate")
    held = [
        replace(rate, id="old", validity="abolished"),
        replace(rate, id="ended", validity="expired"),
        replace(rate, id="new", validity="current", date=rate.date - timedelta(days=900)),
    ]
    found = answer(MemoryEngine(held), read_parameters({"q": "缴存比例"}))
    assert found.hits[0].document.id == "new"
