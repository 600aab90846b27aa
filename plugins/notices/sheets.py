"""Long lists cut into sheets that stand still.

Sheets are numbered from the oldest notice (page 1), so a new notice changes the front page of a list and no
other; the front page holds the newest ones, at least a full sheet and fewer than two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


def sheets(records: Sequence[Record], base: str, size: int = SIZE) -> Iterator[Sheet]:
    """The sheets of *records* (oldest first) under the address *base*, the front page last."""
    full = max(len(records) // size - 1, 0)
    for number in range(1, full + 1):
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
