"""What a notice's page says of its account's end and of what is not in the copy, and what it must not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import city
import pytest
from bs4 import BeautifulSoup
from building import build_in

from notices import linkchecks, services, tables
from notices.accounts import Account, render
from notices.linkchecks import GONE as NOT_THERE
from notices.linkchecks import LinkCheck
from notices.notice import Notice
from notices.remarks import Cut
from notices.tree import path_of
from plugins.notices.library import Library
from plugins.notices.pages import notice_pages
from plugins.release import Build

GONE = "https://mp.weixin.qq.com/s/GoneForEver"
DEAD = "https://dead.example/a?b=1&c=2"
NOTICES = [
    city.archived(0, "停更之前的一条", f"正文，见[办法]({DEAD})和[别处](https://dead.example/well)。"),
    city.archived(
        1,
        "清理过的一条",
        "正文。\n\n〔图片未保存：水厂 原地址：https://a.example/x〕\n\n〔图片未保存〕〔附件未保存：名单〕",
        cut=(Cut("follow-frame", 2, "引导<b>框"), Cut("ads", 1, "")),
    ),
    city.archived(2, "关于本公众号停止更新的公告", "停止更新。", kind="公告"),
    *city.weibo(),
    city.own()[0],
    replace(city.own()[1], slug="20261008-0000000000c1", effective=date(2026, 1, 1)),
    replace(city.own()[1], slug="20261008-0000000000c2", effective=date(2027, 1, 1)),
    replace(city.own()[1], slug="20261008-0000000000c3", abolished_by="青府发〔2026〕9号"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = tmp_path_factory.mktemp("pages")
    city.write(root / "content", NOTICES)
    known = [replace(city.CIVIL, notice_url=GONE), *(one for one in city.ACCOUNTS if one != city.CIVIL)]
    city.put(root / "content/accounts.csv", render(known))
    day = date(2026, 11, 21)
    checks = [LinkCheck(DEAD, NOT_THERE, "网站回答 404", day, day)]
    city.put(root / "content/link-checks.csv", linkchecks.render(checks))
    service = ["缴费", "water", "", "", "新入口", DEAD, "", ""]
    city.put(root / "content/services.csv", tables.write(services.COLUMNS, [service]))
    return build_in(root)


def page(build: Build, notice: Notice) -> BeautifulSoup:
    path = path_of(notice).replace(".md", ".html")
    return BeautifulSoup((build.site / path).read_text(encoding="utf-8"), "lxml")


def banner_links(soup: BeautifulSoup) -> list[str]:
    return [one["href"] for one in soup.select(".archived a")]


def test_the_banner_leads_to_the_closing_notice_but_not_from_itself(small: Build) -> None:
    closing = f"/{path_of(NOTICES[2]).replace('.md', '.html')}"
    assert banner_links(page(small, NOTICES[0])) == [closing]
    assert banner_links(page(small, NOTICES[2])) == []
    assert page(small, NOTICES[5]).select(".archived") == []


def test_a_closing_notice_that_is_not_here_is_linked_where_it_stood(small: Build) -> None:
    assert banner_links(page(small, NOTICES[3])) == [GONE]
    fate = BeautifulSoup((small.site / f"accounts/{city.CIVIL.slug}/index.html").read_text(), "lxml")
    assert [one["href"] for one in fate.select(".fate a")] == [GONE]


def test_an_account_that_goes_on_and_an_address_that_is_none_give_no_link(library: Library) -> None:
    def farewells(account: Account) -> set[str]:
        shelf = replace(library, accounts=(account,), records=tuple(library.by_account[city.CIVIL.slug]))
        return {one.context["farewell"] for one in notice_pages(shelf)}

    assert farewells(replace(city.CIVIL, notice_url=GONE)) == {GONE}
    assert farewells(replace(city.CIVIL, notice_url=GONE, status="运行")) == {""}
    assert farewells(replace(city.CIVIL, notice_url="javascript:alert(1)")) == {""}


def test_the_copy_says_what_was_cut_and_what_is_missing(small: Build) -> None:
    told = {
        term.get_text(): term.find_next("dd").get_text()
        for term in page(small, NOTICES[1]).select("aside dt")
    }
    assert told["清理时删去"] == "引导<b>框 2 处；ads 1 处。原件仍在归档库。"
    assert told["缺少"].startswith("图片 2 张、附件 1 个：")
    whole = {term.get_text() for term in page(small, NOTICES[0]).select("aside dt")}
    assert not whole & {"清理时删去", "缺少"}


def test_links_that_were_found_dead_are_marked_with_the_day_and_others_are_not(small: Build) -> None:
    body = page(small, NOTICES[0]).select_one(".body")
    assert body.get_text(strip=True) == "正文，见办法（已失效，2026-11-21 查）和别处。"
    assert [one["href"] for one in body.select("a")] == [DEAD, "https://dead.example/well"]
    services_page = BeautifulSoup((small.site / "services/index.html").read_text(), "lxml")
    assert services_page.select_one("tbody .badge").get_text() == "已失效 · 2026-11-21 查"


def test_the_copy_says_whether_a_document_holds_where_that_is_known(small: Build) -> None:
    def said(notice: Notice) -> str:
        terms = {
            one.get_text(): one.find_next("dd").get_text() for one in page(small, notice).select("aside dt")
        }
        return terms.get("有效性", "")

    assert [said(one) for one in NOTICES[5:]] == ["", "有效", "尚未施行", "已废止"]
