"""Worker processes that never outlive the process that began them, not even one that was killed."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

from running.lifeline import follow

P = ParamSpec("P")
T = TypeVar("T")


class Renewing(Executor):
    """An executor made by *begin*, made anew whenever it broke: what was asked before is lost, what comes is done."""

    def __init__(self, begin: Callable[[], Executor]) -> None:
        self._begin = begin
        self._standing = begin()

    def submit(self, step: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Future[T]:
        """Have *step* done in a worker; its future raises BrokenExecutor when that worker, or another, died meanwhile."""
        try:
            return self._standing.submit(step, *arguments, **named)
        except BrokenExecutor:
            self._standing.shutdown(wait=False)
            self._standing = self._begin()
            return self._standing.submit(step, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers that stand."""
        self._standing.shutdown(wait, cancel_futures=cancel_futures)


@contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """So many processes, as an executor that outlives the death of any of them.

    They follow this process to its end as `running.lifeline` explains.
    """
    context = multiprocessing.get_context("forkserver")
    listening, held = context.Pipe(duplex=False)

    def begin() -> Executor:
        return ProcessPoolExecutor(workers, context, _watch, (listening,))

    with held, listening, Renewing(begin) as executor:
        yield executor


def _watch(listening: Connection) -> None:
    follow(os.dup(listening.fileno()))
