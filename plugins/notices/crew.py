"""Sharing work among processes: batches go out, results come back in order, a few batches at a time."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from itertools import islice
from types import TracebackType
from typing import TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_AHEAD = 3  # batches waiting for each worker: enough to keep it busy, few enough to hold in memory


class Crew:
    """Runs a function over batches, in *workers* processes or, with one worker, right here; a context manager.

    Processes start at the second batch only, so small work never waits for them. Any executor of
    `concurrent.futures` (a Dask client's, for one) may stand in by *executor*.
    """

    def __init__(self, workers: int, executor: Executor | None = None) -> None:
        """Prepare *workers* processes."""
        self._workers = workers
        self._executor = executor
        self._own = executor is None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own and self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def run(self, work: Callable[[_Task], _Result], batches: Iterable[_Task]) -> Iterator[_Result]:
        """The results of *work* for each of *batches*, in their order. Raises what *work* raises."""
        source = iter(batches)
        first = list(islice(source, 2))
        if len(first) < 2 or (self._workers < 2 and self._own):
            yield from map(work, first)
            yield from map(work, source)
            return
        waiting: deque[Future[_Result]] = deque(self._pool().submit(work, batch) for batch in first)
        for batch in source:
            if len(waiting) >= self._workers * _AHEAD:
                yield waiting.popleft().result()
            waiting.append(self._pool().submit(work, batch))
        while waiting:
            yield waiting.popleft().result()

    def _pool(self) -> Executor:
        if self._executor is None:
            # fork: the workers find theme and modules loaded; nothing here runs threads before it
            context = multiprocessing.get_context("fork")
            self._executor = ProcessPoolExecutor(self._workers, mp_context=context)
        return self._executor


_Value = TypeVar("_Value")


def batched(values: Iterable[_Value], size: int) -> Iterator[tuple[_Value, ...]]:
    """*values* in tuples of *size*, the last one shorter."""
    source = iter(values)
    while batch := tuple(islice(source, size)):
        yield batch
