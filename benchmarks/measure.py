"""What a command costs: CPU of it and its children, wall time, peak memory, one process tree at a time."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_PAGE = resource.getpagesize()


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU (user and system) and wall in seconds; peak resident memory in bytes, summed over the process tree."""

    cpu: float
    wall: float
    peak: int
    code: int
    output: str


def run(command: Sequence[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> Cost:
    """Run *command* to its end and say what it cost, its children included."""
    # Python keeps what it compiled wherever it is installed; a shell that forbids it would have every start pay again.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=cwd,
        env={**kept, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    peak = [0]
    watcher = threading.Thread(target=_watch, args=(child, peak), daemon=True)
    watcher.start()
    output, _ = child.communicate()
    wall = time.perf_counter() - started
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, wall, peak[0], child.returncode, output)


def _watch(child: subprocess.Popen[str], peak: list[int]) -> None:
    while child.poll() is None:
        peak[0] = max(peak[0], sum(_resident(pid) for pid in _tree(child.pid)))
        time.sleep(0.02)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        try:
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
        except OSError:
            continue  # it has ended meanwhile
    return found


def _resident(pid: int) -> int:
    """Proportional set size where the kernel tells it (shared pages counted once), else the resident set."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
    except OSError:
        return 0


if __name__ == "__main__":
    cost = run(sys.argv[1:])
    print(json.dumps({"cpu": cost.cpu, "wall": cost.wall, "peak_mb": cost.peak / 1e6, "code": cost.code}))
