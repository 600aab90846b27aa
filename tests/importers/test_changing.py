"""Exports that are still being written while they are imported, clocks that go back, two imports at once."""

from __future__ import annotations

import errno
import io
import itertools
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import durable
from importers.holdings import Folders
from importers.verify import verify
from tests.importers.city import City, Lines

ROWS = [{"id": str(number), "date": f"2024-01-0{number}", "body": "正文" * 40} for number in range(1, 6)]


def damages(city: City) -> list[object]:
    return list(verify(Folders(city.content, city.archive)).damages)


def test_a_file_that_grows_while_it_is_read_is_not_taken_for_the_whole(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = city.export("a.posts", *ROWS)
    real = durable.Batch.copy

    def late(self: durable.Batch, source: Path, target: Path, sha256: str = "") -> None:
        with source.open("ab") as stream:
            stream.write(b"\n")
        real(self, source, target, sha256)

    monkeypatch.setattr(durable.Batch, "copy", late)
    with pytest.raises(durable.SourceChanged, match="读取期间被改动") as caught:
        city.run()
    assert caught.value.filename == str(path)
    assert not list(city.content.rglob("*.md"))
    monkeypatch.undo()
    city.run()
    assert len(list(city.content.rglob("*.md"))) == len(ROWS)
    assert damages(city) == []


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.99])
def test_a_half_copied_export_is_made_good_by_the_whole_one(city: City, share: float) -> None:
    path = city.export("a.posts", *ROWS)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    city.run()
    assert damages(city) == []
    path.write_bytes(whole)
    city.run()
    assert len(list(city.content.rglob("*.md"))) == len(ROWS)
    assert damages(city) == []


def test_what_the_machine_lacks_is_no_fault_of_the_file(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.export("a.posts", *ROWS)

    def refuse(self: Lines, path: Path, head: bytes) -> bool:
        raise OSError(errno.EMFILE, "Too many open files", str(path))

    monkeypatch.setattr(Lines, "detect", refuse)
    with pytest.raises(OSError, match="Too many open files"):
        city.run()
    monkeypatch.undo()
    city.run()
    assert [outcome for _, outcome in city.ends()] == ["published"] * len(ROWS)
    assert not (city.archive / "unassigned").exists()


@pytest.mark.parametrize("number", range(1, 5))
def test_an_archive_file_that_cannot_be_opened_now_is_not_told_to_be_damaged(
    city: City, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    packed = city.exports / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(city.export("a.posts", *ROWS), "a.posts")
    (city.exports / "a.posts").unlink()
    opens, real = itertools.count(1), io.open

    def opened(path: object, *given: Any, **more: Any) -> Any:  # noqa: ANN401 - as io.open has it
        if path in (packed, str(packed)) and next(opens) == number:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), str(path))
        return real(path, *given, **more)

    monkeypatch.setattr(io, "open", opened)
    with pytest.raises(OSError, match="Too many open files"):
        city.run()
    monkeypatch.undo()
    city.run()
    assert [outcome for _, outcome in city.ends()] == [*["published"] * len(ROWS), "skipped"]
    assert "逐一读取" in (city.archive / "unassigned/ledger.jsonl").read_text("utf-8")


def test_a_clock_set_back_changes_nothing_that_is_there(city: City) -> None:
    city.export("a.posts", *ROWS)
    city.run(day=date(2026, 11, 21))
    before = city.bytes_of()
    city.run(day=date(1970, 1, 1))
    assert city.bytes_of() == before
    assert damages(city) == []


def test_the_second_import_is_told_at_once_who_is_at_work(city: City) -> None:
    city.export("a.posts", *ROWS)
    with durable.exclusive(city.archive / ".lock"), pytest.raises(durable.Busy, match=f"进程 {os.getpid()}"):
        city.run()
    assert not list(city.content.rglob("*.md"))
