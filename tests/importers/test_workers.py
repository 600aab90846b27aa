"""Workers work, and go with the process that began them however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from importers.workers import pool

CHILD = """
import os, sys, time
from importers.workers import pool

def main():
    with pool(2) as executor:
        print(*{executor.submit(os.getpid).result() for _ in range(20)}, flush=True)
        time.sleep(60)

if __name__ == "__main__":
    main()
"""


def alive(pid: int) -> bool:
    """Whether *pid* runs (a dead process that nobody waited for does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def gone(pids: list[int], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.02)
    return not any(map(alive, pids))


def test_workers_are_other_processes_and_end_with_the_block() -> None:
    with pool(2) as executor:
        pids = [executor.submit(os.getpid).result()]
        assert os.getpid() not in pids
        assert all(map(alive, pids))
    assert gone(pids)


def test_a_worker_that_dies_is_replaced() -> None:
    with pool(2) as executor:
        with pytest.raises(BrokenExecutor):
            executor.submit(os._exit, 1).result()
        assert executor.submit(pow, 2, 5).result() == 32


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes through /proc")
def test_workers_of_a_killed_process_end_too(tmp_path: Path) -> None:
    script = tmp_path / "child.py"
    script.write_text(CHILD, encoding="utf-8")
    root = Path(__file__).resolve().parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    child = subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout is not None
    pids = [int(word) for word in child.stdout.readline().split()]
    assert pids
    assert all(map(alive, pids))
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert gone(pids)
