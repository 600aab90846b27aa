"""The index step of a build: the search program in a process of its own, which only hands on counts and messages."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from plugins.notices.crew import Means
from plugins.notices.joining import CHANGED
from plugins.release import Build, IndexFailed
from running.lifeline import held

_COUNT = re.compile(r"(\d+)/(\d+)\n")


def index(build: Build, means: Means | None = None, scheduler: str = "") -> None:
    """Make the search index of *build*, with the workers of *scheduler* where it is not empty. Raises IndexFailed."""
    means = means or Means()
    command = [sys.executable, "-m", "search.indexing", str(build.documents), str(build.index), "--counts"]
    former = (build.folder.parent.parent / "output").resolve().parent / "index"
    command += ["--former", str(former)] if former.is_dir() else []
    changed = build.documents.with_name(CHANGED)
    command += ["--changed", str(changed)] if changed.is_file() else []
    command += ["--scheduler", scheduler] if scheduler else []
    command += ["--profile", str(means.profile / "index")] if means.profile else []
    means.progress.begin("建立索引", "条")
    told, done = [], 0
    with held() as (followed, _), _begun([*command, "--follow", str(followed)], followed) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if count := _COUNT.fullmatch(line):
                means.progress.expect(int(count[2]))
                means.progress.advance(int(count[1]) - done)
                done = int(count[1])
            else:
                told.append(line.strip())
    if running.returncode:
        raise IndexFailed(f"没有建成检索索引：{' '.join(told)}")


def _begun(command: list[str], followed: int) -> subprocess.Popen[str]:
    """*command*, which ends with this process: it writes into the build's folder."""
    # No linear algebra is done there, so its library need not begin a thread a core: 0.1 s of CPU.
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(  # noqa: S603 - our own module
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=[followed],
        env=environment,
    )
