"""Reading files a little ahead of the writer, in workers where there are any, always in the order of the input.

Workers are asked for several small files at a time, because each asking costs about a millisecond whatever it asks
for; and they are asked far enough ahead to stay busy while the writer commits what it has. Both are bounded by bytes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass
from datetime import datetime

from durable import sha256_of
from importers import reading
from importers.model import Problem, Source
from importers.reading import Claim, Reading, Ready
from importers.walk import Entry

_LARGE = 8 << 20  # larger files are tables: read record by record here, not whole in a worker
_TOGETHER, _TOGETHER_BYTES = 16, 1 << 20  # files, and bytes of them, that a worker is asked for at once
_AHEAD, _AHEAD_BYTES = 400, 48 << 20  # files that workers may be ahead of the writer: about two commits

_ENDED = "读取进程意外中止（可能内存不足），请单独重新导入此文件"


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """Files and the worker's answer to come; None: they are read here."""

    entries: Sequence[Entry]
    answer: Future[list[Reading]] | None

    @property
    def size(self) -> int:
        return sum(entry.size for entry in self.entries) if self.answer else 0


def read_all(entries: Iterable[Entry], reader: Reader) -> Iterator[tuple[File, Iterable[Ready]]]:
    """Every entry in order with its records; never raises for a bad file. Records are to be taken before the next file."""
    waiting: deque[_Asked] = deque()
    files = size = 0
    for together in _batches(entries, reader):
        waiting.append(_ask(together, reader))
        files, size = files + len(together), size + waiting[-1].size
        while files > _AHEAD or size > _AHEAD_BYTES:
            done = waiting.popleft()
            files, size = files - len(done.entries), size - done.size
            yield from _take(done, reader)
    for done in waiting:
        yield from _take(done, reader)


def _batches(entries: Iterable[Entry], reader: Reader) -> Iterator[list[Entry]]:
    """Neighbours that are read together; alone: what this process reads."""
    batch: list[Entry] = []
    for entry in entries:
        alone = _is_read_here(entry, reader)
        full = len(batch) == _TOGETHER or sum(one.size for one in batch) + entry.size > _TOGETHER_BYTES
        if batch and (alone or full):
            yield batch
            batch = []
        if alone:
            yield [entry]
        else:
            batch.append(entry)
    if batch:
        yield batch


def _is_read_here(entry: Entry, reader: Reader) -> bool:
    return reader.executor is None or bool(entry.problem) or entry.size > _LARGE


def _ask(entries: list[Entry], reader: Reader) -> _Asked:
    if reader.executor is None or _is_read_here(entries[0], reader):
        return _Asked(entries, None)
    try:
        return _Asked(
            entries, reader.executor.submit(reading.read_each, entries, reader.sources, reader.latest)
        )
    except BrokenExecutor:
        return _Asked(entries, None)


def _take(asked: _Asked, reader: Reader) -> Iterator[tuple[File, Iterable[Ready]]]:
    if asked.answer is None:
        yield from (_read_here(entry, reader) for entry in asked.entries)
        return
    try:
        found = asked.answer.result()
    except BrokenExecutor:
        yield from _take_apart(asked.entries, reader)
        return
    yield from map(_read, asked.entries, found)


def _take_apart(entries: Sequence[Entry], reader: Reader) -> Iterator[tuple[File, Iterable[Ready]]]:
    """Each of *entries* asked for by itself, since a worker died over one of them or over another file."""
    for entry in entries:
        again = _ask([entry], reader)
        try:
            found = again.answer.result()[0] if again.answer else None
        except BrokenExecutor:
            found = Reading(Claim(problem=_ENDED, failed=True))
        yield _read(entry, found) if found else _read_here(entry, reader)


def _read(entry: Entry, found: Reading) -> tuple[File, Iterable[Ready]]:
    return File(entry, found.claim, found.sha256), found.records


def _read_here(entry: Entry, reader: Reader) -> tuple[File, Iterable[Ready]]:
    found = reading.claim(entry, reader.sources)
    if entry.problem:
        return File(entry, found, ""), ()
    digest = reading.attempt(lambda: sha256_of(entry.path))
    if isinstance(digest, Problem):
        return File(entry, Claim(problem=digest.reason, failed=True), ""), ()
    records = reading.records(entry, found.source, reader.latest) if found.source else ()
    return File(entry, found, digest), records
