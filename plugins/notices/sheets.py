"""Long lists cut into sheets that stand still.

Sheets are numbered from the oldest notice (page 1), so a new notice changes the front page of a list and no
other; the front page holds the newest ones, at least a full sheet and fewer than two.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from plugins.notices import addresses
from plugins.notices.record import Record

SIZE = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of a list: its *records* newest first, its address, and those of its neighbours (or empty)."""

    url: str
    records: tuple[Record, ...]
    newer: str
    older: str
    front: bool


NOWHERE = 1 << 62
"""Behind every list: since here everything moved, where nothing did."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What changed in a list since the former build: single *places*, all from *since* on; it had *before* records.

    A list that lost its end changed from the place on where it ends now, although no record stands there any more.
    """

    places: tuple[int, ...]
    since: int
    before: int

    def touches(self, start: int, stop: int) -> bool:
        """Whether anything from place *start* to before *stop* changed; *stop* is that of a full sheet."""
        return stop > self.since or any(start <= place < stop for place in self.places)


def numbered(count: int, size: int = SIZE) -> int:
    """How many sheets of a list of *count* records have numbers; the front page has none."""
    return max(count // size - 1, 0)


def still(count: int, moved: Moved, size: int = SIZE) -> list[int]:
    """The numbers of the sheets that look as before in a list that now has *count* records.

    The last numbered sheet links to the front page, so it does not stand still when another one comes after it.
    """
    now, before = numbered(count, size), numbered(moved.before, size)
    last = now if now == before else min(now, before) - 1
    return [n for n in range(1, last + 1) if not moved.touches((n - 1) * size, n * size)]


def sheets(
    records: Sequence[Record], base: str, size: int = SIZE, *, without: Container[int] = ()
) -> Iterator[Sheet]:
    """The sheets of *records* (oldest first) under the address *base*, the front page last.

    Those numbered in *without* are left out.
    """
    full = numbered(len(records), size)
    for number in range(1, full + 1):
        if number in without:
            continue
        yield Sheet(
            url=addresses.sheet(base, number),
            records=tuple(reversed(records[(number - 1) * size : number * size])),
            newer=addresses.sheet(base, number + 1) if number < full else base,
            older=addresses.sheet(base, number - 1) if number > 1 else "",
            front=False,
        )
    yield Sheet(
        url=base,
        records=tuple(reversed(records[full * size :])),
        newer="",
        older=addresses.sheet(base, full) if full else "",
        front=True,
    )
