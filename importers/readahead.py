"""Reading files a little ahead of the writer, in workers where there are any, always in the order of the input."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from datetime import datetime

from importers import reading
from importers.model import Problem, Source
from importers.reading import Claim, Reading, Ready
from importers.walk import Entry

_LARGE = 8 << 20  # larger files are tables: read record by record here, not whole in a worker
_AHEAD = 8  # files that workers may be ahead of the writer, so memory stays bounded


@dataclass(frozen=True, slots=True)
class File:
    """An input file as it was read: whose it is, and the *sha256* of its bytes (empty when they cannot be read)."""

    entry: Entry
    claim: Claim
    sha256: str


@dataclass(frozen=True, slots=True)
class Reader:
    """How to read: the *sources* to ask, the *latest* date to believe, and who does it (None: this process)."""

    sources: Sequence[Source]
    latest: datetime
    executor: Executor | None = None


def read_all(entries: Iterable[Entry], reader: Reader) -> Iterator[tuple[File, Iterable[Ready]]]:
    """Every entry in order with its records; never raises for a bad file. Records are to be taken before the next file."""
    waiting: deque[tuple[Entry, Future[Reading] | None]] = deque()
    for entry in entries:
        waiting.append((entry, _ask(entry, reader)))
        if len(waiting) > _AHEAD:
            yield _take(waiting, reader)
    while waiting:
        yield _take(waiting, reader)


def _ask(entry: Entry, reader: Reader) -> Future[Reading] | None:
    if reader.executor is None or entry.problem or entry.size > _LARGE:
        return None
    try:
        return reader.executor.submit(reading.read, entry, reader.sources, reader.latest)
    except BrokenExecutor:
        return None


def _take(
    waiting: deque[tuple[Entry, Future[Reading] | None]], reader: Reader
) -> tuple[File, Iterable[Ready]]:
    entry, asked = waiting.popleft()
    if asked is None:
        return _read_here(entry, reader)
    try:
        found = asked.result()
    except BrokenExecutor:
        problem = Claim(problem="读取进程意外中止（可能内存不足），请单独重新导入此文件", failed=True)
        return File(entry, problem, ""), ()
    return File(entry, found.claim, found.sha256), found.records


def _read_here(entry: Entry, reader: Reader) -> tuple[File, Iterable[Ready]]:
    found = reading.claim(entry, reader.sources)
    if entry.problem:
        return File(entry, found, ""), ()
    digest = reading.attempt(lambda: reading.sha256_of(entry))
    if isinstance(digest, Problem):
        return File(entry, Claim(problem=digest.reason, failed=True), ""), ()
    records = reading.records(entry, found.source, reader.latest) if found.source else ()
    return File(entry, found, digest), records
