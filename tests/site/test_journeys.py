"""The five journeys, on phone and desktop, with and without JavaScript, and without our server where that can be.

By words, by department and year, by a dead link, by an account's name, and to a department's feed.
"""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import feedparser
import pytest
from playwright.sync_api import Browser, Page, expect

SIZES = {"desktop": (1280, 900), "phone": (360, 780)}
NOTICE = "云溪区2024年第二季度城市低保对象公示"

pytestmark = pytest.mark.browser


WAYS = [  # size, JavaScript; two of four in the quick suite
    ("desktop", True),
    ("phone", False),
    pytest.param(("desktop", False), marks=pytest.mark.long),
    pytest.param(("phone", True), marks=pytest.mark.long),
]


@pytest.fixture(params=WAYS, ids=str)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    size, script = request.param
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=script)
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def old_link(built: Path) -> tuple[str, str]:
    """The old address of an archived WeChat notice, and its title."""
    for path in sorted((built / "content").rglob("*.md")):
        head = path.read_text("utf-8")
        if found := re.search(r"^source_url: (https://mp\.weixin\.qq\.com/\S+)$", head, re.MULTILINE):
            title = re.search(r"^title: (.+)$", head, re.MULTILINE)
            assert title
            return found[1], title[1]
    raise AssertionError("no notice of the sample city has an old WeChat address")


def test_by_words(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input[type=search]").first.fill("低保对象公示")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=NOTICE).first.click()
    expect(page.locator("h1")).to_have_text(NOTICE)


def test_by_department_and_year(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="部门", exact=True).click()
    page.get_by_role("link", name="青澜市民政局").click()
    page.get_by_role("navigation", name="按年份").get_by_role("link", name="2024年").click()
    page.get_by_role("link", name=NOTICE).click()
    expect(page.locator("h1")).to_have_text(NOTICE)
    expect(page.locator("main")).to_contain_text("已归档")


def test_by_a_dead_wechat_link(page: Page, address: str, old_link: tuple[str, str]) -> None:
    page.goto(f"{address}/go/")
    page.locator("#u").fill(
        f"{old_link[0]}&scene=1#wechat_redirect" if "?" in old_link[0] else f"{old_link[0]}?scene=1"
    )
    page.get_by_role("button", name="查找").click()
    expect(page.locator("h1")).to_have_text(old_link[1])


def test_a_dead_link_in_the_search_box_lands_there_too(
    page: Page, address: str, old_link: tuple[str, str]
) -> None:
    page.goto(address)
    page.locator("input[type=search]").first.fill(old_link[0])
    page.locator("form[role=search] button").first.click()
    expect(page.locator("h1")).to_have_text(old_link[1])


def test_by_an_accounts_name(page: Page, address: str) -> None:
    page.goto(f"{address}/go/")
    page.locator("#u").fill("公众号：青澜民政")
    page.get_by_role("button", name="查找").click()
    page.locator("#go-answer").get_by_role("link", name="青澜民政").click()
    expect(page.locator(".fate")).to_contain_text("注销")
    page.get_by_role("link", name="新旧网址对照").click()
    expect(page.locator("main table")).to_contain_text("mp.weixin.qq.com")


def test_an_unknown_link_is_never_an_empty_page(page: Page, address: str) -> None:
    page.goto(f"{address}/go/")
    page.locator("#u").fill("https://nowhere.example/a?b=1")
    page.get_by_role("button", name="查找").click()
    expect(page.locator("#go-answer")).to_contain_text("本站没有这一条的记录")
    expect(page.locator("#go-answer a").first).to_be_visible()


def test_subscribe_to_a_departments_feed(page: Page, address: str, built: Path) -> None:
    page.goto(f"{address}/health/")
    announced = page.locator('link[rel="alternate"]').get_attribute("href")
    shown = page.locator("main").get_by_role("link", name="Atom").get_attribute("href")
    assert announced == shown == "/feeds/health/atom.xml"
    answer = page.request.get(f"{address}{shown}")
    feed = feedparser.parse(answer.body())
    assert answer.ok
    assert not feed.bozo
    assert all("/health/" in entry.link for entry in feed.entries)


def test_the_large_text_view(page: Page, address: str) -> None:
    page.goto(address)
    before = page.locator("h1").bounding_box()
    page.get_by_role("link", name="大字版").click()
    after = page.locator("h1").bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"] * 1.2
    expect(page.get_by_role("link", name="标准版")).to_be_visible()
    page.get_by_role("link", name="标准版").click()
    expect(page.get_by_role("link", name="大字版")).to_be_visible()


def test_the_large_text_view_is_kept_for_the_next_page(chromium: Browser, address: str) -> None:
    page = chromium.new_context().new_page()
    page.goto(address)
    page.get_by_role("link", name="大字版").click()
    page.goto(f"{address}/accounts/")
    expect(page.get_by_role("link", name="标准版")).to_be_visible()
    page.context.close()


def test_all_can_be_reached_by_keyboard(chromium: Browser, address: str) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}/go/")
    reached = []
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "(document.activeElement.href || document.activeElement.id || document.activeElement.type || '').toString()"
            )
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or reached[-1] == "", reached[-1]
    wanted = page.evaluate(
        "[...document.querySelectorAll('a[href], input, button')].filter(e => e.offsetParent).map(e => (e.href || e.id || e.type).toString())"
    )
    assert reached[0].endswith("#main")
    assert set(wanted) <= set(reached)
    page.context.close()


# Without our server: any host of plain files will do


@pytest.fixture(scope="module")
def plain_host(built: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str((built / "output").resolve()))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_old_links_work_from_plain_files(
    chromium: Browser, plain_host: str, old_link: tuple[str, str]
) -> None:
    page = chromium.new_context().new_page()
    page.goto(f"{plain_host}/go/")
    page.locator("#u").fill(old_link[0])
    page.get_by_role("button", name="查找").click()
    expect(page.locator("h1")).to_have_text(old_link[1])
    page.goto(f"{plain_host}/go/?u={quote('青澜民政')}")
    expect(page.locator("#go-answer")).to_contain_text("该账号已于2024年12月20日注销")
    page.goto(f"{plain_host}/go/?u={quote('<img src=x onerror=alert(1)>没有这条')}")
    expect(page.locator("#go-answer")).to_contain_text("本站没有这一条的记录")
    assert page.locator("#go-answer img").count() == 0
    page.context.close()


def test_a_link_in_the_search_box_works_from_plain_files(
    chromium: Browser, plain_host: str, old_link: tuple[str, str]
) -> None:
    page = chromium.new_context().new_page()
    page.goto(plain_host)
    page.locator("input[type=search]").first.fill(old_link[0])
    page.locator("form[role=search] button").first.click()
    expect(page.locator("h1")).to_have_text(old_link[1])
    page.context.close()
