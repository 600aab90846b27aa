"""A hostile city imported, built and served, and the pages to look at."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import hostile

ROOT = Path(__file__).resolve().parents[2]
_SHOWN = {".html", ".xml", ".json", ".txt"}  # the rest is downloaded, not shown
_NOTICE = re.compile(r"[^/]+/\d{4}/\d{8}-[0-9a-f]{12}\.html")
_LONGEST_QUERY = 3000


@dataclass(frozen=True, slots=True)
class Arena:
    """The *root* of a project in which the *payloads* were imported and built."""

    root: Path
    payloads: Sequence[str]
    outcomes: dict[str, int]

    @property
    def site(self) -> Path:
        return (self.root / "output").resolve()

    def pages(self, every: int = 1) -> list[str]:
        """The files of the site that a browser shows as documents: all notices and feeds, of all else each *every*-th."""
        files = [
            path.relative_to(self.site) for path in sorted(self.site.rglob("*")) if path.suffix in _SHOWN
        ]
        whole = [path for path in files if path.suffix == ".xml" or _NOTICE.fullmatch(path.as_posix())]
        others = [path for path in files if path not in set(whole)]
        return [f"/{path.as_posix()}" for path in [*whole, *others[len(self.payloads) % every :: every]]]

    def finding(self, number: int) -> str:
        """The search whose hits are the notices of the payload of *number*."""
        return f"/search?q={number:05d}"

    def searches(self) -> list[str]:
        """A search for each payload, one that finds its notices, and every page of what they have in common."""
        asked = [self.finding(number) for number in range(len(self.payloads))]
        asked += [f"/search?q={quote(one[:_LONGEST_QUERY], errors='replace')}" for one in self.payloads]
        asked += [f"/search?q={quote(one)}&page={page}" for one in ("样本", "正文") for page in range(1, 6)]
        asked += [f"/go?u={quote(one[:_LONGEST_QUERY], errors='replace')}" for one in self.payloads[::5]]
        return asked + [f"/api/search?q={quote(one[:200], errors='replace')}" for one in self.payloads[::20]]


def prepare(root: Path, payloads: Sequence[str], *, index: bool) -> Arena:
    """Write the registers, notices and exports under *root*, import the exports by the command line, and build."""
    hostile.write_content(root / "content", payloads)
    hostile.write_exports(root / "exports", payloads)
    report = root / "report.json"
    folders = [
        "--content",
        str(root / "content"),
        "--archive",
        str(root / "archive"),
        "--report",
        str(report),
    ]
    options = [*folders, "--department", hostile.DEPARTMENT, "--workers", "1"]
    _run("importers", str(root / "exports"), *options, codes={0, 1})
    _run("plugins", str(root), str(ROOT / "pelicanconf.py"), *([] if index else ["--no-index"]), codes={0})
    outcomes = json.loads(report.read_text(encoding="utf-8"))
    broken = [one for one in outcomes["outcomes"] if re.search("内部错误|Error", one["reason"])]
    assert not broken, broken[:5]
    return Arena(root, payloads, outcomes["totals"])


def _run(module: str, *arguments: str, codes: set[int]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode in codes, done.stdout[-2000:] + done.stderr[-4000:]
    assert "Traceback" not in done.stderr, done.stderr[-4000:]


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Our own server on the built site, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "search", "serve", str(site), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 30 s")
