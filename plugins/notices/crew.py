"""Sharing work among processes: batches go out, results come back in order."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


class WorkerLost(RuntimeError):
    """A process was killed in mid-work, by a person or for want of memory."""


class Crew:
    """Runs a function over batches, in *workers* processes or, with one worker, right here.

    Processes are forked for each run, so they find its batches in their memory and only results travel. Any
    executor of `concurrent.futures` (a Dask client's, for one) may stand in; then batches travel too.
    """

    def __init__(self, workers: int, executor: Executor | None = None) -> None:
        """Prepare for *workers* processes, or for *executor*."""
        self._workers = workers
        self._executor = executor

    def run(self, work: Callable[[_Task], _Result], batches: Iterable[_Task]) -> Iterator[_Result]:
        """The results of *work* for each of *batches*, in their order. Raises what *work* raises."""
        if self._executor is not None:
            return self._executor.map(work, batches)
        if self._workers < 2:
            return map(work, batches)
        whole = list(batches)
        return _forked(self._workers, work, whole) if len(whole) > 1 else map(work, whole)


def _forked(workers: int, work: Callable[[_Task], _Result], batches: list[_Task]) -> Iterator[_Result]:
    global _work, _batches
    _work, _batches = work, batches
    gc.freeze()  # what is there already is not looked over again, so its pages stay shared with the workers
    try:
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(min(workers, len(batches)), mp_context=context) as pool:
            yield from pool.map(_nth, range(len(batches)))
    except BrokenProcessPool:
        raise WorkerLost(
            "一个工作进程中途被终止，多半是内存不足。请关闭其他程序后重试，或在设置文件中把 WORKERS 改小。"
        ) from None
    finally:
        gc.unfreeze()
        _work, _batches = None, []


def _nth(number: int) -> Any:  # noqa: ANN401 - whatever the work of this run gives
    assert _work is not None
    return _work(_batches[number])


# What the forked workers of the present run find: the work and its batches.
_work: Callable[[Any], Any] | None = None
_batches: list[Any] = []


_Value = TypeVar("_Value")


def batched(values: Iterable[_Value], size: int) -> Iterator[tuple[_Value, ...]]:
    """*values* in tuples of *size*, the last one shorter."""
    source = iter(values)
    while batch := tuple(islice(source, size)):
        yield batch
