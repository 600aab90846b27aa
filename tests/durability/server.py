"""Runs commands of the house under the shim: all imports once, then a forked process a command.

Reads a JSON object a line (`argv`, `page`, `root`, `record`, `output`) and answers with the exit status. The child
leads a process group of its own, so that the shim can stop all of it at once as a power cut would. A command that
starts a module of the house gets a fork instead of a new Python: the same work, without the start-up. A command
asked for with `warm` runs here, so that what it loads and compiles is there for all children.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import importlib
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

MODULES = (
    "importers.__main__",
    "importers.commands.verify",
    "importers.reposts.__main__",
    "plugins.__main__",
    "plugins.releases.__main__",
    "notices.__main__",
    "search.__main__",
    "search.ahead",
    "durable.backup.__main__",
    "unsafe",
)
SET_CHILD_SUBREAPER = 36  # prctl(2): whose parent died is ours, to wait for
MAINS: dict[str, Callable[[list[str]], int]] = {}
COMPILED: dict[tuple[object, ...], Any] = {}


def load(names: Sequence[str]) -> None:
    """Import the modules *names*, so that no child has to."""
    for name in names:
        MAINS[name.removesuffix(".__main__")] = importlib.import_module(name).main
    if "search" in MAINS:
        list(importlib.import_module("search.analysis").words("青澜市"))
    if "plugins" in MAINS:
        # What a thousand small builds would spend most of their time on, and what writes nothing.
        environment = importlib.import_module("jinja2").Environment
        environment.compile = remembering(environment.compile)
        bill = importlib.import_module("plugins.releases.sbom")
        bill.text = functools.cache(bill.text)
        importlib.import_module("running.memory")._share = lambda _: 0
        importlib.import_module("plugins.notices.environment")._sources = lambda _: ()


def call(module: str, arguments: list[str]) -> int:
    """The exit code of *module* with *arguments*; a traceback counts as 70."""
    try:
        return MAINS[module](arguments) or 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    except BaseException:  # noqa: BLE001 - a child ends with a code, whatever happened
        sys.excepthook(*sys.exc_info())
        return 70


def forked_run(command: list[str], **options: Any) -> Any:  # noqa: ANN401 - as subprocess has it
    """`subprocess.run` for `[python, -m, module of ours, …]`; anything else really runs."""
    if command[:2] != [sys.executable, "-m"] or command[2] not in MAINS:
        return real_run(command, **options)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if not child:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            finish(call(command[2], command[3:]))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        texts = [stream.seek(0) or stream.read().decode("utf-8", "replace") for stream in (out, err)]
    return SimpleNamespace(returncode=code, stdout=texts[0], stderr=texts[1])


class ForkedPopen:
    """`subprocess.Popen` for a module of ours with a pipe to its input and one from all its output."""

    def __new__(cls, command: list[str], **options: Any) -> Any:  # noqa: ANN401 - as subprocess has it
        ours = command[:2] == [sys.executable, "-m"] and command[2] in MAINS
        return super().__new__(cls) if ours else real_popen(command, **options)

    def __init__(self, command: list[str], **_: object) -> None:
        (asked, asking), (readable, writable) = os.pipe(), os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._child = os.fork()
        if not self._child:
            os.close(asking)
            os.close(readable)
            for descriptor, standard in ((asked, 0), (writable, 1), (writable, 2)):
                os.dup2(descriptor, standard)
            sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
            finish(call(command[2], command[3:]))
        os.close(asked)
        os.close(writable)
        self.returncode: int | None = None
        self.stdin = os.fdopen(asking, "w", encoding="utf-8")
        self.stdout = os.fdopen(readable, encoding="utf-8", errors="replace")

    def __enter__(self) -> ForkedPopen:
        return self

    def __exit__(self, *_: object) -> None:
        self.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            self.stdin.close()
        self.wait()

    def poll(self) -> int | None:
        return self._waited(os.WNOHANG)

    def wait(self) -> int | None:
        return self._waited(0)

    def kill(self) -> None:
        os.kill(self._child, signal.SIGKILL)

    def _waited(self, options: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self._child, options)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode


def remembering(real: Callable[..., Any]) -> Callable[..., Any]:
    """jinja2's `Environment.compile`, remembered: the theme stays as it is while the server runs."""

    def compiled(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - as jinja2 has it
        environment, *rest = given
        key = (type(environment), getattr(environment, "_flat", None), *rest, *sorted(more.items()))
        if key not in COMPILED:
            COMPILED[key] = real(*given, **more)
        return COMPILED[key]

    return compiled


def warm(asked: dict[str, str]) -> int:
    """Run in this process; the status as `os.waitpid` would give it."""
    module, *arguments = asked["argv"]
    os.chdir(asked["cwd"])
    kept = os.dup(1), os.dup(2)
    output = os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for descriptor in (1, 2):
        os.dup2(output, descriptor)
    code = call(module, arguments)
    for stream, descriptor in zip((sys.stdout, sys.stderr), kept, strict=True):
        stream.flush()
        os.dup2(descriptor, stream.fileno())
        os.close(descriptor)
    os.close(output)
    gc.collect()
    gc.freeze()  # no child has to copy what it only looks at
    return code << 8


def finish(code: int) -> None:
    """End this process without running what the server has set up for its own end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 1
    os._exit(code)


def _end_group(leader: int) -> None:
    """Wait until nothing of the group that *leader* led is left: a dying process still holds its locks."""
    while True:
        try:
            os.killpg(leader, signal.SIGKILL)
            os.waitpid(-leader, 0)
        except ProcessLookupError:
            return
        except ChildProcessError:
            time.sleep(0.0005)  # its parent is dying too


def serve_one(asked: dict[str, str]) -> int:
    """Fork, arm the shim, run; the status as `os.waitpid` gives it."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        _end_group(child)
        return status
    os.setpgid(0, 0)
    output = os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb", closefd=False), encoding="utf-8", line_buffering=True)
    sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb", closefd=False), encoding="utf-8", line_buffering=True)
    module, *arguments = asked["argv"]
    os.chdir(asked["cwd"])
    shim = ctypes.CDLL(None)
    shim.shim_arm(asked["page"].encode(), asked["root"].encode(), asked["record"].encode())
    finish(call(module, arguments))
    return 0


real_run, real_popen = subprocess.run, subprocess.Popen
subprocess.run = forked_run  # type: ignore[assignment]
subprocess.Popen = ForkedPopen  # type: ignore[assignment,misc]

if __name__ == "__main__":
    ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1)
    load(sys.argv[1:] or MODULES)
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    for line in sys.stdin:
        asked = json.loads(line)
        answers.write(f"{warm(asked) if asked['warm'] else serve_one(asked)}\n")
