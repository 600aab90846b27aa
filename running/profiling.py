"""Where the time of a run goes: cProfile of this process and of its workers, kept in a folder and told in a table.

Profiles are in the format of the standard library's `pstats` (`python -m pstats FILE` reads them).
"""

from __future__ import annotations

import cProfile
import io
import marshal
import os
import pstats
import secrets
import shutil
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

from durable import atomic_write

_Result = TypeVar("_Result")

_ENTRIES = 15
_PARTS = "parts"
_HOUSE = f"{Path(__file__).resolve().parent.parent}{os.sep}"


@contextmanager
def profiled(folder: Path | None) -> Iterator[None]:
    """Profile what happens within, in this process, into `main.prof` of the new *folder*; nothing when it is None."""
    if folder is None:
        yield
        return
    shutil.rmtree(folder, ignore_errors=True)
    profile = cProfile.Profile()
    profile.enable()
    try:
        yield
    finally:
        profile.disable()
        _keep(profile, folder / "main.prof")


def work_profiled(folder: Path, work: Callable[..., _Result], *args: object, **kwargs: object) -> _Result:
    """*work* done in a worker, its profile put beside those of other work in *folder*."""
    profile = cProfile.Profile()
    try:
        return profile.runcall(work, *args, **kwargs)
    finally:
        name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}.prof"
        _keep(profile, folder / _PARTS / name)


class Profiling(Executor):
    """Another executor, all of whose work is profiled into a folder."""

    def __init__(self, executor: Executor, folder: Path) -> None:
        """Profile what *executor* does into *folder*."""
        self._executor, self._folder = executor, folder

    def submit(self, fn: Callable[..., _Result], /, *args: object, **kwargs: object) -> Future[_Result]:
        """The result of *fn*, to come."""
        return self._executor.submit(partial(work_profiled, self._folder, fn), *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the other executor."""
        self._executor.shutdown(wait, cancel_futures=cancel_futures)


def _keep(profile: cProfile.Profile, path: Path) -> None:
    profile.create_stats()
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, marshal.dumps(profile.stats))


def told(folder: Path) -> str:
    """The profiles in *folder* as text, which is kept as `profile.txt`; those of the workers become `workers.prof`."""
    parts = sorted((folder / _PARTS).glob("*.prof"))
    texts = ["主进程", _table(pstats.Stats(str(folder / "main.prof")))]
    if parts:
        workers = pstats.Stats(*map(str, parts))
        atomic_write(folder / "workers.prof", marshal.dumps(workers.stats))  # type: ignore[attr-defined]
        shutil.rmtree(folder / _PARTS)
        texts += [f"工作进程（合计 {len(parts)} 批）", _table(workers)]
    whole = "\n".join(texts)
    atomic_write(folder / "profile.txt", whole)
    return whole


def _table(stats: pstats.Stats) -> str:
    """The functions that took most themselves, then those that took most with all they called."""
    lines = []
    for title, order in (("自身耗时最多", "tottime"), ("连同所调用的", "cumulative")):
        stream = io.StringIO()
        stats.stream = stream  # type: ignore[attr-defined]
        stats.sort_stats(order).print_stats(_ENTRIES)
        body = stream.getvalue().replace(_HOUSE, "").partition("ncalls")
        lines += [f"— {title}（秒）", f"   ncalls{body[2]}".rstrip()]
    return "\n".join(lines)
