"""Writing the segments of an index, one after another here or several at once in workers.

A segment holds the same documents whoever writes it, so answers do not depend on the executor.
"""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from durable import fill_blocks, refilling
from search.schema import Document, dump_document, parse_document
from search.storage.segment import MOST_DOCUMENTS, SegmentWriter

Entry = tuple[Document, bytes]
"""A document with the digest of the line it came from."""

_HEX = 32


@dataclass(frozen=True, slots=True)
class Labour:
    """Who writes segments: *executor*, whose *workers* are kept busy; None: this process."""

    executor: Executor | None = None
    workers: int = 1


def write_segments(
    documents: Iterable[Entry], folder: Path, labour: Labour | None = None
) -> Iterator[tuple[str, int]]:
    """Write *documents* to segments in *folder*; the name of each and how many it holds.

    For workers a segment's documents go through a file in *folder*, which they too must see: memory stays bounded.
    Raises BrokenExecutor when a worker is lost.
    """
    source = iter(documents)
    if labour is None or labour.executor is None:
        yield from _here(source, folder)
        return
    waiting: deque[Future[tuple[str, int]]] = deque()
    while (chunk := _spool(islice(source, MOST_DOCUMENTS), folder)) is not None:
        waiting.append(labour.executor.submit(write_spooled, chunk))
        if len(waiting) > labour.workers:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _here(source: Iterator[Entry], folder: Path) -> Iterator[tuple[str, int]]:
    writer = SegmentWriter()
    for document, digest in source:
        writer.add(document, digest)
        if len(writer) == MOST_DOCUMENTS:
            yield _write(writer, folder / secrets.token_hex(6))
            writer = SegmentWriter()
    if len(writer):
        yield _write(writer, folder / secrets.token_hex(6))


def _write(writer: SegmentWriter, segment: Path) -> tuple[str, int]:
    writer.write(segment)
    return segment.name, len(writer)


def _spool(source: Iterator[Entry], folder: Path) -> Path | None:
    """The documents of *source* in a new file named for the segment that they will be; None when there are none."""
    first = next(source, None)
    if first is None:
        return None
    path = folder / f"{secrets.token_hex(6)}.spool"
    fill_blocks(path, map(_line, _with(first, source)))
    return path


def _with(first: Entry, rest: Iterator[Entry]) -> Iterator[Entry]:
    yield first
    yield from rest


def _line(entry: Entry) -> bytes:
    document, digest = entry
    return f"{digest.hex()}{dump_document(document)}\n".encode()


def write_spooled(spool: Path) -> tuple[str, int]:
    """Write the segment whose documents are in *spool*, in any process that sees the file, and remove the file.

    Given out again because a worker died, it begins anew.
    """
    writer = SegmentWriter()
    with spool.open(encoding="utf-8") as lines:
        for line in lines:
            writer.add(parse_document(line[_HEX:]), bytes.fromhex(line[:_HEX]))
    with refilling():
        done = _write(writer, spool.with_suffix(""))
    spool.unlink(missing_ok=True)
    return done
