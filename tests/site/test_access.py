"""Every template by axe-core: no violation of WCAG 2.2 AA, in light and dark, on the phone and in the large view."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
VIEWS = [  # colour scheme, large text, width; one in the quick suite, all in the long one
    ("light", False, 320),
    pytest.param(("dark", False, 1280), marks=pytest.mark.long),
    pytest.param(("light", True, 320), marks=pytest.mark.long),
    pytest.param(("dark", True, 1280), marks=pytest.mark.long),
]
PLACES = {
    "home": "index.html",
    "departments": "departments/index.html",
    "department": "health/index.html",
    "accounts": "accounts/index.html",
    "account": "accounts/weixin-*/index.html",
    "kinds": "kinds/index.html",
    "list": "kinds/circulars/index.html",
    "year": "years/2024/index.html",
    "years": "years/index.html",
    "tags": "tags/index.html",
    "notice": "civil-affairs/2024/2024*-*.html",
    "corrections": "corrections/index.html",
    "withdrawn": "withdrawn/index.html",
    "services": "services/index.html",
    "data": "data/index.html",
    "go": "go/index.html",
    "oldlinks": "go/accounts/*/index.html",
    "sitemap": "sitemap/index.html",
    "search": "search/index.html",
    "page": "pages/about/index.html",
    "404": "404.html",
}
ANSWERS = {
    "results": "/search?q=公示",
    "nothing": "/search?q=zzzqqq",
    "lost": "/go?u=青澜民政",
    "unknown": "/go?u=zzzqqq",
}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def axe() -> str:
    return (resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module", params=VIEWS, ids=lambda view: "-".join(map(str, view)))
def view(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[BrowserContext]:
    scheme, large, width = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        bypass_csp=True,
    )
    if large:
        page = context.new_page()
        page.goto(f"{address}/#elder")
        page.close()
    yield context
    context.close()


def findings(context: BrowserContext, axe: str, url: str) -> list[str]:
    page = context.new_page()
    page.goto(url)
    page.evaluate(axe)
    found = page.evaluate(f"axe.run({RULES})")
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.close()
    told = [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
    return told + (["the page scrolls sideways"] if sideways else [])


@pytest.mark.parametrize("place", PLACES)
def test_every_template(view: BrowserContext, axe: str, built: Path, address: str, place: str) -> None:
    site = (built / "output").resolve()
    path = sorted(site.glob(PLACES[place]))[0].relative_to(site).as_posix()
    assert findings(view, axe, f"{address}/{path}") == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer(view: BrowserContext, axe: str, address: str, answer: str) -> None:
    assert findings(view, axe, address + ANSWERS[answer]) == []


def test_no_template_is_forgotten() -> None:
    templates = {path.stem for path in (Path(__file__).parents[2] / "theme/templates").glob("[a-z0-9]*.html")}
    assert templates - {"base"} <= set(PLACES) | {"tombstone"}  # the sample city has withdrawn nothing


def test_what_must_fail_does(chromium: Browser, axe: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.html"
    bad.write_text(
        '<html><body><img src="x"><p style="color:#ccc;background:#fff">灰字</p><a href="/"></a></body></html>',
        encoding="utf-8",
    )
    context = chromium.new_context()
    found = {one.split(":")[0] for one in findings(context, axe, bad.as_uri())}
    assert {"image-alt", "color-contrast", "link-name", "html-has-lang"} <= found
    context.close()
