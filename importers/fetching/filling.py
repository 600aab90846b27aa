"""Filling the gaps of published notices with what was fetched: originals into the archive, copies beside the notices."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import durable
from importers.archive import TOOL, Archive
from importers.draft import Medium
from importers.fetching.gaps import Gap, filled, gaps
from importers.holdings import Folders
from importers.journal import Journal
from importers.ledger import Entry
from importers.model import AccountKey
from importers.registers import Registers
from importers.run import JOURNAL, LOCK
from notices import tree
from notices.notice import read
from notices.tree import MEDIA


@dataclass(frozen=True, slots=True)
class Missing:
    """The gaps of the published notice at *path*, from the content folder."""

    path: str
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one address: *name* of the published file, or the *problem*."""

    path: str
    url: str
    name: str = ""
    problem: str = ""


def missing(content: Path) -> Iterator[Missing]:
    """Every published notice with gaps. Raises BadFrontMatter, OSError."""
    for path in tree.files(content):
        if "未保存：" in path.read_text(encoding="utf-8", errors="replace"):
            shown = path.relative_to(content).as_posix()
            notice = read(path, shown)
            found = tuple(gaps(notice.body))
            if found and notice.status == "published":
                yield Missing(shown, found)


def fill(
    folders: Folders, due: Iterable[Missing], get: Callable[[str], Medium], *, today: date
) -> Iterator[Fetched]:
    """Fetch the gaps of *due* with *get* and write notice after notice; a stop in between leaves whole notices.

    Raises durable.Busy while an import runs, BadFrontMatter, OSError.
    """
    with durable.exclusive(folders.archive / LOCK):
        registers, archive = Registers(folders.content), Archive(folders.archive)
        journal = Journal(folders.archive / JOURNAL)
        desk = _Desk(folders.content, registers, archive, journal)
        try:
            for one in due:
                yield from desk.fill(one, get, today)
        finally:
            archive.seal(today)
            journal.close()


@dataclass(frozen=True, slots=True)
class _Desk:
    content: Path
    registers: Registers
    archive: Archive
    journal: Journal

    def fill(self, due: Missing, get: Callable[[str], Medium], today: date) -> Iterator[Fetched]:
        """Fill what can be filled of one notice."""
        got = {gap.url: get(gap.url) for gap in due.gaps}
        names = {url: medium.name for url, medium in got.items() if medium.name}
        if names:
            self._write(due.path, {url: got[url] for url in names}, today)
        for url, medium in got.items():
            yield Fetched(due.path, url, medium.name, medium.problem)

    def _write(self, path: str, got: dict[str, Medium], today: date) -> None:
        file = self.content / path
        before = file.read_bytes()
        notice = read(file, path)
        bag = self.archive.bag(self.registers.find(AccountKey(notice.platform, (notice.account,))))
        text = _filled(before.decode(), {url: one.name for url, one in got.items()})
        ours = bag.ledger.wrote(path, hashlib.sha256(before).hexdigest())
        written = hashlib.sha256(text.encode()).hexdigest() if ours else ""
        self.journal.announce([text] if ours else [])
        with durable.batch() as batch:
            for url, medium in got.items():
                content = medium.content or b""
                bag.keep(batch, medium.sha256, content, f"x.{medium.extension}")
                target = file.parent.parent / MEDIA / medium.name
                if not target.exists():
                    batch.write(target, medium.stripped or content)
                bag.ledger.add(
                    Entry(
                        input=url,
                        outcome="merged",
                        id=notice.source_id,
                        reason="按原地址取回的附件",
                        original=medium.sha256,
                        notice=path,
                        written=written,
                        tool=TOOL,
                        date=today.isoformat(),
                        role="file",
                    )
                )
            batch.write(file, text)
        bag.ledger.flush()


def _filled(text: str, names: Mapping[str, str]) -> str:
    """The file *text* with the gaps of its body filled; not a byte of the front matter changes."""
    end = text.index("\n---", 3)
    return text[:end] + filled(text[end:], names)
