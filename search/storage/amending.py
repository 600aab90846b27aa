"""An index brought up to date by what changed in the file of documents, without reading the rest of that file.

The index says of which file it was made (size, time, inode). Where that is the file in which the changes were made,
and every line that is gone is a document of the index, nothing else can have changed. Where anything is not as
expected, nothing is amended, and the whole file is read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from search.schema import BadDocument, Document, Line
from search.storage import generation
from search.storage.generation import Generation, Listed
from search.storage.segment import read_known_text
from search.storage.writing import Entry

Stretch = tuple[int, int]
"""Offset and length of whole lines in a file."""


@dataclass(frozen=True, slots=True)
class Changed:
    """How a file of documents differs from the *former* one: stretches of lines *removed* there and *added* here."""

    former: Path
    removed: tuple[Stretch, ...]
    added: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Amended:
    """An amended index: the documents *added*, how many were *removed*, and how many there are now."""

    added: tuple[Document, ...]
    removed: int
    count: int


def read_changed(path: Path) -> Changed | None:
    """What the file *path* says; None where there is none that can be read."""
    try:
        told = json.loads(path.read_text("utf-8"))
        removed, added = (tuple((int(a), int(b)) for a, b in told[name]) for name in ("removed", "added"))
        return Changed(Path(told["former"]), removed, added)
    except (OSError, ValueError, LookupError, TypeError):
        return None


def stamp(path: Path) -> str:
    """What is another for every other file at *path*, and every other content; empty where there is none."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}"


def amend(documents: Path, changed: Changed, place: Path, former: Path) -> Amended | None:
    """Index the file *documents* at *place* out of the index at *former*, where only what *changed* is new.

    None where *former* was not made of the file that was changed, or *changed* does not say how. Raises IndexMissing,
    IndexDamaged.
    """
    listed = generation.read_former(former)
    source = stamp(changed.former)
    if not source or listed.source != source or not _adds_up(documents, changed):
        return None
    gone = [line.digest for line in _lines(changed.former, changed.removed)]
    try:
        fresh = [(line.document(), line.digest) for line in _lines(documents, changed.added)]
    except BadDocument:
        return None
    known = [read_known_text(former / one.name) for one in listed.segments]
    segments = _lessened(list(zip(listed.segments, known, strict=True)), gone)
    if segments is None or _repeated(segments, known, fresh):
        return None
    with generation.fresh_folder(place) as folder:
        stale, staying = generation.sorted_out(segments)
        rewritten = (entry for one in stale for entry in generation.documents_of(former / one.name, one))
        added = generation.written(chain(fresh, rewritten), folder)
        digests = generation.linked(former, staying, folder)
        generation.publish(folder, place, Generation("", (*staying, *added), stamp(documents)), digests)
    count = sum(one.documents - len(one.deleted) for one in (*staying, *added))
    return Amended(tuple(document for document, _ in fresh), len(gone), count)


def _adds_up(documents: Path, changed: Changed) -> bool:
    """Whether the file *documents* is as long as the former one and the changes make it."""
    gone, come = (sum(length for _, length in lines) for lines in (changed.removed, changed.added))
    return documents.stat().st_size == changed.former.stat().st_size - gone + come


def _lines(path: Path, stretches: Iterable[Stretch]) -> Iterator[Line]:
    with path.open("rb") as stream:
        for offset, length in stretches:
            for raw in os.pread(stream.fileno(), length, offset).split(b"\n"):
                if raw.strip():
                    yield Line(f"{path} 第 {offset} 字节起", raw.strip())


def _lessened(segments: list[tuple[Listed, bytes]], digests: Iterable[bytes]) -> list[Listed] | None:
    """The segments without the documents of *digests*; None where one of those is in none of them."""
    gone: list[set[int]] = [set(one.deleted) for one, _ in segments]
    for digest in digests:
        for (_, known), deleted in zip(segments, gone, strict=True):
            ordinal = _place(known, b"\n%b " % digest.hex().encode(), deleted)
            if ordinal is not None:
                deleted.add(ordinal)
                break
        else:
            return None
    pairs = zip(segments, gone, strict=True)
    return [Listed(one.name, one.documents, tuple(sorted(deleted))) for (one, _), deleted in pairs]


def _repeated(segments: list[Listed], known: list[bytes], fresh: list[Entry]) -> bool:
    """Whether two documents would have one id; whoever reads the whole file says where."""
    ids = [document.id for document, _ in fresh]
    held = (
        _place(text, b" %b\n" % id.encode(), set(one.deleted)) is not None
        for id in ids
        for one, text in zip(segments, known, strict=True)
    )
    return len(set(ids)) < len(ids) or any(held)


def _place(known: bytes, wanted: bytes, deleted: set[int]) -> int | None:
    """The number of the first line of *known* (which begins with a line end) that has *wanted* and is not *deleted*."""
    found = known.find(wanted)
    while found >= 0:
        ordinal = known.count(b"\n", 0, found + 1) - 1
        if ordinal not in deleted:
            return ordinal
        found = known.find(wanted, found + 1)
    return None
