"""Who does the work of a long step: this process, processes of this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path


class ClusterUnusable(RuntimeError):
    """A cluster that cannot be used; the message is Chinese, one line, and says what to do."""


@dataclass(frozen=True, slots=True)
class Workforce:
    """So many *workers*, reached by *executor*; None: what is asked for begins processes of its own."""

    workers: int
    executor: Executor | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What all workers must see under the same absolute paths: folders they *write*, files and folders they *read*."""

    write: Sequence[Path] = ()
    read: Sequence[Path] = ()


@contextmanager
def workforce(workers: int, scheduler: str, shared: Shared) -> Iterator[Workforce]:
    """*workers* of this machine, or where *scheduler* (`tcp://host:8786`) is not empty, those of its cluster.

    Raises ClusterUnusable when the cluster is not there, or not all of its workers see what is to be *shared*.
    """
    if not scheduler:
        yield Workforce(workers)
        return
    if find_spec("distributed") is None:
        raise ClusterUnusable("使用 --scheduler 要先安装集群组件：pip install 'guiji[cluster]'。")
    # By name and only here: an extra, and half a second that a run without a cluster need not wait.
    cluster = import_module("running.cluster")
    with cluster.workforce(scheduler, shared) as found:
        yield found
