"""A real scheduler and real workers of `dask`, each a process of its own with its own memory limit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DASK = Path(sys.executable).with_name("dask")
HOUSE = Path(__file__).resolve().parents[2]
_PATIENCE = 60


@dataclass(frozen=True)
class Cluster:
    """Where the scheduler answers, and the workers."""

    address: str
    workers: list[subprocess.Popen[bytes]]

    def kill_one(self) -> None:
        """End the first worker as the kernel does for want of memory."""
        self.workers[0].send_signal(signal.SIGKILL)
        self.workers[0].wait()


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A scheduler with so many workers; their files are in *folder*."""
    told = folder / "scheduler.json"
    common = ["--scheduler-file", str(told), "--no-dashboard"]
    each = ["--nworkers", "1", "--nthreads", "1", "--memory-limit", "1GB", "--no-nanny"]
    running = [_start(["scheduler", *common, "--host", "127.0.0.1", "--port", "0"], folder)]
    try:
        for _ in range(workers):
            running.append(_start(["worker", *common, *each, "--local-directory", str(folder)], folder))
        yield Cluster(_address(told), running[1:])
    finally:
        for one in reversed(running):
            one.terminate()
        for one in running:
            one.wait()


def _start(arguments: list[str], folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    with (folder / "dask.log").open("ab") as log:
        return subprocess.Popen([str(DASK), *arguments], stdout=log, stderr=log, env=environment, cwd=folder)


def _address(told: Path) -> str:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if told.is_file() and told.stat().st_size:
            return str(json.loads(told.read_text())["address"])
        time.sleep(0.05)
    raise TimeoutError(told)
