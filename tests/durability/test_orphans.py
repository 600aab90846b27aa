"""A command killed alone, not with its group, leaves no process that would go on writing into what it began."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from shim import PROJECT

CREW = """
import sys, time
from pathlib import Path
from plugins.notices.crew import Crew

def work(batch):
    with (Path(sys.argv[1]) / f"page-{batch[0]}").open("w") as page:
        while True:
            page.write("。")
            page.flush()
            time.sleep(0.01)

list(Crew(2).run(work, [[1], [2]]))
"""
INDEX = """
import sys
from pathlib import Path
from plugins.indexing import index
from plugins.workshop import Build

index(Build(Path(sys.argv[1])))
"""
CARELESS = """
import sys, time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

if __name__ == "__main__":
    with ProcessPoolExecutor(1) as pool:
        pool.submit(time.sleep, 0).result()
        (Path(sys.argv[1]) / "begun").touch()
        time.sleep(60)
"""
NEED = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes through /proc")


def children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(word) for word in found.split()]


def alive(pid: int) -> bool:
    """Whether *pid* runs (a dead process that nobody waited for does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def opened(pipe: Path, ends: list[int]) -> bool:
    """Whether somebody reads *pipe*; its other end is then among *ends*, and nothing ever comes."""
    try:
        ends.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


@contextmanager
def orphans(script: str, folder: Path, at_work: Callable[[], bool]) -> Iterator[list[int]]:
    """The processes that *script* began and that were *at_work* when it was killed alone."""
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stderr=subprocess.DEVNULL,  # semaphores of the killed one are cleared away with a warning
    )
    told = within(60, at_work)
    found = children(parent.pid)
    try:
        assert told
        assert found
        assert all(map(alive, found))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        yield found
    finally:
        for pid in filter(alive, [parent.pid, *found]):
            os.kill(pid, signal.SIGKILL)


@NEED
def test_the_crew_of_a_build_ends_with_it(tmp_path: Path) -> None:
    pages = [tmp_path / "page-1", tmp_path / "page-2"]
    with orphans(CREW, tmp_path, lambda: all(page.exists() for page in pages)) as found:
        assert len(found) >= 2
        assert within(10, lambda: not any(map(alive, found)))
    written = [page.read_bytes() for page in pages]
    time.sleep(0.05)
    assert [page.read_bytes() for page in pages] == written


@NEED
def test_the_index_of_a_build_ends_with_it(tmp_path: Path) -> None:
    documents = tmp_path / "documents.jsonl"
    os.mkfifo(documents)
    ends: list[int] = []
    with orphans(INDEX, tmp_path, lambda: opened(documents, ends)) as found:
        assert within(10, lambda: not any(map(alive, found)))
    os.close(ends[0])
    assert list(tmp_path.iterdir()) == [documents]


@NEED
def test_workers_that_follow_nobody_are_seen_to_stay(tmp_path: Path) -> None:
    with orphans(CARELESS, tmp_path, (tmp_path / "begun").exists) as found:
        assert not within(0.5, lambda: not any(map(alive, found)))
