"""The file of all search documents: where new ones stand, and how the former file becomes that of an amended site."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from durable import Piece, fill, splice

CHANGED = "documents.changed.json"
"""Beside the search documents: how they differ from the former ones, for the index."""


@dataclass(slots=True)
class _Joining:
    """A new file in the making, out of *former*, of which the first *taken* bytes are dealt with.

    *pieces* make *size* bytes so far; stretches (offset, length) were *removed* there and *added* here.
    """

    former: Path
    taken: int = 0
    size: int = 0
    pieces: list[Piece] = field(default_factory=list)
    removed: list[tuple[int, int]] = field(default_factory=list)
    added: list[tuple[int, int]] = field(default_factory=list)

    def keep(self, position: int) -> None:
        """Take over the former file up to *position*."""
        self._append((self.former, self.taken, position - self.taken))
        self.taken = position

    def leave_out(self, length: int) -> None:
        """Leave out the next *length* bytes of the former file."""
        self.removed.append((self.taken, length))
        self.taken += length

    def put(self, piece: Piece) -> None:
        """Put *piece* here."""
        self.added.append((self.size, piece[2]))
        self._append(piece)

    def _append(self, piece: Piece) -> None:
        if piece[2]:
            self.pieces.append(piece)
            self.size += piece[2]


def join(
    base: sqlite3.Connection, former: Path, whole: Path, told: tuple[Mapping[str, Piece], Collection[str]]
) -> None:
    """Make the file *whole* out of *former*, and write beside it how they differ.

    *base* knows how long the document of each page was. *told* are the new documents by the paths of their pages,
    and the paths of those whose former document is no longer theirs. Raises OSError.
    """
    fresh, gone = told
    new = _Joining(former)
    position, last = 0, ""
    for path in sorted({*fresh, *gone}):
        position += _between(base, last, path)
        last = path
        new.keep(position)
        if path in gone and (length := _length_of(base, path)):
            new.leave_out(length)
        if path in fresh:
            new.put(fresh[path])
    new.keep(former.stat().st_size)
    splice(whole, new.pieces)
    differing = {"former": str(former.resolve()), "removed": new.removed, "added": new.added}
    fill(whole.with_name(CHANGED), json.dumps(differing))


def places(lengths: Iterable[tuple[str, int]], parts: Path) -> dict[str, Piece]:
    """Where the documents of pages just printed stand: *lengths* (0: none) in the order of writing, in the files of *parts*."""
    found: dict[str, Piece] = {}
    files = sorted(parts.iterdir()) if parts.is_dir() else []
    sizes = [one.stat().st_size for one in files]
    part = offset = 0
    for path, length in lengths:
        if length:
            if offset == sizes[part]:
                part, offset = part + 1, 0
            found[path] = files[part], offset, length
            offset += length
    return found


def _length_of(base: sqlite3.Connection, path: str) -> int:
    """How long the document of the page *path* was, 0 where it had none."""
    row = base.execute("SELECT length FROM pages WHERE path = ?", (path,)).fetchone()
    return int(row[0]) if row else 0


def _between(base: sqlite3.Connection, first: str, last: str) -> int:
    """How long the documents were together of the pages from *first* to before *last*."""
    query = "SELECT coalesce(sum(length), 0) FROM pages WHERE length > 0 AND path >= ? AND path < ?"
    return int(base.execute(query, (first, last)).fetchone()[0])
