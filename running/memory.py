"""Memory of this process and of those it began."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_KIB = 1024


def in_use() -> int:
    """Bytes in use now by this process and its descendants; what they share counts once. 0 where Linux is not.

    From `Pss` in /proc/<pid>/smaps_rollup (proc(5)): each page is shared out among the processes that map it.
    """
    return sum(map(_share, _family(os.getpid())))


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = b" ".join(path.read_bytes() for path in (_PROC / str(pid) / "task").glob("*/children"))
    except OSError:
        return  # it ended meanwhile
    for child in children.split():
        yield from _family(int(child))


def _share(pid: int) -> int:
    try:
        rollup = (_PROC / str(pid) / "smaps_rollup").read_bytes()
    except OSError:
        return 0
    return next((int(line.split()[1]) * _KIB for line in rollup.splitlines() if line.startswith(b"Pss:")), 0)


def peaks() -> tuple[int, int]:
    """The most bytes that this process, and that the largest of its ended children, ever had (getrusage(2))."""
    unit = 1 if sys.platform == "darwin" else _KIB
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_maxrss * unit, children.ru_maxrss * unit
