"""The index step of a build: the search program in a process of its own, which only hands on counts and messages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plugins.notices.crew import Means
from plugins.notices.joining import CHANGED
from plugins.release import Build, IndexFailed
from running.lifeline import held

_COUNT = re.compile(r"(\d+)/(\d+)\n")


def index(build: Build, means: Means | None = None, scheduler: str = "") -> None:
    """Make the search index of *build*, with the workers of *scheduler* where it is not empty. Raises IndexFailed."""
    with begun(build.folder.parent.parent, means, scheduler) as make:
        make(build)


@contextmanager
def begun(root: Path, means: Means | None = None, scheduler: str = "") -> Iterator[Callable[[Build], None]]:
    """The search program, begun now, so that it is ready when there is a site to index: what makes the index of a build.

    *root* is the project, whose index as it is served is what can be taken over. What is given raises IndexFailed.
    """
    with held() as (followed, _), _ready(_served(root), followed) as running:

        def make(build: Build) -> None:
            _index(running, _asked(build, means or Means(), scheduler), means or Means())

        try:
            yield make
        finally:
            # Nobody asks any more: either it was told what to do and has done it, or there is nothing to do.
            if running.poll() is None:
                running.kill()


def _served(root: Path) -> Path:
    return (root / "output").resolve().parent / "index"


def _ready(former: Path, followed: int) -> subprocess.Popen[str]:
    """The search program, which ends with this process: it writes into the build's folder."""
    command = [sys.executable, "-m", "search.ahead", str(followed)]
    return subprocess.Popen(  # noqa: S603 - our own module
        [*command, str(former)] if former.is_dir() else command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        pass_fds=[followed],
        # No linear algebra is done there, so its library need not begin a thread a core: 0.1 s of CPU.
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )


def _asked(build: Build, means: Means, scheduler: str) -> list[str]:
    """What the search program is to do for *build*."""
    asked = [str(build.documents), str(build.index), "--counts"]
    former = _served(build.folder.parent.parent)
    asked += ["--former", str(former)] if former.is_dir() else []
    changed = build.documents.with_name(CHANGED)
    asked += ["--changed", str(changed)] if changed.is_file() else []
    asked += ["--scheduler", scheduler] if scheduler else []
    return asked + (["--profile", str(means.profile / "index")] if means.profile else [])


def _index(running: subprocess.Popen[str], asked: list[str], means: Means) -> None:
    """Let the program *running* do what is *asked*. Raises IndexFailed."""
    assert running.stdin is not None
    assert running.stdout is not None
    means.progress.begin("建立索引", "条")
    with suppress(BrokenPipeError):  # it has ended before it was asked: what it said is told below
        running.stdin.write(f"{json.dumps(asked)}\n")
        running.stdin.close()
    told, done = [], 0
    for line in running.stdout:
        if count := _COUNT.fullmatch(line):
            means.progress.expect(int(count[2]))
            means.progress.advance(int(count[1]) - done)
            done = int(count[1])
        else:
            told.append(line.strip())
    if running.wait():
        raise IndexFailed(f"没有建成检索索引：{' '.join(told)}")
