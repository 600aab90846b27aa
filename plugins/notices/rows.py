"""Lists of records that stay in the build memory until something of them is asked for."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, overload

from plugins.notices.record import Record
from plugins.notices.recordtext import decode
from plugins.notices.tables import moment_of, month_of

Key = TypeVar("Key")
_MOST = 1 << 40  # more than any list is long
_PLACES: dict[str, Callable[[Record], object]] = {
    "month": month_of,
    "moment": moment_of,
    "at": moment_of,
    "slug": lambda one: one.slug,
    "of": lambda one: one.slug,
}


@dataclass(frozen=True, slots=True)
class Cut:
    """Some notices of the build memory: those for which *where* (SQL over the tables *source*) is true of *values*.

    They stand in the *order* of these columns; *holds* tells of a record whether it would be among them.
    """

    where: str
    values: tuple[object, ...]
    holds: Callable[[Record], bool]
    order: tuple[str, ...] = ("moment", "slug")
    source: str = "files"


class Row(Sequence[Record]):
    """The list of a cut, oldest first, fetched as it is asked for."""

    def __init__(self, base: sqlite3.Connection, cut: Cut, count: int | None = None) -> None:
        """The records of *cut* in *base*; *count* where it is known how many there are."""
        self._base, self.cut, self._count = base, cut, count

    def __len__(self) -> int:
        """How many there are."""
        if self._count is None:
            self._count = self._counted("", ())
        return self._count

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        """One record, or those of a slice, as a list has them."""
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            if step < 0:
                return list(self)[place]
            return self._fetched(start, max(stop - start, 0))[::step]
        found = self._fetched(place if place >= 0 else len(self) + place, 1)
        if not found:
            raise IndexError(place)
        return found[0]

    def __iter__(self) -> Iterator[Record]:
        """All of them, fetched at once."""
        return iter(self._fetched(0, _MOST))

    def __reversed__(self) -> Iterator[Record]:
        """All of them, the newest first."""
        return reversed(self._fetched(0, _MOST))

    def rank(self, record: Record) -> int:
        """How many of them stand before *record*, be it among them or not."""
        marks = ", ".join("?" * len(self.cut.order))
        values = tuple(_PLACES[name](record) for name in self.cut.order)
        return self._counted(f" AND ({', '.join(self.cut.order)}) < ({marks})", values)

    def _counted(self, more: str, values: tuple[object, ...]) -> int:
        query = f"SELECT count(*) FROM {self._source} WHERE {self.cut.where}{more}"  # noqa: S608 - our own words
        return int(self._base.execute(query, (*self.cut.values, *values)).fetchone()[0])

    @property
    def _source(self) -> str:
        return self.cut.source.partition(" ")[0]

    def _fetched(self, start: int, count: int) -> list[Record]:
        """*count* records from *start* on, told off from the end where that is nearer."""
        backwards = start > 0 and 2 * start > len(self)
        if backwards:
            count = max(min(count, len(self) - start), 0)
            start = len(self) - start - count
        order = ", ".join(f"{name}{' DESC' if backwards else ''}" for name in self.cut.order)
        listed = f"FROM {self.cut.source} WHERE {self.cut.where} ORDER BY {order}"
        query = f"SELECT record {listed} LIMIT ? OFFSET ?"
        found = [decode(text) for (text,) in self._base.execute(query, (*self.cut.values, count, start))]
        return found[::-1] if backwards else found


class Parted(Mapping[Key, Sequence[Record]]):
    """Lists of records by what they have in common."""

    def __init__(
        self, base: sqlite3.Connection, counts: Mapping[Key, int], cut: Callable[[Key], Cut]
    ) -> None:
        """The lists in *base*, of which *counts* tells the lengths, in its order; *cut* gives each."""
        self._base, self._counts, self._cut = base, counts, cut

    def __getitem__(self, key: Key) -> Sequence[Record]:
        """The list of *key*."""
        return Row(self._base, self._cut(key), self._counts[key])

    def __iter__(self) -> Iterator[Key]:
        """The keys."""
        return iter(self._counts)

    def __len__(self) -> int:
        """How many lists there are."""
        return len(self._counts)
