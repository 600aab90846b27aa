"""Searching as a reader sees it: suggestions by keyboard, and pages that fit a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

NOTICE = "云溪区2024年第二季度城市低保对象公示"

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 780})
    context.set_default_timeout(8000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("place", ["/", "/search/", "/search?q=公示", "/nothing"])
def test_a_suggestion_is_chosen_by_keyboard(page: Page, address: str, place: str) -> None:
    page.goto(f"{address}{place}")
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("")
    field.press_sequentially("第二季度城市")
    option = page.get_by_role("option").first
    expect(option).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    title = option.inner_text()
    field.press("Enter")
    expect(page.locator("h1")).to_have_text(title)


def test_escape_closes_and_enter_still_searches(page: Page, address: str) -> None:
    page.goto(address)
    field = page.get_by_role("combobox")
    field.press_sequentially("低保")
    expect(page.get_by_role("option").first).to_be_visible()
    field.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    field.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    expect(page.get_by_role("link", name=NOTICE)).to_be_visible()


def test_what_is_suggested_is_never_markup(page: Page, address: str) -> None:
    hostile = [{"title": "<img src=x onerror=alert(1)>公示", "url": "//elsewhere.example/"}]
    page.route("**/api/suggest**", lambda route: route.fulfill(json={"suggestions": hostile}))
    page.goto(address)
    page.get_by_role("combobox").press_sequentially("公示")
    option = page.get_by_role("option")
    expect(option).to_have_text("<img src=x onerror=alert(1)>公示")
    option.click()
    expect(page).to_have_url(f"{address}/")


def test_a_failing_server_leaves_a_plain_form(page: Page, address: str) -> None:
    page.route("**/api/suggest**", lambda route: route.abort())
    page.goto(address)
    page.get_by_role("combobox").press_sequentially("低保对象公示")
    page.wait_for_timeout(300)
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=NOTICE)).to_be_visible()


@pytest.mark.parametrize("q", ["公示", "低宝对象", "没有这样的东西"])
def test_results_fit_a_phone(page: Page, address: str, q: str) -> None:
    page.goto(f"{address}/search?q={q}")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


def test_the_question_can_be_subscribed_to_and_taken_along(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=公示")
    feed = page.get_by_role("link", name="订阅这项检索（RSS）").get_attribute("href")
    table = page.get_by_role("link", name="下载本页结果（CSV）").get_attribute("href")
    assert page.request.get(f"{address}{feed}").text().count("<item>") == 10
    assert page.request.get(f"{address}{table}").headers["content-type"].startswith("text/csv")


def test_what_several_accounts_published_is_one_hit(page: Page, address: str) -> None:
    page.goto(f"{address}/search?q=海葵六号防御工作的通告")
    told = page.locator(".hit-also")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("另有 2 处发布")
    addresses = page.locator(".hit a").evaluate_all("links => links.map(link => link.pathname)")
    assert len(addresses) == len(set(addresses))
