"""Ranking: its measures, and the judged questions with their floors."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pytest

import notices
from notices.render import to_html, to_text
from search import judging
from search.engines import whoosh
from search.judging import Judgment, judge, ndcg, reciprocal_rank
from search.schema import Document
from search.service import Hit, Service, read_parameters
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
    return Document(
        id=notice.slug,
        url="/",
        title=notice.title,
        body=to_text(to_html(notice.body)),
        date=notice.date,
        department=notice.department,
        department_path=paths()[notice.department],
        kind=notice.kind,
    )


@cache
def paths() -> dict[str, tuple[str, ...]]:
    departments = tomllib.loads((CONTENT / "departments.toml").read_text(encoding="utf-8"))
    return {slug: upwards(slug, departments) for slug in departments}


def upwards(slug: str, departments: dict[str, dict[str, str]]) -> tuple[str, ...]:
    parent = departments[slug].get("parent")
    return (*upwards(parent, departments), slug) if parent else (slug,)


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
