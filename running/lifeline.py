"""Processes that end with the one that began them, even where that one alone was killed.

A worker waits for work on a pipe of which each worker holds both ends, so it would not notice that nobody is left to
give it any, and one in mid-work would go on writing. So each listens besides on a pipe whose other end is held by
nobody but the process that began it: the kernel closes that end however that process ends.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager


@contextmanager
def held() -> Iterator[tuple[int, int]]:
    """A pipe for the time of the block: the descriptor to `follow`, and the one that this process alone may keep."""
    followed, kept = os.pipe()
    try:
        yield followed, kept
    finally:
        os.close(kept)
        os.close(followed)


def follow(descriptor: int) -> None:
    """End this process, at once and without a word, when the other end of the pipe *descriptor* is gone."""
    threading.Thread(target=_leave, args=(descriptor,), daemon=True).start()


@contextmanager
def forked(workers: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes, forked when work comes, which end with the block or with this process."""
    context = multiprocessing.get_context("fork")
    with held() as pipe, ProcessPoolExecutor(workers, context, _begin, pipe) as pool:
        yield pool


def _begin(followed: int, kept: int) -> None:
    os.close(kept)
    follow(followed)


def _leave(descriptor: int) -> None:
    try:
        os.read(descriptor, 1)
    finally:
        os._exit(1)
