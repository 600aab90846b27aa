"""Only what changed is indexed again, and the answers are those of an index made afresh."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engine import IndexDamaged, IndexMissing, Request
from search.engines import whoosh
from search.query import parse
from search.schema import BadDocument, Document, Line, dump_document
from search.storage import generation
from search.storage.generation import Changes


def lines(documents: list[Document]) -> list[Line]:
    return [Line(f"第 {n} 行", dump_document(d).encode()) for n, d in enumerate(documents, start=1)]


def found(place: Path, text: str) -> set[str]:
    engine = whoosh.open(place)
    try:
        return {document.id for document in engine.find(Request(parse(text), count=1000)).documents}
    finally:
        engine.close()


@pytest.fixture
def place(documents: list[Document], tmp_path: Path) -> Path:
    generation.build(documents, tmp_path / "one" / "index")
    return tmp_path / "one" / "index"


def test_added_changed_and_withdrawn(place: Path, documents: list[Document], tmp_path: Path) -> None:
    new = tmp_path / "two" / "index"
    changed = replace(documents[0], title="全新的标题")
    extra = replace(documents[1], id="extra", body="雨水井盖已经更换")
    changes = generation.update(lines([changed, extra, *documents[3:]]), new, place)
    assert changes == Changes(added=2, removed=3, kept=len(documents) - 3)
    assert found(new, "全新的标题") == {documents[0].id}
    assert found(new, "雨水井盖") == {"extra"}
    assert found(new, documents[2].title) == set()
    assert found(place, documents[2].title) == {documents[2].id}


def test_nothing_changed(place: Path, documents: list[Document], tmp_path: Path) -> None:
    new = tmp_path / "two" / "index"
    assert generation.update(lines(documents), new, place) == Changes(0, 0, len(documents))
    assert found(new, "公积金") == found(place, "公积金") != set()


def test_unchanged_segments_are_the_same_files(
    place: Path, documents: list[Document], tmp_path: Path
) -> None:
    new = tmp_path / "two" / "index"
    generation.update(lines([*documents, replace(documents[0], id="extra")]), new, place)
    (name,) = (segment.name for segment in generation.read(place).segments)
    shared = list((place / name).iterdir())
    assert len(shared) > 10
    assert all(path.samefile(new / name / path.name) for path in shared)


def test_in_place(place: Path, documents: list[Document]) -> None:
    generation.update(lines(documents[:4]), place, place)
    assert len(whoosh.open(place)) == 4


def test_small_segments_are_put_together(place: Path, documents: list[Document], tmp_path: Path) -> None:
    for number in range(8):
        more = [replace(documents[0], id=f"more-{n}", body=f"第{n}号井盖") for n in range(number + 1)]
        generation.update(lines([*documents, *more]), place, place)
    assert len(generation.read(place).segments) < 6
    assert found(place, "号井盖") == {f"more-{n}" for n in range(8)}


def test_a_repeated_id_is_refused(place: Path, documents: list[Document]) -> None:
    twice = [replace(documents[0], title="甲"), replace(documents[0], title="乙")]
    with pytest.raises(BadDocument, match="第 2 行：编号 closing 前面已经有了"):
        generation.update(lines(twice), place, place)
    with pytest.raises(BadDocument, match="前面已经有了"):
        generation.update(lines([*documents, replace(documents[0], title="甲")]), place, place)


def test_a_damaged_former_index_is_not_passed_on(
    place: Path, documents: list[Document], tmp_path: Path
) -> None:
    (segment,) = generation.read(place).segments
    (place / segment.name / "grams.u64").write_bytes(b"\0" * 8)
    new = tmp_path / "two" / "index"
    generation.update(lines([*documents, replace(documents[0], id="extra")]), new, place)
    with pytest.raises(IndexDamaged, match=r"grams\.u64"):
        whoosh.open(new)


def test_without_a_former_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        generation.update([], tmp_path / "index", tmp_path / "none")


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(st.tuples(st.integers(0, 11), st.integers(0, 1))), min_size=1, max_size=4))
def test_any_history_answers_as_a_fresh_index(
    documents: list[Document], tmp_path: Path, history: list[set[tuple[int, int]]]
) -> None:
    generation.build([], tmp_path / "kept")
    for state in history:
        texts = dict(sorted(state))
        now = [replace(documents[n], body=f"{documents[n].body}第{v}版") for n, v in texts.items()]
        generation.update(lines(now), tmp_path / "kept", tmp_path / "kept")
        generation.build(now, tmp_path / "fresh")
        for text in ("公告", "第1版", "公积金 -第0版", "路灯"):
            assert found(tmp_path / "kept", text) == found(tmp_path / "fresh", text)
