"""What each reader may use of the server: computing time that fills up again, so that nobody takes all of it.

Charged is the time that answers really took: who asks what others just asked pays next to nothing, and a whole
office behind one address goes unnoticed; who makes the server work hard has to wait. Kept in memory only.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_MOST_READERS = 20_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """Seconds of computing that a reader has at first, and that he is given back every second."""

    at_first: float = 1.0
    per_second: float = 0.02


class Budgets:
    """What is left to each reader; the empty name is nobody's and never used up."""

    def __init__(self, allowance: Allowance, clock: Callable[[], float] = time.monotonic) -> None:
        """Start with everybody's *allowance* whole; *clock* gives seconds."""
        self._allowance, self._clock = allowance, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, reader: str) -> float:
        """Seconds until *reader* may ask again; 0 when at once."""
        left = self._now(reader)
        return max(0.0, -left / self._allowance.per_second)

    def charge(self, reader: str, seconds: float) -> None:
        """Take *seconds* of computing from *reader*; his budget may go below zero."""
        if not reader:
            return
        self._left[reader] = (self._now(reader) - seconds, self._clock())
        self._left.move_to_end(reader)
        while len(self._left) > _MOST_READERS:
            self._left.popitem(last=False)

    def _now(self, reader: str) -> float:
        if reader not in self._left:
            return self._allowance.at_first
        left, then = self._left[reader]
        return min(self._allowance.at_first, left + (self._clock() - then) * self._allowance.per_second)
