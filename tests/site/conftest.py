"""The sample city as a citizen meets it: built whole, served by our server, opened in a real Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

import tasks
from plugins.making import Making, make

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project folder with the shipped content, site and index built."""
    root = tmp_path_factory.mktemp("city")
    shutil.copytree(ROOT / "content", root / "content")
    make(Making(root, ROOT / "pelicanconf.py"), tasks.run)
    return root


@pytest.fixture(scope="session")
def address(built: Path) -> Iterator[str]:
    """Where our own server serves the built city."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "search", "serve", str(built / "output"), "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        base = f"http://127.0.0.1:{port}"
        _wait(base, server)
        yield base
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(base: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if server.poll() is not None:
            raise AssertionError(f"the server ended with {server.returncode}")
        try:
            with urllib.request.urlopen(f"{base}/healthz", timeout=2):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError("the server did not answer within 20 s")


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium; without one the browser tests skip, but never in CI."""
    if not CHROMIUM:
        assert not os.environ.get("CI"), "CI must have chromium: see .ci/run"
        pytest.skip("没有安装 chromium：apt-get install chromium 之后再运行浏览器测试")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()
