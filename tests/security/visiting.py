"""Real Chromium over many pages: what each executed, asked of other origins, refused, or holds that it must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Error, Request

_HERE = Path(__file__).parent
_PROBE = (_HERE / "probe.js").read_text(encoding="utf-8")
_VISITOR = (_HERE / "visitor.js").read_text(encoding="utf-8")
_BATCH = 60


@dataclass(slots=True)
class Findings:
    """What a visit of many pages came to, by address where that is known."""

    visited: int = 0
    fired: dict[str, int] = field(default_factory=dict)
    unreached: list[str] = field(default_factory=list)
    faults: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    foreign: dict[str, list[str]] = field(default_factory=dict)
    strays: int = 0

    @property
    def clean(self) -> bool:
        return not (
            self.fired or self.unreached or self.faults or self.foreign or self.strays or self.refused
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """How to visit: from the page *base* of the origin, in tabs of their own or in frames, how many at a time."""

    base: str
    tabs: bool = False
    strict: bool = True
    slots: int = 6
    settle: int = 15


def visit(browser: Browser, urls: Sequence[str], how: Visit) -> Findings:
    """Open every address of *urls* (paths of the origin of *how*) afresh; each must be reached to count."""
    found = Findings()
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(how.base))
    for start in range(0, len(urls), _BATCH):
        _visit_batch(browser, [origin + one for one in urls[start : start + _BATCH]], how, found)
    return found


def _visit_batch(browser: Browser, urls: list[str], how: Visit, found: Findings) -> None:
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(how.base))
    context = browser.new_context(locale="zh-CN")
    context.add_init_script(_PROBE)

    def note(request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme in ("http", "https", "ws", "wss", "ftp") and not request.url.startswith(f"{origin}/"):
            found.foreign.setdefault(_page_of(request).removeprefix(origin), []).append(request.url[:200])

    context.on("request", note)
    try:
        page = context.new_page()
        page.goto(how.base)
        page.evaluate(_VISITOR)
        asked = {"tabs": how.tabs, "strict": how.strict, "slots": how.slots, "settle": how.settle}
        seen: list[dict[str, Any]] = page.evaluate(
            "([urls, asked]) => window.visitAll(urls, asked)", [urls, asked]
        )
        found.strays += page.evaluate("window.__strays || 0")
        for one in seen:
            _note(one, origin, found)
        missing = set(urls) - {one["url"] for one in seen}
        found.unreached += [url.removeprefix(origin) for url in missing]
    finally:
        context.close()


def _page_of(request: Request) -> str:
    """The address of the page that asked, empty where its frame is gone."""
    try:
        frame = request.frame
    except Error:
        return ""
    while frame.parent_frame is not None and frame.parent_frame.parent_frame is not None:
        frame = frame.parent_frame
    return frame.url


def _note(one: dict[str, Any], origin: str, found: Findings) -> None:
    name = one["url"].removeprefix(origin)
    found.visited += 1
    if one["fired"]:
        found.fired[name] = one["fired"]
    if not one["reached"]:
        found.unreached.append(name)
    if one["faults"]:
        found.faults[name] = one["faults"]
    if one["refused"]:
        found.refused[name] = one["refused"]
