"""Worker processes that never outlive the process that began them, not even one that was killed."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """So many processes, as an executor.

    Workers wait for work on a pipe of which each holds both ends, so they would not notice that nobody is left to
    give them any: each listens besides on a pipe whose other end this process alone holds.
    """
    context = multiprocessing.get_context("forkserver")
    listening, held = context.Pipe(duplex=False)
    with held, listening, ProcessPoolExecutor(workers, context, _watch, (listening,)) as executor:
        yield executor


def _watch(listening: Connection) -> None:
    threading.Thread(target=_leave, args=(listening,), daemon=True).start()


def _leave(listening: Connection) -> None:
    """End this process at once when the other end of *listening* is gone."""
    try:
        listening.recv()
    except (EOFError, OSError):
        os._exit(1)
