"""Content that would break a page: huge tables, empty pictures, endless titles, departments of none, accounts of 10,000."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import city
import pytest
from bs4 import BeautifulSoup
from building import ROOT, build_in

from notices import departments
from notices.notice import Notice, render
from notices.tree import path_of
from notices.values import BEIJING
from plugins.notices.addresses import output_file
from plugins.notices.edition import edition
from plugins.notices.library import Library, Registers, library
from plugins.notices.press import Press, Sheaf, print_pages
from plugins.notices.record import Record, record
from plugins.notices.site import Site
from plugins.release import Build

ROWS = 2000
TITLE = ('<script>alert("标题")</script>"引号"与 & 的' + "很长的标题" * 60)[:300]
EMPTY = "c" * 20 + ".jpg"


def notices() -> list[Notice]:
    table = ["| 序号 | 姓名 | 金额 |", "|---|---|---|", *(f"| {n} | 某{n} | {n}.00 |" for n in range(ROWS))]
    own = city.own()[0]
    return [
        replace(own, slug="20261008-0000000000a1", title="两千行的名单", body="\n".join(table)),
        replace(
            own,
            slug="20261008-0000000000a2",
            title="空的图片",
            body=f"前文。\n\n![图](../media/{EMPTY})\n\n后文。",
        ),
        replace(own, slug="20261008-0000000000a3", title=TITLE, summary=TITLE[:200], tags=("<b>标签",)),
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    root = tmp_path_factory.mktemp("awkward")
    city.write(root / "content", notices())
    city.put(root / "content/water/media" / EMPTY, b"")
    return build_in(root)


def soup(build: Build, url: str) -> BeautifulSoup:
    return BeautifulSoup((build.site / url).read_text(encoding="utf-8"), "lxml")


def of(notice: Notice) -> str:
    return path_of(notice).replace(".md", ".html")


def test_a_table_of_2000_rows_is_whole_and_scrolls_by_itself(built: Build) -> None:
    page = soup(built, of(notices()[0]))
    assert [row.td.get_text() for row in page.select(".scroll tbody tr")] == [str(n) for n in range(ROWS)]
    assert len(page.select(".scroll table")) == len(page.select("table")) == 1
    assert (built.site / of(notices()[0])).stat().st_size < 120 * ROWS
    assert page.find(id="provenance") is not None  # what follows the table is still there


def test_a_picture_of_no_bytes_leaves_the_text_around_it(built: Build) -> None:
    page = soup(built, of(notices()[1]))
    assert "前文。" in page.article.get_text()
    assert "后文。" in page.article.get_text()
    assert page.select_one(".body img").get("width") is None
    assert not page.select("picture")
    assert (built.site / "water/media" / EMPTY).read_bytes() == b""


def test_an_endless_hostile_title_is_text_on_every_page(built: Build) -> None:
    whole = soup(built, of(notices()[2]))
    assert whole.h1.get_text() == TITLE
    for path in built.site.rglob("*"):
        if path.suffix in {".html", ".xml"}:
            assert '<script>alert("' not in path.read_text(encoding="utf-8"), path
    listed = soup(built, "water/index.html")
    assert TITLE in [one.get_text() for one in listed.select(".entries a")]


def test_a_department_without_a_notice_has_its_page_and_is_in_the_lists(built: Build) -> None:
    page = soup(built, "civil/index.html")
    assert page.h1.get_text(strip=True).startswith("青澜市民政局")
    assert page.select_one(".empty") is not None
    assert soup(built, "departments/index.html").select_one('a[href="/civil/"]') is not None


@pytest.fixture(scope="module")
def crowd() -> list[Record]:
    """10,000 posts of one account in ten years."""
    first = datetime(2014, 1, 1, 8, 0, tzinfo=BEIJING)
    one = city.archived(0, "动态", "正文。")
    known = record(one, "water/2014/a.md", render(one).encode())
    return [
        known._replace(
            shown=b"%d" % number,
            slug=city.slug(number, moment := first + timedelta(hours=8 * number)),
            title=f"工作动态（{number}）",
            date=moment,
            source_id=f"22474{number:05d}_1",
            source_url=f"https://mp.weixin.qq.com/s?__biz=MzA0000000==&mid=22474{number:05d}&idx=1&sn=ab",
            keys=(f"weixin:{number}",),
        )
        for number in range(10_000)
    ]


def test_an_account_of_10000_posts_is_paged_and_quick(
    crowd: list[Record], site: Site, tmp_path: Path
) -> None:
    city.put(tmp_path / "departments.toml", city.DEPARTMENTS.encode())
    registers = Registers(departments.load(tmp_path / "departments.toml"), city.ACCOUNTS)
    whole: Library = library(registers, crowd, datetime(2026, 11, 20, tzinfo=BEIJING))
    press = Press(tmp_path, tmp_path / "site", tmp_path / "parts", site, (str(ROOT / "theme/templates"),))
    own = city.WATER.slug
    begun = time.process_time()
    pages = [one for one in edition(whole, site) if own in one.url]
    print_pages(press, Sheaf(0, tuple(pages)))
    seconds = time.process_time() - begun
    written = [tmp_path / "site" / output_file(one.url) for one in pages]
    assert seconds < 10  # CPU; half a second on the machine this was written on
    assert max(path.stat().st_size for path in written) < 40_000
    sheets = [path.read_text(encoding="utf-8") for path in written if "/go/" not in str(path)]
    listed = [link for text in sheets for link in re.findall(r'<li><a href="(/water/[^"]+)"', text)]
    assert sorted(listed) == sorted(one.url for one in crowd)
