"""Running a command of ours watched: what it wrote elsewhere, whom it asked, how much memory and time it took."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WATCH = Path(__file__).parent / "watch"
# A process begins with the peak memory of the one it was forked from: a small one stands between it and the tests.
BESIDE = """
import json, resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
with open(sys.argv[1], "w", encoding="utf-8") as out:
    json.dump({"peak": used.ru_maxrss, "cpu": used.ru_utime + used.ru_stime}, out)
sys.exit(code if code >= 0 else 128 - code)
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watched command came to: *megabytes* at most in any of its processes, *seconds* of processor time in all."""

    code: int
    output: str
    offences: tuple[str, ...]
    megabytes: int
    seconds: float


def run(command: Sequence[str], allowed: Sequence[Path], folder: Path) -> Watched:
    """Run *command*, Python's arguments, which may write below *allowed* only; *folder* takes logs and temporary files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tmp").mkdir(exist_ok=True)
    log = folder / "offences.txt"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(WATCH), str(ROOT)]),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(folder / "tmp"),
        "WATCH_LOG": str(log),
        "WATCH_ALLOWED": os.pathsep.join(map(str, [*allowed, folder])),
    }
    with (folder / "output.txt").open("wb") as output:
        beside = [sys.executable, "-I", "-c", BESIDE, str(folder / "used.json")]
        code = subprocess.call(
            [*beside, sys.executable, *command], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    used = json.loads((folder / "used.json").read_text(encoding="utf-8"))
    offences = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return Watched(
        code,
        (folder / "output.txt").read_text(encoding="utf-8", errors="replace"),
        tuple(offences),
        used["peak"] // 1024,
        used["cpu"],
    )
