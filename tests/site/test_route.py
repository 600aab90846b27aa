"""The route: a citizen types a phrase of a closed account's post and reads the notice with its proof."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Request, expect

DESKTOP, PHONE = (1280, 900), (360, 780)
PHRASE = "最低生活保障"


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_phrase_of_a_wechat_post_leads_to_its_notice(
    chromium: Browser, address: str, size: tuple[int, int], script: bool
) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, java_script_enabled=script)
    page = context.new_page()
    foreign: list[str] = []
    host = urlsplit(address).netloc

    def watch(request: Request) -> None:
        if urlsplit(request.url).netloc != host:
            foreign.append(request.url)

    page.on("request", watch)
    page.goto(address)
    page.locator("input[type=search]").first.fill(PHRASE)
    page.locator("form[role=search] button").first.click()
    hit = page.locator(".hit", has_text="低保对象公示").first
    expect(hit.locator("mark").first).to_be_visible()
    hit.locator(".hit-title a").click()
    expect(page.locator("h1")).to_have_text("云溪区2024年第二季度城市低保对象公示")
    expect(page.locator("main")).to_contain_text("2024-06-18")
    expect(page.locator("main")).to_contain_text("青澜民政")
    expect(page.locator("main")).to_contain_text("已归档")
    expect(page.locator("main table").first).to_contain_text("合计")
    width = (
        page.locator("html").evaluate("node => [node.scrollWidth, node.clientWidth]") if script else [0, 0]
    )
    assert width[0] <= width[1], "the page scrolls sideways"
    assert not foreign
    context.close()


@pytest.mark.browser
def test_the_site_stays_readable_when_search_is_gone(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(f"{address}/search/index.html")
    expect(page.locator("main")).to_contain_text("按部门")
    page.close()


@pytest.mark.browser
def test_an_unknown_page_is_a_404_that_helps(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{address}/no/such/page.html")
    assert answer is not None
    assert answer.status == 404
    expect(page.locator("input[type=search]").first).to_be_visible()
    expect(page.locator("main a[href='/go/']")).to_be_visible()
    page.close()
