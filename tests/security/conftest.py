"""A browser that reaches this machine only, and the modules of this folder."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

sys.path.insert(0, str(Path(__file__).resolve().parent))

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-popup-blocking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def alone(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, for which no other machine has a name; without one the tests skip, but never in CI."""
    if not CHROMIUM:
        assert not os.environ.get("CI"), "CI must have chromium: see .ci/run"
        pytest.skip("没有安装 chromium：apt-get install chromium 之后再运行浏览器测试")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()
