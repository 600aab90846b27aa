"""`python -m benchmarks.watch [COUNT]`: from saving a notice to seeing it, while `invoke serve --watch` runs.

Saves a notice several times under new titles and asks for its page and for its search result until they show the new
title, as a person would who reloads. Wall seconds: what else the machine does counts too.
"""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from benchmarks.notices import made, write_content
from notices.notice import render
from notices.tree import path_of

ROOT = Path(__file__).resolve().parent.parent
SAVES = 5
PATIENCE = 1800.0
"""Seconds for the first build."""


def main() -> None:
    """Print for each save how long it took until the page, and until the search, showed it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=10_000)
    parser.add_argument(
        "--scratch", type=Path, help="where to work; a memory file system leaves the disk out"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guiji-watch-", dir=given.scratch) as scratch:
        root = Path(scratch)
        write_content(root / "content", given.count)
        shutil.copytree(ROOT / "content" / "pages", root / "content" / "pages")
        measure(root, given.count)


def measure(root: Path, count: int) -> None:
    """Serve the project folder *root* of *count* notices and save one of them again and again."""
    port = _free_port()
    command = [sys.executable, "-m", "plugins.watching", str(root), str(ROOT / "pelicanconf.py")]
    running = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=subprocess.DEVNULL)
    site = f"http://127.0.0.1:{port}"
    notice = next(made(count))
    page = f"{site}/{path_of(notice).replace('.md', '.html')}"
    try:
        _until(lambda: notice.title in _read(page), PATIENCE)
        print(f"{count} notices{'':6} page s  search s")
        for number in range(SAVES):
            title = f"第{number}次保存的标题"
            (root / "content" / path_of(notice)).write_text(
                render(replace(notice, title=title)), encoding="utf-8"
            )
            saved = time.monotonic()
            shown = _until(lambda title=title: title in _read(page)) - saved
            asked = f"{site}/api/search?q={quote(title)}"
            found = _until(lambda title=title, asked=asked: _finds(asked, title)) - saved
            print(f"save {number + 1:<15} {shown:6.2f} {found:9.2f}")
            time.sleep(1)
    finally:
        running.terminate()
        running.wait()


def _until(holds: Callable[[], bool], patience: float = 60.0) -> float:
    """The moment when *holds* first does. Raises TimeoutError."""
    end = time.monotonic() + patience
    while not holds():
        if time.monotonic() > end:
            raise TimeoutError("not shown in time")
        time.sleep(0.01)
    return time.monotonic()


def _read(address: str) -> str:
    try:
        with urlopen(address, timeout=10) as answer:
            return str(answer.read().decode("utf-8"))
    except (URLError, OSError):
        return ""


def _finds(address: str, title: str) -> bool:
    read = _read(address)
    return bool(read) and any(title in hit["title"] for hit in json.loads(read).get("hits", ()))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
