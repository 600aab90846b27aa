"""The build memory: what a build read and what its pages showed, in one SQLite file beside its site.

It belongs to its build: the next build starts from the memory of the build being served. Deleting it, or
finding it damaged, costs time only. Nothing in it is run: records are JSON.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from durable import fill
from notices.remarks import Correction
from notices.values import BEIJING
from plugins.notices.record import Record

_FORMAT = "2"
_SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, stamp TEXT, record TEXT) WITHOUT ROWID;
CREATE TABLE pages (path TEXT PRIMARY KEY, shown BLOB, position INTEGER, length INTEGER) WITHOUT ROWID;
CREATE TABLE media (path TEXT PRIMARY KEY, stamp TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Printed:
    """A page as it stands in the site: file, fingerprint, and where its search document is (length 0: none)."""

    path: str
    shown: bytes
    position: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """A notice file as it was read: its *stamp* then, and its record, None where it is not published."""

    path: str
    stamp: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Memory:
    """All that a build knew: files, pages and media, by path."""

    files: dict[str, Seen]
    pages: dict[str, Printed]
    media: dict[str, str]


NOTHING = Memory({}, {}, {})


def recall(path: Path, environment: str) -> Memory:
    """The memory in *path*, or an empty one when it is missing, damaged, or of another *environment*.

    *environment* stands for the code, the theme and the settings: nothing made with others is used.
    """
    if not _whole(path):
        return NOTHING
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
            about = dict(base.execute("SELECT name, value FROM about"))
            if about != {"format": _FORMAT, "environment": environment}:
                return NOTHING
            return Memory(_files(base), _pages(base), dict(base.execute("SELECT path, stamp FROM media")))
    except (sqlite3.Error, ValueError, TypeError, LookupError):
        return NOTHING


def _files(base: sqlite3.Connection) -> dict[str, Seen]:
    rows = base.execute("SELECT path, stamp, record FROM files")
    return {path: Seen(path, stamp, decode(text) if text else None) for path, stamp, text in rows}


def _pages(base: sqlite3.Connection) -> dict[str, Printed]:
    return {row[0]: Printed(*row) for row in base.execute("SELECT path, shown, position, length FROM pages")}


def remember(path: Path, environment: str, memory: Memory) -> None:
    """Write *memory* to the new file *path*; the release waits for the disk later. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as base:
        base.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN; {_SCHEMA}")
        base.executemany(
            "INSERT INTO about VALUES (?, ?)", [("format", _FORMAT), ("environment", environment)]
        )
        base.executemany("INSERT INTO files VALUES (?, ?, ?)", _file_rows(memory.files.values()))
        base.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?)",
            ((one.path, one.shown, one.position, one.length) for one in memory.pages.values()),
        )
        base.executemany("INSERT INTO media VALUES (?, ?)", memory.media.items())
        base.commit()
    fill(_sum(path), _digest(path))


def _whole(path: Path) -> bool:
    """Whether *path* has every bit that was written: SQLite alone would not tell a changed title."""
    try:
        return _sum(path).read_text(encoding="ascii") == _digest(path)
    except (OSError, ValueError):
        return False


def _sum(path: Path) -> Path:
    return path.with_name(f"{path.name}.blake2b")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "blake2b").hexdigest()


def _file_rows(seen: Iterable[Seen]) -> Iterator[tuple[str, str, str | None]]:
    return ((one.path, one.stamp, encode(one.record) if one.record else None) for one in seen)


def encode(record: Record) -> str:
    """*record* as one line of JSON."""
    return json.dumps([getattr(record, name) for name in _NAMES], ensure_ascii=False, default=_plain)


def decode(text: str) -> Record:
    """The record that `encode` wrote. Raises ValueError, TypeError or LookupError for any other text."""
    values = json.loads(text)
    for position, convert in _CONVERTERS:
        values[position] = convert(values[position])
    return Record(*values)


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Correction):
        return [value.day.isoformat(), value.reason]
    raise TypeError(f"no JSON for {type(value).__qualname__}")


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).astimezone(BEIJING) if text else None


def _pairs(rows: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, rows))


def _corrections(rows: list[list[str]]) -> tuple[Correction, ...]:
    return tuple(Correction(dt.date.fromisoformat(day), reason) for day, reason in rows)


# By the type that a field of Record is annotated with; a field of a type not listed here stops the import.
_BY_TYPE: dict[str, Callable[[Any], Any] | None] = {
    "str": None,
    "bytes": bytes.fromhex,
    "dt.datetime": _moment,
    "dt.datetime | None": _moment,
    "dt.date | None": _day,
    "tuple[str, ...]": tuple,
    "tuple[tuple[str, int], ...]": _pairs,
    "tuple[Correction, ...]": _corrections,
}
_NAMES = [field.name for field in fields(Record)]
_CONVERTERS = [
    (position, convert)
    for position, field in enumerate(fields(Record))
    if (convert := _BY_TYPE[str(field.type)]) is not None
]
