"""Running commands of the house under the shim (shim.c), from a server that has imported everything once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
COUNT, KILL, TEAR, FAIL = 1, 2, 3, 4
_KINDS = 1 << 16
_HEAD = struct.Struct("@iiiiiqqq")  # lock, mode, error, lasting, reads, at, count, fired


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do at operation *at*: COUNT nothing, KILL, TEAR a write and kill, or FAIL with *error*.

    *lasting*: what needs room goes on failing; *reads*: opening for reading counts as an operation too.
    """

    mode: int = COUNT
    at: int = 0
    error: int = 0
    lasting: bool = False
    reads: bool = False

    def on(self, at: int) -> Plan:
        """The same at operation *at*."""
        return replace(self, at=at)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended: its exit *code* (-9 when killed), how many operations, which *kinds*, what went wrong."""

    code: int
    count: int
    kinds: str
    fired: str
    output: str


def compiled(folder: Path) -> Path | None:
    """The shim, compiled into *folder*; None where there is no C compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    library = folder / "shim.so"
    command = [compiler, "-O1", "-shared", "-fPIC", "-o", str(library), str(HERE / "shim.c"), "-ldl"]
    subprocess.run(command, check=True)
    return library


class Server:
    """A process that forks one child a command. A context manager."""

    def __init__(self, library: Path, folder: Path, modules: Sequence[str] = ()) -> None:
        """Preload *library*; keep the shared page and the output in *folder*; run *modules*, by default all."""
        self._folder = folder
        settings = {
            "LD_PRELOAD": str(library),
            "PYTHONPATH": f"{PROJECT}{os.pathsep}{HERE}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        }
        self._child = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(HERE / "server.py"), *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **settings},
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        _pipe(self._child.stdin).close()
        _pipe(self._child.stdout).close()
        self._child.wait()

    def run(
        self, argv: Sequence[str], root: Path, plan: Plan | None = None, record: Path | None = None
    ) -> Outcome:
        """Run the module and arguments *argv*, counting what happens under *root*; without *plan* undisturbed."""
        page, output = self._folder / "page", self._folder / "output"
        if plan:
            head = _HEAD.pack(0, plan.mode, plan.error, plan.lasting, plan.reads, plan.at, 0, 0)
            page.write_bytes(head + bytes(_KINDS))
        if record:
            record.unlink(missing_ok=True)
        asked = {
            "argv": list(argv),
            "page": str(page) if plan else "",
            "root": str(root),
            "record": str(record or ""),
            "output": str(output),
            "cwd": str(PROJECT),
        }
        _pipe(self._child.stdin).write(json.dumps(asked) + "\n")
        _pipe(self._child.stdin).flush()
        code = os.waitstatus_to_exitcode(int(_pipe(self._child.stdout).readline()))
        text = output.read_text(encoding="utf-8", errors="replace")
        if not plan:
            return Outcome(code, 0, "", "", text)
        state = page.read_bytes()
        *_, count, fired = _HEAD.unpack_from(state)
        kinds = state[_HEAD.size + 1 : _HEAD.size + 1 + count].decode("ascii", "replace")
        return Outcome(code, count, kinds, chr(fired) if fired else "", text)


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


KILLED = -signal.SIGKILL
