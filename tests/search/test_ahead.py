"""The search program begun before there is anything to index."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import ahead, indexing
from search.engine import IndexDamaged, Request
from search.engines import whoosh
from search.query import parse
from search.schema import Document, dump_document
from search.storage import generation
from search.storage.manifest import LIST
from search.storage.segment import KNOWN


@pytest.fixture
def pipe() -> Iterator[str]:
    """The descriptor of a pipe whose other end is held."""
    ends = os.pipe()
    yield str(ends[0])
    for end in ends:
        os.close(end)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is followed: that would end the tests with the pipe."""
    monkeypatch.setattr(ahead, "follow", lambda descriptor: None)


def asked(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps([str(one) for one in arguments]) + "\n"))


def written(path: Path, documents: list[Document]) -> Path:
    path.write_text("".join(f"{dump_document(one)}\n" for one in documents), encoding="utf-8")
    return path


@pytest.fixture
def former(documents: list[Document], tmp_path: Path) -> Path:
    """An index of all documents but the last."""
    lines = written(tmp_path / "former.jsonl", documents[:-1])
    assert indexing.main([str(lines), str(tmp_path / "former")]) == 0
    return tmp_path / "former"


def titles(place: Path, text: str) -> list[str]:
    engine = whoosh.open(place)
    try:
        return [one.title for one in engine.find(Request(parse(text))).documents]
    finally:
        engine.close()


def test_what_is_asked_for_later_is_done(
    former: Path, documents: list[Document], tmp_path: Path, pipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = written(tmp_path / "documents.jsonl", documents)
    asked(monkeypatch, lines, tmp_path / "index", "--former", former)
    assert ahead.main([pipe, str(former)]) == 0
    assert documents[-1].title in titles(tmp_path / "index", f"“{documents[-1].title}”")


def test_without_a_question_nothing_is_done(
    former: Path, tmp_path: Path, pipe: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert ahead.main([pipe, str(former)]) == 0
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("moment", ["before", "meanwhile"])
def test_a_former_index_that_is_damaged_is_made_again(
    former: Path,
    documents: list[Document],
    tmp_path: Path,
    pipe: str,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """Whether it was before it could be checked, or is so since: nothing of it is taken over unseen."""

    def damage() -> None:
        for path in former.rglob("*"):
            if path.is_file() and path.name not in {LIST, KNOWN}:
                path.write_bytes(path.read_bytes()[:-1] + b"\0\1")

    lines = written(tmp_path / "documents.jsonl", documents)
    asked(monkeypatch, lines, tmp_path / "index", "--former", former)
    if moment == "before":
        damage()
    else:
        real = ahead._checked
        monkeypatch.setattr(ahead, "_checked", lambda place: (real(place), damage())[0])
    assert ahead.main([pipe, str(former)]) == 0
    shutil.rmtree(former)
    assert len(whoosh.open(tmp_path / "index")) == len(documents)
    generation.read(tmp_path / "index")


def test_a_damaged_index_is_not_opened_as_checked(former: Path) -> None:
    """The control: what was checked before it was damaged is read again when it is opened."""
    checked = ahead._checked(former)
    assert checked
    for path in former.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(IndexDamaged):
        whoosh.open(former, checked)
    assert not ahead._checked(former)
