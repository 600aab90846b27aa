"""Reading in a process of its own with bounds on memory, time and files: for what a file can turn against its reader.

Workbooks, Word files, archives and databases are taken apart by large native or recursive parsers; and any parser
makes a large file many times larger. A hostile one that makes them swell or spin costs that process; the file is
named, and the next one gets a new process. `python -m importers.confined` is that process: it takes steps from
standard input and gives what they yield on standard output.
"""

from __future__ import annotations

import atexit
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, TypeVar

from durable import lacking
from importers.model import MalformedExport

MEMORY = 512 << 20  # bytes of its own that the process may have
SECONDS, SECONDS_A_MEGABYTE = 8, 20  # processor time for a file; real ones take a tenth
_FILES, _LARGEST_FILE = 64, 512 << 20  # open at once; bytes of a temporary one
_TOGETHER = 16  # results that travel at once
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"SQLite format 3\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_ADVICE = "没有读取；请用原软件打开核对，另存或拆分后再导入"

_T = TypeVar("_T")
_mine = threading.local()


class Ended(MalformedExport):
    """The process came to its end over a file: too much memory or time, or its parser broke down."""


def is_risky(path: Path) -> bool:
    """Whether *path* begins as a zip file (and so any Office document), a SQLite database or an OLE file.

    Raises OSError where the machine lacks something.
    """
    try:
        with path.open("rb") as stream:
            return stream.read(16).startswith(_MAGIC)
    except OSError as error:
        if lacking(error):
            raise
        return False  # the reading names the reason


def stream(size: int, step: Callable[..., Iterator[_T]], *arguments: object) -> Iterator[_T]:
    """What *step* of *arguments* yields, done in the process; all of these must be fit for pickle, *step* by its name.

    *size* is how many bytes of input there are, by which time is allotted. Raises Ended, after what came before.
    """
    process = _free_process()
    process.busy = True
    seconds = SECONDS + SECONDS_A_MEGABYTE * size // (1 << 20)
    for results in process.answers((step, arguments, seconds)):
        yield from results
    process.busy = False


class _Process:
    """One process, which ends when its standard input does."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "importers.confined"]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(  # noqa: S603 - this module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._asked = Connection(os.dup(self._process.stdin.fileno()), readable=False)
        self._answers = Connection(os.dup(self._process.stdout.fileno()), writable=False)
        self._process.stdin.close()
        self._process.stdout.close()
        self.busy = False
        atexit.register(self.end)

    def answers(self, asked: tuple[object, ...]) -> Iterator[list[Any]]:
        """Ask, and take what comes until its end mark. Raises Ended."""
        try:
            self._asked.send(asked)
            while (results := self._answers.recv()) is not None:
                yield results
        except (EOFError, OSError, UnpicklingError):
            raise Ended(self._why()) from None

    def alive(self) -> bool:
        """Whether it stands ready."""
        return not self.busy and self._process.poll() is None

    def end(self) -> None:
        """End it, whatever it does."""
        atexit.unregister(self.end)
        self._process.kill()
        self._process.wait()
        self._asked.close()
        self._answers.close()

    def _why(self) -> str:
        try:
            code = self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()  # it closed its output and went on
            code = self._process.wait()
        if code == -signal.SIGXCPU:
            return f"读取用时超过上限，{_ADVICE}"
        if code == -signal.SIGABRT:
            return f"读取所需的内存超过 {MEMORY >> 20} MB，{_ADVICE}"
        return f"读取时解析程序中止（{code}），{_ADVICE}"


def _free_process() -> _Process:
    """The process of this thread; a new one where there is none, or the former ended or was left in mid-step."""
    process: _Process | None = getattr(_mine, "process", None)
    if process is not None and process.alive():
        return process
    if process is not None:
        process.end()
    _mine.process = process = _Process()
    return process


# The process itself -------------------------------------------------------------------------------------------------


def main() -> None:
    """Do step after step until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who asked decides
    asked, answers = Connection(os.dup(0), writable=False), Connection(os.dup(1), readable=False)
    os.dup2(2, 1)  # what a parser prints is no answer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    while True:
        try:
            step, arguments, seconds = asked.recv()
        except EOFError:
            return
        _allow(seconds)
        try:
            for results in _batches(step(*arguments)):
                answers.send(results)
        except MemoryError:
            os.abort()  # as native parsers do
        answers.send(None)


def _allow(seconds: int) -> None:
    """Bound what this process may use from now on."""
    used = os.times()
    limit = int(used.user + used.system) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))


def _batches(results: Iterable[_T]) -> Iterator[list[_T]]:
    source = iter(results)
    while some := list(islice(source, _TOGETHER)):
        yield some


if __name__ == "__main__":
    main()
