"""A worker process killed by the system in mid-build: the former site stays, a line says so, the next run heals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import city
import pytest
from building import NOW, ROOT, build_in

from notices.notice import render
from notices.tree import path_of

CONF = f"""from datetime import datetime
from pelicanconf import *
NOW = datetime.fromisoformat({NOW.isoformat()!r})
THEME = {str(ROOT / "theme")!r}
WORKERS = 2
"""


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    return [int(one) for path in tasks.glob("*/children") for one in path.read_text().split()]


def is_fork(pid: int, parent: int) -> bool:
    """Whether *pid* runs the same command line as its *parent*: a worker, not a program that was started."""
    return Path(f"/proc/{pid}/cmdline").read_bytes() == Path(f"/proc/{parent}/cmdline").read_bytes()


def kill_a_worker(building: subprocess.Popen[str]) -> int:
    """Kill the first worker that *building* forks, as the kernel does for want of memory; its process id."""
    while building.poll() is None:
        for child in children(building.pid):
            if is_fork(child, building.pid):
                os.kill(child, signal.SIGKILL)
                return child
        time.sleep(0.001)
    raise AssertionError(f"no worker was forked: {building.communicate()}")


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_a_killed_worker_leaves_the_former_site_and_the_next_run_heals(tmp_path: Path) -> None:
    root = tmp_path
    city.write(root / "content")
    (root / "conf.py").write_text(CONF)
    former = build_in(root).site.resolve()
    changed = render(city.own()[0]).replace("\n---\n", "\n---\n又及。\n\n", 1).encode()
    (root / "content" / path_of(city.own()[0])).write_bytes(changed)
    command = [sys.executable, "-m", "plugins", str(root), str(root / "conf.py"), "--all", "--no-index"]
    building = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    kill_a_worker(building)
    output, errors = building.communicate(timeout=120)
    assert building.returncode == 1, output
    assert "工作进程中途被终止" in errors
    assert "原来的网站保持不变" in errors
    assert "Traceback" not in errors
    assert (root / "output").resolve() == former
    assert [path.name for path in (root / ".builds").iterdir() if path.is_dir()] == [former.parent.name]

    healed = build_in(root)
    page = healed.site / path_of(city.own()[0]).replace(".md", ".html")
    assert "又及。" in page.read_text(encoding="utf-8")
