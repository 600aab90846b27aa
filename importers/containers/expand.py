"""Input files with every archive file among them followed by its members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

from durable import lacking
from importers.containers import names, streams, tarred, zipped
from importers.containers.limits import BLOCK, Budget, Limits, TooMuch, Unreadable
from importers.containers.member import Member
from importers.containers.scratch import Stage
from importers.walk import Entry, printable

_Reader = Callable[[Path, Budget], Iterator[Member]]

_ONE_DOCUMENT = frozenset(
    (
        ".docx",
        ".xlsx",
        ".pptx",
        ".xlsm",
        ".odt",
        ".ods",
        ".odp",
        ".ofd",
        ".epub",
        ".wacz",
        ".wps",
        ".et",
        ".dps",
    )
)
_ARCHIVED_WEB = (b"WARC/", b"filedesc:")  # compressed by the record, and read as one file


def expand(entries: Iterable[Entry], folder: Path, limits: Limits | None = None) -> Iterator[Entry]:
    """Give *entries*, each archive file followed by its members in the order of their names, staged under *folder*.

    An archive file says in `told` what became of it. Raises OSError when the disk refuses.
    """
    opening = _Opening(folder, limits or Limits())
    for entry in entries:
        yield from opening.open(entry, None)


class _Opening:
    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._numbers = count()

    def open(self, entry: Entry, budget: Budget | None, depth: int = 0) -> list[Entry]:
        """*entry*, and its members where it is an archive file."""
        reader = None if entry.problem else _reader_of(entry.path)
        if reader is None:
            return [entry]
        if depth >= self._limits.depth:
            return [
                replace(entry, told=f"压缩包套了 {depth} 层以上，没有再解开；请先解压再导入", failed=True)
            ]
        budget = budget or Budget(self._limits, entry.size)
        found: list[Entry] = []
        told, failed = "", False
        try:
            for member in self._members(entry, reader, budget):
                found += self.open(member, budget, depth + 1)
        except TooMuch as error:
            if depth:
                raise
            return [replace(entry, told=str(error), failed=True)]
        except Unreadable as error:
            told, failed = str(error), True
        found.sort(key=lambda one: one.name)
        held = f"压缩包，其中 {len(found)} 个文件已逐一读取" if found else "压缩包里没有文件"
        return [replace(entry, told="；".join(filter(None, [told, held])), failed=failed), *found]

    def _members(self, entry: Entry, reader: _Reader, budget: Budget) -> Iterator[Entry]:
        top = names.steps(entry.path.name.split(".")[0] or "archive")[-1]
        stage = Stage(self._folder / str(next(self._numbers)), top)
        for member in reader(entry.path, budget):
            yield _staged(member, stage, f"{entry.name}!{printable(member.name)}")


def _staged(member: Member, stage: Stage, name: str) -> Entry:
    if member.blocks is None:
        return Entry(Path(name), name, 0, member.problem, failed=member.failed)
    try:
        path = stage.put(names.steps(member.name), member.blocks)
    except Unreadable as error:
        return Entry(Path(name), name, 0, str(error), failed=True)
    return Entry(path, name, path.stat().st_size)


def _reader_of(path: Path) -> _Reader | None:
    """How the members of *path* are read, None when it is no archive file."""
    try:
        with path.open("rb") as stream:
            head = stream.read(512)
    except OSError as error:
        if lacking(error):
            raise
        return None  # the reading names the reason
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return None if path.suffix.lower() in _ONE_DOCUMENT or zipped.is_document(path) else zipped.members
    if kind := streams.kind_of(head):
        return _compressed(path, kind)
    return _plain_tar if tarred.begins(head) else None


def _compressed(path: Path, kind: str) -> _Reader | None:
    try:
        with streams.opened(path, kind) as stream:
            head = stream.read(512)
    except streams.BROKEN as error:
        if lacking(error):
            raise
        head = b""
    if head.startswith(_ARCHIVED_WEB):
        return None
    is_tar = tarred.begins(head)

    def read(path: Path, budget: Budget) -> Iterator[Member]:
        with streams.opened(path, kind) as stream:
            if is_tar:
                yield from tarred.members(stream, budget)
            else:
                yield Member(path.stem, _blocks(stream.read, budget))

    return read


def _plain_tar(path: Path, budget: Budget) -> Iterator[Member]:
    with path.open("rb") as stream:
        yield from tarred.members(stream, budget)


def _blocks(read: Callable[[int], bytes], budget: Budget) -> Iterator[bytes]:
    try:
        while block := read(BLOCK):
            budget.spend(len(block))
            yield block
    except streams.BROKEN as error:
        raise Unreadable("压缩文件不完整或已损坏，请重新下载") from error
