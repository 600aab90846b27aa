"""Showing a site while it is being written: a notice that is saved stands in it a moment later.

`python -m plugins.watching ROOT CONF` serves the site of a project folder with its search, and builds again whenever
a file changes. The page comes first, the search index right after it, so that nobody waits for the index.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Event

from watchfiles import watch

from durable import explained, fill_copy, fill_links
from notices.values import BEIJING
from plugins import release, standstill
from plugins.indexing import begun
from plugins.release import Build, Workshop
from running.asking import Parser

_INDEX = ("index", "index.manifest.json")
_TOGETHER = 50  # ms; saving one file may be several changes
_STEP = 20  # ms
_ENDING = 10  # s for the server to answer what it was asked
_IDLE = 500  # ms


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve and watch until interrupted or terminated; 0 then, 1 when there is no site to begin with."""
    given = _parser().parse_args(arguments)
    # Else whoever terminates this process would leave its server behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    workshop = Workshop(given.root.resolve(), given.conf.resolve(), provisional=True)
    if not rebuilt(workshop) and workshop.serving is None:
        return 1
    with _served(workshop, (given.host, given.port)):
        print(
            f"网站：http://{given.host}:{given.port}/ ，保存文件后刷新网页即可看到。按 Ctrl+C 结束。",
            flush=True,
        )
        try:
            for _ in saves(workshop):
                rebuilt(workshop)
        except KeyboardInterrupt:
            return 0
    return 0


def rebuilt(workshop: Workshop) -> bool:
    """Build where anything changed, first the site, then its index; whether that went well. Says in Chinese what it did."""
    roots = standstill.sources(workshop.root / "content", workshop.conf)
    started = time.monotonic()
    seen = standstill.look(roots)
    if standstill.stands(workshop.output, seen, datetime.now(BEIJING)):
        return True
    try:
        with begun(workshop.root) as index:
            build = release.release(workshop, _lend_index, PATH=str(workshop.root / "content"))
            _say(f"已更新，新写页面 {build.written} 个，用时 {time.monotonic() - started:.1f} 秒。")
            index(build)
        standstill.confirm(build.folder, seen)
        _say(f"检索已更新，共用 {time.monotonic() - started:.1f} 秒。")
    except release.FAILURES as error:
        _say(f"{explained(error)}\n没有更新，网站保持原样。改好后保存即可。")
        return False
    return True


def _lend_index(build: Build) -> None:
    """Give *build* the index of the former one until its own is made."""
    former = (build.folder.parent.parent / "output").resolve().parent
    if all((former / name).exists() for name in _INDEX):
        fill_links(former / _INDEX[0], build.folder / _INDEX[0])
        fill_copy(former / _INDEX[1], build.folder / _INDEX[1])


def saves(workshop: Workshop, stop: Event | None = None) -> Iterator[None]:
    """Once when watching has begun, and whenever files of *workshop* were saved, until *stop* is set.

    Raises KeyboardInterrupt.
    """
    while stop is None or not stop.is_set():
        fresh = True
        for found in watch(
            *_watched(workshop),
            debounce=_TOGETHER,
            step=_STEP,
            stop_event=stop,
            rust_timeout=_IDLE,
            yield_on_timeout=True,
            raise_interrupt=True,
        ):
            if fresh or found:  # what was saved before it was watched is told of by nobody
                yield
            fresh = False
            if str(workshop.conf) in {path for _, path in found}:
                break  # editors put a new file in its place, which is to be watched from here on


def _watched(workshop: Workshop) -> list[Path]:
    theme = standstill.PROJECT / "theme"
    return [path for path in (workshop.root / "content", workshop.conf, theme) if path.exists()]


@contextmanager
def _served(workshop: Workshop, listen: tuple[str, int]) -> Iterator[None]:
    """A server of the site of *workshop*, in a process of its own while the block runs."""
    command = [sys.executable, "-m", "search", "serve", str(workshop.output), "--host", listen[0]]
    server = subprocess.Popen([*command, "--port", str(listen[1])])  # noqa: S603 - our own module
    try:
        yield
    finally:
        server.terminate()
        try:
            server.wait(_ENDING)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _say(text: str) -> None:
    print(f"{datetime.now(BEIJING):%H:%M:%S} {text}", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m plugins.watching", description="打开网站和搜索，文件一保存就更新。")
    parser.add_argument("root", type=Path, metavar="ROOT", help="项目文件夹，其中有 content/")
    parser.add_argument("conf", type=Path, metavar="CONF", help="设置文件")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址")
    parser.add_argument("--port", type=int, default=8000, help="端口")
    return parser


if __name__ == "__main__":
    sys.exit(main())
