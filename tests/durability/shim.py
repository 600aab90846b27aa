"""Running commands of the house under the shim (shim.c), from a server that has imported everything once."""

from __future__ import annotations

import errno
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
COUNT, KILL, TEAR, FAIL, BEGIN = 1, 2, 3, 4, 5
OPENS, NEED_ROOM = frozenset("Oo"), frozenset("OWLYM")
_KINDS = 1 << 16
_HEAD = struct.Struct("@iiiiiqqq")  # lock, mode, error, lasting, reads, at, count, fired


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do at operation *at*: COUNT nothing, KILL, TEAR a write and kill, or FAIL with *error*.

    BEGIN kills at the first folder that is made: commands clear away before that what others left.

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

    def differs(self, at: int, kinds: str) -> bool:
        """Whether it comes to pass at operation *at* of the *kinds*, and not just as it does at the next one.

        Only writes can be torn, only opening needs a descriptor. A disk that fills up where nothing is asked of
        it is found full by the next that asks, which fails alike, but for a write: that gets half its bytes down
        where the disk fills up at that moment.
        """
        kind, following = kinds[at - 1 : at], kinds[at : at + 1]
        if self.mode == TEAR:
            return kind == "W"
        if self.error == errno.EMFILE:
            return kind in OPENS
        if self.error == errno.ENOSPC:
            return kind in NEED_ROOM or following == "W"
        return True


UNDISTURBED = Plan()


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
        self,
        argv: Sequence[str],
        root: Path,
        plan: Plan = UNDISTURBED,
        record: Path | None = None,
        *,
        warm: bool = False,
    ) -> Outcome:
        """Run the module and arguments *argv*, counting what happens under *root*; without *plan* undisturbed.

        *warm*: in the server itself; what it loads and compiles need not be loaded again by later runs. Not counted.
        """
        page, output = self._folder / "page", self._folder / "output"
        head = _HEAD.pack(0, plan.mode, plan.error, plan.lasting, plan.reads, plan.at, 0, 0)
        page.write_bytes(head + bytes(_KINDS))
        if record:
            record.unlink(missing_ok=True)
        asked = {
            "argv": list(argv),
            "page": str(page),
            "root": str(root),
            "record": str(record or ""),
            "output": str(output),
            "cwd": str(PROJECT),
            "warm": warm,
        }
        _pipe(self._child.stdin).write(json.dumps(asked) + "\n")
        _pipe(self._child.stdin).flush()
        code = os.waitstatus_to_exitcode(int(_pipe(self._child.stdout).readline()))
        text = output.read_text(encoding="utf-8", errors="replace")
        state = page.read_bytes()
        *_, count, fired = _HEAD.unpack_from(state)
        kinds = state[_HEAD.size + 1 : _HEAD.size + 1 + count].decode("ascii", "replace")
        return Outcome(code, count, kinds, chr(fired) if fired else "", text)


def _pipe(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


KILLED = -signal.SIGKILL
