"""How long one answer may compute: CPU time of its thread, looked at by the loops that collect.

CPU time and not the clock's: what a calm machine answers, a busy one does not refuse. No signal is needed, so the
limit holds in every thread; a loop that may run long says `check()` or goes over `each(…)`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")
_STRIDE = 64
_limits = threading.local()


class OutOfTime(RuntimeError):
    """The computing time that this answer was given is used up."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Let the block compute for *seconds* of this thread's CPU time, less where an outer limit ends sooner."""
    outer = getattr(_limits, "end", None)
    end = time.thread_time() + seconds
    _limits.end = end if outer is None else min(end, outer)
    try:
        yield
    finally:
        _limits.end = outer


def check() -> None:
    """Raises OutOfTime once the time is used up; without a limit, never."""
    end = getattr(_limits, "end", None)
    if end is not None and time.thread_time() > end:
        raise OutOfTime


def each(things: Iterable[Thing]) -> Iterator[Thing]:
    """*things*, the time looked at now and then. Raises OutOfTime."""
    source = iter(things)
    while stretch := list(islice(source, _STRIDE)):
        check()
        yield from stretch
