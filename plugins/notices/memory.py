"""The build memory: what a build read and what its pages showed, in one SQLite file beside its site.

It belongs to its build: the next build starts from the memory of the build being served. Deleting it, or
finding it damaged, costs time only. Nothing in it is run: records are JSON.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from durable import fill, sha256_of
from plugins.notices import tables
from plugins.notices.library import Library
from plugins.notices.recordtext import decode
from plugins.notices.tables import Seen

# Primary result codes, https://www.sqlite.org/rescode.html
_REFUSED = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EIO,
    sqlite3.SQLITE_READONLY: errno.EROFS,
}


# Nobody reads it before it is whole; up to 64 MiB of it wait in memory, else what does not fit is written and read again.
PRAGMAS = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;"


class Printed(NamedTuple):
    """A page as it stands in the site: file, fingerprint, the part of the site it belongs to, its search document.

    That one has *length* bytes (0: none) and stands at *position* in the file of all, negative where it is new.
    """

    path: str
    shown: bytes
    part: str = ""
    length: int = 0
    position: int = -1


@dataclass(frozen=True, slots=True)
class Memory:
    """All that a build knew: files, pages and media, by path."""

    files: Mapping[str, Seen]
    pages: Mapping[str, Printed]
    media: Mapping[str, str]


NOTHING = Memory({}, {}, {})


def recall(path: Path, environment: str) -> Memory:
    """The memory in *path*, or an empty one when it is missing, damaged, or of another *environment*.

    *environment* stands for the code, the theme and the settings: nothing made with others is used.
    """
    if not whole(path):
        return NOTHING
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            if not tables.fits(base, environment):
                return NOTHING
            return Memory(_files(base), _pages(base), dict(base.execute("SELECT path, stamp FROM media")))
    except (sqlite3.Error, ValueError, TypeError, LookupError):
        return NOTHING


def pages_in(path: Path) -> frozenset[str]:
    """The pages of the build whose memory is *path*, of whatever environment; none where it is missing or damaged."""
    if not whole(path):
        return frozenset()
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            return frozenset(one for (one,) in base.execute("SELECT path FROM pages"))
    except sqlite3.Error:
        return frozenset()


def _files(base: sqlite3.Connection) -> dict[str, Seen]:
    rows = base.execute("SELECT path, stamp, record FROM files")
    return {path: Seen(path, stamp, decode(text) if text else None) for path, stamp, text in rows}


def _pages(base: sqlite3.Connection) -> dict[str, Printed]:
    found: dict[str, Printed] = {}
    position = 0
    for path, shown, part, length in base.execute(
        "SELECT path, shown, part, length FROM pages ORDER BY path"
    ):
        found[path] = Printed(path, shown, part, length, position)
        position += length
    return found


def remember(path: Path, environment: str, memory: Memory, told: tuple[Library, datetime]) -> None:
    """Write *memory* to the new file *path*, with what makes its records quick to find; *told*: of what library, when.

    The release waits for the disk later. Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    library, now = told
    with _named(path), closing(sqlite3.connect(path)) as base:
        base.executescript(f"{PRAGMAS} BEGIN; {tables.SCHEMA}")
        tables.describe(base, environment)
        tables.add_files(base, memory.files.values(), (library, now))
        add_pages(base, memory.pages.values())
        base.executemany("INSERT INTO media VALUES (?, ?)", memory.media.items())
        closings = ((one.slug, library.closing(one)) for one in library.accounts)
        base.executemany("INSERT INTO closings VALUES (?, ?)", closings)
        base.executescript(tables.INDEXES)
        base.commit()
    seal(path)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let what SQLite says of a disk that refuses be an OSError about *path*, as any other writing would say it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        number = _REFUSED.get(error.sqlite_errorcode & 0xFF)
        if number is None:
            raise
        raise OSError(number, os.strerror(number), str(path)) from None


def add_pages(base: sqlite3.Connection, pages: Iterable[Printed]) -> None:
    """Put *pages* into the tables, in the place of those of the same path."""
    base.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", (one[:4] for one in pages))


def seal(path: Path) -> None:
    """Note beside the file *path*, which nobody writes any more, what is in it."""
    _sum(path).unlink(missing_ok=True)
    fill(_sum(path), sha256_of(path))


def whole(path: Path) -> bool:
    """Whether *path* has every bit that was written: SQLite alone would not tell a changed title."""
    try:
        return _sum(path).read_text(encoding="ascii") == sha256_of(path)
    except (OSError, ValueError):
        return False


def _sum(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


__all__ = [
    "NOTHING",
    "Memory",
    "Printed",
    "Seen",
    "add_pages",
    "pages_in",
    "recall",
    "remember",
    "seal",
    "whole",
]
