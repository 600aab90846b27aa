"""A Dask cluster as an executor. The only file that knows `distributed`, which is an extra (`pip install guiji[cluster]`).

Workers run our code on files that they and we see under the same paths: a shared file system is needed, and looked
for before anything begins. A task whose worker dies is run again on another, so tasks must be fit to run twice.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from distributed import Client, KilledWorker
from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError

from durable import atomic_write
from running.executors import ClusterUnusable, Shared, Workforce

_Result = TypeVar("_Result")

_CONNECT = 5  # seconds until a scheduler counts as unreachable
_LOST = (KilledWorker, CommClosedError, FutureCancelledError, CancelledError, asyncio.CancelledError)
_MOUNT = "所有机器要用同一路径挂上同一个共享存储。"
_HOUSE = Path(__file__).resolve().parent.parent
_PACKAGES = ("durable", "importers", "notices", "oldlinks", "plugins", "running", "search")


@contextmanager
def workforce(address: str, shared: Shared) -> Iterator[Workforce]:
    """The workers of the scheduler at *address* (`tcp://host:8786`), all of which see what is *shared* as we do.

    Raises ClusterUnusable, whose message is Chinese, before anything begins; work that is lost later raises BrokenExecutor.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # one line of ours instead of its tracebacks
    with _client(address) as client:
        _refuse_unfit(client, address)
        for folder in shared.write:
            _refuse_blind(client, folder.resolve())
        for path in shared.read:
            _refuse_other(client, path.resolve())
        workers = client.scheduler_info(n_workers=-1)["workers"]
        yield Workforce(len(workers), _Cluster(client.get_executor(pure=False)))


@contextmanager
def _client(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ClusterUnusable(
            f"连不上调度器 {address}（{_CONNECT} 秒没有回答或地址不对）。请核对地址，确认 dask scheduler 已启动。"
        ) from error
    with client:
        yield client


def _refuse_unfit(client: Client, address: str) -> None:
    """Raise ClusterUnusable unless there are workers, each with one thread and with this very code."""
    workers: Mapping[str, Any] = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise ClusterUnusable(f"调度器 {address} 上没有工作进程，请先启动 dask worker。")
    many = [name for name, one in workers.items() if one["nthreads"] != 1]
    if many:
        raise ClusterUnusable(
            f"工作进程 {many[0]} 有多个线程，请用 dask worker --nthreads 1 重新启动（要多用几个核，加大 --nworkers）。"
        )
    own = code()
    for name, found in client.run(code, on_error="return").items():
        if found != own:
            raise ClusterUnusable(f"工作进程 {name} 没有安装归集，或不是同一个版本，请装上相同的程序再启动。")


def _refuse_blind(client: Client, folder: Path) -> None:
    """Raise ClusterUnusable unless every worker sees, under the same path, what we write into *folder*, and may write."""
    token = secrets.token_hex(16)
    probe = folder / f".probe-{token}"
    folder.mkdir(parents=True, exist_ok=True)
    atomic_write(probe, token)
    try:
        found = client.run(sight, str(probe), on_error="return")
    finally:
        probe.unlink()
    for name, text in found.items():
        if text != token:
            raise ClusterUnusable(f"工作进程 {name} 看不到或不能写文件夹 {folder}。{_MOUNT}")


def _refuse_other(client: Client, path: Path) -> None:
    """Raise ClusterUnusable unless every worker sees at *path* what we see there."""
    own = look(str(path))
    for name, found in client.run(look, str(path), on_error="return").items():
        if found != own:
            raise ClusterUnusable(f"工作进程 {name} 看不到 {path}，或看到的是另一个。{_MOUNT}")


def sight(probe: str) -> str:
    """What this process reads in the file *probe*; nothing when it may not write beside it. Raises OSError."""
    return Path(probe).read_text(encoding="ascii") if os.access(Path(probe).parent, os.W_OK) else ""


def look(path: str) -> tuple[int, int]:
    """Kind and time of what this process sees at *path*. Raises OSError."""
    found = Path(path).stat()
    return stat.S_IFMT(found.st_mode), found.st_mtime_ns


def code() -> str:
    """A digest of the code and its tables as this process has them."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path in sorted((_HOUSE / package).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(_HOUSE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


class _Cluster(Executor):
    """Dask's executor, saying with the exception of the standard library that workers were lost."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(
        self,
        fn: Callable[..., _Result],
        /,
        *args: Any,  # noqa: ANN401 - as Executor has it
        **kwargs: Any,  # noqa: ANN401
    ) -> Future[_Result]:
        """The result of *fn*, to come."""
        ours: Future[_Result] = Future()
        self._executor.submit(fn, *args, **kwargs).add_done_callback(lambda theirs: _pass_on(theirs, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of what is asked for; the cluster itself goes on."""
        self._executor.shutdown(wait=wait and not cancel_futures)


def _pass_on(theirs: Future[_Result], ours: Future[_Result]) -> None:
    if theirs.cancelled():
        ours.set_exception(BrokenExecutor("cancelled"))
        return
    error = theirs.exception()
    if isinstance(error, _LOST):
        ours.set_exception(BrokenExecutor(type(error).__name__))
    elif error is not None:
        ours.set_exception(error)
    else:
        ours.set_result(theirs.result())
