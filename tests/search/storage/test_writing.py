"""Segments hold the same whoever writes them, and a worker that dies over one leaves nothing wrong behind."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from search.schema import Document, digest_of, dump_document
from search.storage import writing
from search.storage.writing import Labour, write_segments, write_spooled


def written(documents: list[Document], folder: Path, labour: Labour | None) -> list[dict[str, bytes]]:
    """The files of each segment, by name, in order."""
    folder.mkdir()
    entries = ((one, digest_of(dump_document(one).encode())) for one in documents)
    segments = list(write_segments(entries, folder, labour))
    assert {path.name for path in folder.iterdir()} == {name for name, _ in segments}
    assert sum(count for _, count in segments) == len(documents)
    return [
        {path.name: path.read_bytes() for path in sorted((folder / name).iterdir())} for name, _ in segments
    ]


def test_workers_write_what_one_process_writes(
    documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_DOCUMENTS", 5)
    here = written(documents, tmp_path / "here", None)
    with ProcessPoolExecutor(2, get_context("fork")) as executor:
        there = written(documents, tmp_path / "there", Labour(executor, 2))
    assert len(here) == 3
    assert there == here


def test_none_are_none_for_workers_too(tmp_path: Path) -> None:
    with ProcessPoolExecutor(1, get_context("fork")) as executor:
        assert written([], tmp_path / "none", Labour(executor, 1)) == []


class Twice(Executor):
    """Does everything twice, as a cluster does when a worker dies after its work but before it says so."""

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[object]:
        assert callable(fn)
        (spool,) = args
        assert isinstance(spool, Path)
        kept = spool.read_bytes()
        fn(spool)
        spool.write_bytes(kept)
        future: Future[object] = Future()
        future.set_result(fn(spool))
        return future


def test_a_segment_may_be_written_twice(documents: list[Document], tmp_path: Path) -> None:
    assert written(documents, tmp_path / "twice", Labour(Twice(), 1)) == written(
        documents, tmp_path / "once", None
    )


class Dying(Executor):
    """Loses everything."""

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[object]:
        future: Future[object] = Future()
        future.set_exception(BrokenExecutor("killed"))
        return future


def test_a_lost_worker_is_told(documents: list[Document], tmp_path: Path) -> None:
    (tmp_path / "lost").mkdir()
    entries = [(one, bytes(16)) for one in documents]
    with pytest.raises(BrokenExecutor):
        list(write_segments(entries, tmp_path / "lost", Labour(Dying(), 1)))


def test_a_spool_is_gone_when_its_segment_stands(documents: list[Document], tmp_path: Path) -> None:
    spool = tmp_path / "abc.spool"
    spool.write_text("".join(f"{bytes(16).hex()}{dump_document(one)}\n" for one in documents))
    assert write_spooled(spool) == ("abc", len(documents))
    assert not spool.exists()
