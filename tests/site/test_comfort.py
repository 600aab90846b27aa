"""Every template at 200 % zoom, by keyboard alone and with motion turned off (WCAG 2.2: 1.4.4, 1.4.10, 2.1.1, 2.4.7, 2.3.3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.site.test_access import ANSWERS, PLACES

pytestmark = pytest.mark.browser

VIEWS = [False, pytest.param(True, marks=pytest.mark.long)]  # large text
TABS = 12  # so many by the Tab key; those after it by focus, which costs a fiftieth

CUT = """() => [...document.querySelectorAll('body *')].filter(one => {
    const style = getComputedStyle(one);
    return style.overflowX !== 'visible' && style.overflowX !== 'auto' && style.overflowX !== 'scroll'
        && !style.clipPath.startsWith('inset') && one.scrollWidth > one.clientWidth + 1;
}).map(one => 'cut off: ' + one.outerHTML.slice(0, 100))"""
MOVING = """() => [...document.querySelectorAll('*')].filter(one => {
    const style = getComputedStyle(one);
    return [style.transitionDuration, style.animationDuration].some(
        all => all.split(',').some(time => parseFloat(time) > 0.01));
}).map(one => 'moves: ' + one.outerHTML.slice(0, 100))"""
MARKED = """() => {
    const here = document.activeElement, style = getComputedStyle(here);
    if (here === document.body) return 'nothing';
    const seen = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    const box = here.getBoundingClientRect();
    return seen && box.width > 0 && box.bottom > 0 ? '' : here.outerHTML.slice(0, 100);
}"""
REACHABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, summary, [tabindex="0"]')].filter(one => one.checkVisibility())"""
ORDER = f"() => ({REACHABLE})().indexOf(document.activeElement)"
UNMARKED = f"""() => ({REACHABLE})().map(one => {{
    one.focus();
    return document.activeElement === one ? ({MARKED})() : 'not reached: ' + one.outerHTML.slice(0, 100);
}}).filter(told => told)"""


@pytest.fixture(scope="module", params=VIEWS, ids=["normal", "large"])
def zoomed(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """A window of 1280 by 900 at 200 %: half the points, each twice as wide."""
    context = chromium.new_context(
        viewport={"width": 640, "height": 450}, device_scale_factor=2, reduced_motion="reduce"
    )
    context.set_default_timeout(8000)
    if request.param:
        page = context.new_page()
        page.goto(f"{address}/#elder")
        page.close()
    yield context
    context.close()


def troubles(page: Page) -> list[str]:
    """What stands in the way of a reader who zooms, uses the keyboard alone or cannot bear motion."""
    found: list[str] = []
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("the page scrolls sideways")
    found += page.evaluate(CUT) + page.evaluate(MOVING)
    page.evaluate("document.activeElement.blur()")
    count = int(page.evaluate(f"({REACHABLE})().length"))
    for expected in range(min(TABS, count)):
        page.keyboard.press("Tab")
        if page.evaluate(ORDER) != expected:
            found.append(f"Tab {expected + 1} leads to {page.evaluate(MARKED) or 'another element'}")
            break
    return found + [f"focus is not seen: {told}" for told in page.evaluate(UNMARKED)]


def test_every_template(zoomed: BrowserContext, built: Path, address: str) -> None:
    site = (built / "output").resolve()
    paths = {name: sorted(site.glob(place))[0].relative_to(site).as_posix() for name, place in PLACES.items()}
    answers = {name: path.removeprefix("/") for name, path in ANSWERS.items()}
    page = zoomed.new_page()
    found: dict[str, list[str]] = {}
    for name, path in {**paths, **answers}.items():
        page.goto(f"{address}/{path}")
        if told := troubles(page):
            found[name] = told
    page.close()
    assert found == {}


def test_what_must_fail_does(chromium: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        "<style>a { outline: none; transition: color 1s; } p { width: 300px; overflow: hidden; white-space: nowrap }"
        f"</style><div style='width:2000px'>x</div><p>{'长' * 99}</p>"
        "<a href='/1' tabindex='2'>一</a><a href='/2' tabindex='1'>二</a>",
        encoding="utf-8",
    )
    context = chromium.new_context(viewport={"width": 640, "height": 450}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(bad.as_uri())
    said = "\n".join(troubles(page))
    context.close()
    for sign in ("sideways", "cut off", "moves", "Tab 1 leads", "focus is not seen"):
        assert sign in said
