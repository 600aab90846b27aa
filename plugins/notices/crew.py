"""Sharing work among processes: batches go out, results come back in order."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from durable import refilling
from running.lifeline import forked
from running.profiling import work_profiled
from running.progress import Progress, silent

_Task = TypeVar("_Task", bound=Sized)
_Result = TypeVar("_Result")

# Batches that are held at once: of 100,000 notices the pages to print would be 300 MB, and again in each process.
_WAVE = 400
_AHEAD = 3  # batches a worker that are asked for before their turn: it never waits, and memory stays bounded


class WorkerLost(RuntimeError):
    """A process was killed in mid-work, by a person or for want of memory."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a crew may use: another *executor* than processes of its own, with so many *workers* in it.

    *progress* hears of every batch; with *profile*, a folder, each batch leaves its profile there.
    """

    executor: Executor | None = None
    workers: int = 1
    progress: Progress = field(default_factory=silent)
    profile: Path | None = None


class Crew:
    """Runs a function over batches, in *workers* processes or, with one worker, right here.

    Processes are forked for each wave of batches, so they find them in their memory and only results travel. Any
    executor of `concurrent.futures` (a Dask cluster's, for one) may stand in; then batches travel too, and one whose
    worker died may be given out again.
    """

    def __init__(self, workers: int, means: Means | None = None) -> None:
        """Prepare for *workers* processes, or for the executor of *means*."""
        self._workers = workers
        self._means = means or Means()
        self.progress = self._means.progress

    @property
    def forks(self) -> bool:
        """Whether its processes find in their memory what was made here before: templates, for one."""
        return self._means.executor is None and self._workers > 1

    def run(self, work: Callable[[_Task], _Result], batches: Iterable[_Task]) -> Iterator[_Result]:
        """The results of *work* for each of *batches*, in their order.

        Raises what *work* raises, and WorkerLost when a process was killed.
        """
        if self._means.profile is not None:
            work = partial(work_profiled, self._means.profile, work)
        source, expected = iter(batches), 0
        while wave := list(islice(source, _WAVE)):
            sizes = list(map(len, wave))
            expected += sum(sizes)
            if len(wave) < _WAVE:  # the last one: before it nobody knows how much there is
                self.progress.expect(expected)
            for size, result in zip(sizes, self._results(work, wave), strict=True):
                yield result
                self.progress.advance(size)

    def _results(self, work: Callable[[_Task], _Result], batches: Sequence[_Task]) -> Iterator[_Result]:
        if self._means.executor is not None:
            return _elsewhere(self._means, work, batches)
        if self._workers < 2 or len(batches) < 2:
            return map(work, batches)
        return _forked(self._workers, work, batches)


def _elsewhere(means: Means, work: Callable[[_Task], _Result], batches: Sequence[_Task]) -> Iterator[_Result]:
    assert means.executor is not None
    waiting: deque[Future[_Result]] = deque()
    try:
        for batch in batches:
            waiting.append(means.executor.submit(_repeatable, work, batch))
            if len(waiting) > _AHEAD * means.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenExecutor:
        raise WorkerLost(
            "集群的工作进程接连中断，或与调度器断了联系。请查看 dask worker 的日志，内存不足的加大 --memory-limit，再重试。"
        ) from None
    finally:
        for one in waiting:
            one.cancel()


def _repeatable(work: Callable[[_Task], _Result], batch: _Task) -> _Result:
    """*work* on *batch*, whose files may be there from a worker that died over it."""
    with refilling():
        return work(batch)


def _forked(workers: int, work: Callable[[_Task], _Result], batches: Sequence[_Task]) -> Iterator[_Result]:
    global _work, _batches
    _work, _batches = work, batches
    gc.freeze()  # what is there already is not looked over again, so its pages stay shared with the workers
    try:
        with forked(min(workers, len(batches))) as pool:
            yield from pool.map(_nth, range(len(batches)))
    except BrokenExecutor:
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
_batches: Sequence[Any] = []


_Value = TypeVar("_Value")


def batched(values: Iterable[_Value], size: int) -> Iterator[tuple[_Value, ...]]:
    """*values* in tuples of *size*, the last one shorter."""
    source = iter(values)
    while batch := tuple(islice(source, size)):
        yield batch
