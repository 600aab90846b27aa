"""One writer at a time: an advisory lock that goes with its process.

flock(2) belongs to the open file, which forked processes share: a worker that outlives its parent would hold the
lock for ever. So a forked process lets go of its share at once.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Busy(RuntimeError):
    """Another process holds the lock; `holder` is its process id as text, or empty."""

    def __init__(self, path: Path, holder: str) -> None:
        """Name the lock file *path* and its *holder*."""
        super().__init__(f"{path}：另一个任务（进程 {holder or '未知'}）正在写入，请等它结束后再试。")
        self.holder = holder


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file *path* while the block runs; raises Busy at once when another holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    owner = os.getpid()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy(path, os.read(descriptor, 32).decode("ascii", "replace").strip()) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode("ascii"), 0)
        _held.add(descriptor)
        yield
    finally:
        if os.getpid() == owner:
            _held.discard(descriptor)
            os.close(descriptor)


_held: set[int] = set()


def _let_go() -> None:
    """Close what this process, just forked, has of its parent's locks; they stay the parent's."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
