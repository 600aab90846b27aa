"""Stored XSS: every payload in every place that a stranger can write to, in a real Chromium, beside a raw control."""

from __future__ import annotations

import random
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from pathlib import Path

import arena
import payloads
import plain_server
import pytest
from arena import Arena
from playwright.sync_api import Browser
from visiting import Findings, Visit, visit

pytestmark = pytest.mark.browser

FIRES = 0.35
QUICK = 12
SLICES = 6  # of the corpora, each a city of its own: one city of them all would take more memory and time than a run has
# How a careless site would have shown a payload: as markup, as a link, as a bare attribute, in a script.
CARELESS = (
    "{}",
    '<a href="{}">甲</a>',
    "<input value={}>",
    '<script>var a = "{}"</script>',
    '<b onclick="{}">甲</b>',
)


def whole() -> list[str]:
    if not payloads.ADVERSARIAL.is_dir():
        pytest.skip("没有 ../shared/adversarial：攻击样本不随项目保存")
    found = payloads.collect(payloads.ADVERSARIAL)
    assert len(found) >= 2700
    return found


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Arena:
    return arena.prepare(tmp_path_factory.mktemp("few"), random.Random(3).sample(whole(), QUICK), index=False)


@pytest.fixture(scope="module", params=range(SLICES))
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Arena:
    return arena.prepare(tmp_path_factory.mktemp("many"), whole()[request.param :: SLICES], index=True)


@pytest.fixture(scope="module")
def server(many: Arena) -> Iterator[str]:
    with arena.serving(many.root / "output") as base:
        yield base


def control(browser: Browser, some: Sequence[str], site: Path) -> float:
    """The share of *some* that execute, or ask another origin for something, on pages that show them carelessly.

    Ways of showing them are tried until the share is enough, so it is a lower bound.
    """
    left, fired = dict(enumerate(some)), 0
    for careless in CARELESS:
        if fired >= FIRES * len(some):
            break
        raw = {str(number): careless.replace("{}", one) for number, one in left.items()}
        with plain_server.serving(site, raw) as base:
            how = Visit(base + plain_server.HARNESS, strict=False, slots=10, settle=20)
            found = visit(browser, [plain_server.RAW + name for name in raw], how)
        assert found.visited == len(raw)
        hit = {
            int(name.removeprefix(plain_server.RAW))
            for name in {**found.fired, **found.foreign}
            if name.startswith(plain_server.RAW)
        }
        fired += len(hit)
        left = {number: one for number, one in left.items() if number not in hit}
    return fired / len(some)


def harmless(found: Findings, count: int) -> None:
    assert found.visited == count
    assert found.fired == {}
    assert found.strays == 0
    assert found.foreign == {}
    assert found.refused == {}
    assert found.faults == {}
    assert found.unreached == []


def test_a_sample_of_payloads_does_nothing_on_pages_served_without_any_header(
    few: Arena, alone: Browser
) -> None:
    with plain_server.serving(few.site, {}) as base:
        pages = few.pages(every=15)
        harmless(visit(alone, pages, Visit(base + plain_server.HARNESS)), len(pages))
    assert control(alone, few.payloads, few.site) >= FIRES


def unmarked(url: str) -> str:
    """The page at *url* without the marks of what was found; a server that is busy is asked again."""
    for _ in range(20):
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                page: str = answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            assert error.code == HTTPStatus.SERVICE_UNAVAILABLE, error
            time.sleep(1)
        else:
            return page.replace("<mark>", "").replace("</mark>", "")
    raise AssertionError(f"{url}: busy for 20 s")


@pytest.mark.long
def test_the_control_fires(many: Arena, alone: Browser) -> None:
    share = control(alone, many.payloads, many.site)
    print(f"{len(many.payloads)} payloads, {share:.1%} of them fire where they are shown carelessly")
    assert share >= FIRES


@pytest.mark.long
def test_no_payload_does_anything_without_any_header(many: Arena, alone: Browser, server: str) -> None:
    """No Content-Security-Policy here: what is sanitised and escaped must hold by itself."""
    with plain_server.serving(many.site, {}, server) as base:
        urls = [*many.pages(every=8), *many.searches()]
        for number in range(101, len(many.payloads), 40):  # else the searches would show nothing
            assert re.search(f"[甲乙丙丁]{number:05d}", unmarked(base + many.finding(number)))
        found = visit(alone, urls, Visit(base + plain_server.HARNESS))
    print(f"{found.visited} pages without headers, imported: {many.outcomes}")
    harmless(found, len(urls))


@pytest.mark.long
def test_no_payload_does_anything_on_our_own_server(many: Arena, alone: Browser, server: str) -> None:
    """Here pages cannot be framed, so each opens in a window of its own; the policy must have nothing to refuse.

    The pages are the same files as above, so that a part of them shows that the headers change nothing.
    """
    urls = [*many.pages()[::12], *many.searches()[::5]]
    found = visit(alone, urls, Visit(f"{server}/pages/about/", tabs=True))
    print(f"{found.visited} pages on our own server")
    harmless(found, len(urls))


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("<script>alert(1)</script>", "fired"),
        ("<a href='javascript:alert(1)'>甲</a>", "fired"),
        ("<b onmouseover='alert(1)'>甲</b>", "fired"),
        ("<script>nobody()</script>", "fired"),
        ("<iframe srcdoc='<script>parent.parent.alert(1)</script>'></iframe>", "strays"),
        ("<img src='http://elsewhere.example/p.png'>", "foreign"),
        ("<form action='http://elsewhere.example/'><input name=a></form>", "faults"),
        ("<p style='color:red'>甲</p>", "faults"),
        ("<script type='application/ld+json'>{</script>", "faults"),
        ("<script>location = '/elsewhere'</script>", "unreached"),
    ],
)
def test_the_visitor_sees_what_it_must_see(alone: Browser, tmp_path: Path, raw: str, seen: str) -> None:
    with plain_server.serving(tmp_path, {"0": raw}) as base:
        found = visit(alone, [f"{plain_server.RAW}0"], Visit(base + plain_server.HARNESS))
    assert getattr(found, seen)


def test_the_visitor_lets_plain_pages_pass(alone: Browser, tmp_path: Path) -> None:
    with plain_server.serving(
        tmp_path, {"0": "<p>甲 <a href='https://elsewhere.example/'>乙</a></p>"}
    ) as base:
        harmless(visit(alone, [f"{plain_server.RAW}0"], Visit(base + plain_server.HARNESS)), 1)
