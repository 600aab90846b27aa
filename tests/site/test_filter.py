"""Typing narrows the registers, on the phone too; without JavaScript they stand whole."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    context.set_default_timeout(5000)
    yield context.new_page()
    context.close()


def shown(page: Page) -> list[str]:
    rows = page.locator("[data-filter] tbody tr").all()
    return [row.inner_text() for row in rows if row.is_visible()]


def test_words_narrow_the_register_of_accounts(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/accounts/")
    whole = shown(page)
    field = page.get_by_label("在本页筛选", exact=True)
    field.fill("微信　注销")
    kept = shown(page)
    assert 0 < len(kept) < len(whole)
    assert all("微信" in row and "注销" in row for row in kept)
    assert page.get_by_role("status").inner_text() == f"{len(kept)} 条符合"
    field.fill("ｚｚｚ 没有")
    assert shown(page) == []
    assert "没有符合的" in page.get_by_role("status").inner_text()
    field.fill("")
    assert shown(page) == whole
    assert said == []  # a policy that forbids something would be told here


def test_a_part_of_the_services_without_a_row_is_not_shown(page: Page, address: str) -> None:
    page.goto(f"{address}/services/")
    page.get_by_label("在本页筛选", exact=True).fill("公交")
    assert len(shown(page)) == 1
    assert page.locator("[data-part] h2:visible").count() == 1
    page.keyboard.press("Enter")  # a form of one field would be sent
    assert page.url == f"{address}/services/"


def test_without_javascript_the_whole_register_is_there(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/accounts/")
    assert page.locator(".filter").count() == 0
    assert len(shown(page)) > 3
    page.get_by_label("按状态筛选").get_by_role("link", name="注销").click()
    narrowed = shown(page)
    assert narrowed
    assert all("注销" in row for row in narrowed)
    context.close()
