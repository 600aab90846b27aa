"""Months, tags, the narrowed register, corrections, services, withdrawn notices and the site map."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import building
import city
import pytest
from bs4 import BeautifulSoup

from notices import services, tables
from notices.accounts import ACCOUNT_STATUSES
from notices.frontmatter import BadFrontMatter
from notices.remarks import Correction
from plugins.notices import addresses, registerpages, tombstones
from plugins.notices.library import Library
from plugins.notices.site import Site
from plugins.release import BadContent
from search.engines.memory import MemoryEngine
from search.schema import read_documents
from search.service import answer, read_parameters

SERVICES = [
    ["社保查询", "civil", "微博菜单", "", "市民政局栏目", "/civil/", "原入口已停用", ""],
    [
        "水费缴纳",
        "water",
        "公众号菜单“缴费”",
        "http://old.example/pay",
        "青澜通",
        "https://pay.qinglan.example/",
        "",
        "",
    ],
    ["大厅办理", "water", "", "", "政务服务大厅二楼", "", "", ""],
]
CORRECTED = {
    0: (Correction(date(2026, 3, 1), "更正日期"), Correction(date(2025, 7, 1), "更正电话")),
    1: (Correction(date(2026, 3, 2), "补充附件<b>"),),
}


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("browse")
    notices = city.notices()
    for place, made in CORRECTED.items():
        notices[place] = replace(notices[place], corrections=made, tags=("供水", "水质 & 安全"))
    city.write(root / "content", notices)
    city.put(root / "content/services.csv", tables.write(services.COLUMNS, SERVICES))
    return building.build_in(root).site


def soup(site: Path, url: str) -> BeautifulSoup:
    path = site / url.removeprefix("/")
    return BeautifulSoup((path / "index.html" if url.endswith("/") else path).read_text("utf-8"), "lxml")


def test_a_month_lists_its_notices_and_the_year_its_months(site_folder: Path, library: Library) -> None:
    of_month = [one for one in library.records if one.date.isoformat().startswith("2020-03")]
    listed = [one["href"] for one in soup(site_folder, "/years/2020/03/").select(".entries a")]
    assert sorted(listed) == sorted(one.url for one in of_month)
    links = [one["href"] for one in soup(site_folder, "/years/2020/").select(".jump a")]
    assert links == [addresses.month(2020, month) for month in range(1, 13)]
    assert not (site_folder / "years/2020/13").exists()


def test_a_tag_of_two_notices_has_a_list_and_one_of_one_has_none(site_folder: Path) -> None:
    choices = {one.get_text(): one["href"] for one in soup(site_folder, "/tags/").select("main .choices a")}
    assert set(choices) == {"供水", "水质 & 安全"}
    assert len(soup(site_folder, choices["供水"]).select(".entries a")) == 3
    assert all(href.removeprefix("/tags/").strip("/").isalnum() for href in choices.values())
    long = next(one for one in city.notices() if one.title == city.LONG_TITLE)
    tags = soup(site_folder, f"/water/{long.date.year}/{long.slug}.html").select(".tags a")
    assert [one["href"].split("?")[0] for one in tags] == [choices["供水"], "/search"]


def test_the_register_is_narrowed_by_platform_state_and_department(site_folder: Path) -> None:
    page = soup(site_folder, "/accounts/")
    assert len(page.select(".register tbody tr")) == len(city.ACCOUNTS)
    for link in page.select(".jump a"):
        narrow = soup(site_folder, link["href"])
        rows = narrow.select(".register tbody tr")
        assert len(rows) == int(link.find_next(class_="count").get_text())
        if "/departments/" not in link["href"]:
            assert all(link.get_text() in row.get_text() for row in rows)
    assert len(page.select(".jump a")) == 3 + 4 + 4  # platforms, states and departments that occur
    county = soup(site_folder, addresses.accounts_of("departments", "qinglan"))
    assert len(county.select(".register tbody tr")) == len(city.ACCOUNTS)  # those of all below it, too
    assert not (site_folder / "accounts/departments/baihe-village").exists()


def test_the_register_leads_to_closing_notices(site_folder: Path) -> None:
    links = soup(site_folder, "/accounts/").select(".register .day a")
    assert [one["aria-label"] for one in links] == ["青澜水务的停更公告"]
    assert soup(site_folder, links[0]["href"]).h1.get_text() == "关于本公众号停止更新的公告"


@pytest.mark.parametrize("name", ["accounts", "services"])
def test_a_register_is_there_for_programs_and_spreadsheets(site_folder: Path, name: str) -> None:
    rows = list(csv.reader(io.StringIO((site_folder / f"data/{name}.csv").read_text("utf-8-sig"))))
    whole = json.loads((site_folder / f"data/{name}.json").read_text("utf-8"))
    assert len(rows) - 1 == len(whole) > 2
    explained = soup(site_folder, "/data/").select_one(f"#dictionary-{name}").find_next("p")
    assert [one.get_text() for one in explained.select("code")] == list(whole[0])
    with zipfile.ZipFile(site_folder / f"data/{name}.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert sheet.count("<row>") == len(rows)
    assert f"/data/{name}.xlsx" in {one.get("href") for one in soup(site_folder, f"/{name}/").select("a")}


def test_every_state_has_a_path_of_its_own() -> None:
    assert len(set(registerpages.STATUSES.values())) == len(ACCOUNT_STATUSES)


def test_the_public_log_of_corrections(site_folder: Path) -> None:
    rows = [
        [cell.get_text() for cell in row.select("td")]
        for row in soup(site_folder, "/corrections/").select("tbody tr")
    ]
    assert [(row[0], row[3]) for row in rows] == [("2026-03-02", "补充附件<b>"), ("2026-03-01", "更正日期")]
    older = soup(site_folder, "/corrections/2025/")
    assert [row.select("td")[3].get_text() for row in older.select("tbody tr")] == ["更正电话"]


def test_services_by_department_with_their_new_entries(site_folder: Path) -> None:
    page = soup(site_folder, "/services/")
    assert [one.get_text() for one in page.select("main h2")] == ["青澜市水务局", "青澜市民政局"]
    links = {one.get_text(): one["href"] for one in page.select("td a")}
    assert links == {"市民政局栏目": "/civil/", "青澜通": "https://pay.qinglan.example/"}
    assert page.find(string="政务服务大厅二楼") is not None
    assert page.select_one('a[href="http://old.example/pay"]') is None  # a dead address is shown, not linked


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["", "water", "", "", "新入口", "", "", ""], "事项"),
        (["事项", "water", "", "", "", "", "", ""], "现入口"),
        (["事项", "nobody", "", "", "新入口", "", "", ""], "departments.toml"),
        (["事项", "water", "", "", "新入口", "ftp://x", ""], "不是网址"),
    ],
)
def test_a_bad_service_is_refused_by_line(tmp_path: Path, row: list[str], says: str) -> None:
    city.put(tmp_path / "services.csv", tables.write(services.COLUMNS, [SERVICES[0], row]))
    with pytest.raises(BadFrontMatter, match=says) as caught:
        services.load(tmp_path / "services.csv", {"water", "civil"})
    assert caught.value.problems[0].line == 3


def test_a_service_that_leads_nowhere_fails_the_build(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    city.put(
        tmp_path / "content/services.csv",
        tables.write(services.COLUMNS, [[*SERVICES[0][:5], "/nowhere/", "", ""]]),
    )
    with pytest.raises(RuntimeError, match=r"services/index\.html 第 \d+ 行：链接“/nowhere/”打不开"):
        building.build_in(tmp_path)


def test_a_bad_register_of_services_fails_the_build(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    city.put(tmp_path / "content/services.csv", "事项\n水费".encode("gbk"))
    with pytest.raises(BadContent, match="UTF-8"):
        building.build_in(tmp_path)


def test_withdrawn_notices_leave_their_reason(library: Library, site: Site) -> None:
    gone = [
        one._replace(status="withdrawn", corrections=made)
        for one, made in zip(library.records, [(), *CORRECTED.values()], strict=False)
    ]
    pages = {
        page.url: page for page in tombstones.tombstone_pages(replace(library, withdrawn=tuple(gone)), site)
    }
    assert [pages[one.url].context["reason"] for one in gone] == [
        tombstones.NO_REASON,
        "更正日期",
        "补充附件<b>",
    ]
    assert set(pages) == {
        *(one.url for one in gone),
        "/withdrawn/",
        "/withdrawn/paths.json",
        "/withdrawn/nginx.map",
    }


def test_the_site_map_names_every_section(site_folder: Path) -> None:
    links = {one["href"] for one in soup(site_folder, "/sitemap/").select("main a")}
    sections = {
        f"/{path.parent.relative_to(site_folder).as_posix()}/" for path in site_folder.glob("*/index.html")
    }
    assert sections - links <= {"/departments/", "/kinds/", "/years/", "/sitemap/"}


def test_a_dissolved_department_leads_to_its_successor(tmp_path: Path) -> None:
    city.write(tmp_path / "content")
    ending = 'parent = "qinglan"\nformer = [{ name = "青澜市水利局", until = 2019-01-10 }]\n'
    assert ending in city.DEPARTMENTS
    changed = city.DEPARTMENTS.replace(ending, f'{ending}successor = "civil"\ndissolved = 2024-05-31\n')
    city.put(tmp_path / "content/departments.toml", changed.encode())
    site = building.build_in(tmp_path).site
    for url in ("/water/", "/departments/"):
        shown = soup(site, url).find(string=lambda text: text and "职责划入" in text)
        assert shown is not None
        assert shown.parent.find("a")["href"] == "/civil/"
    assert "2024年5月31日撤销" in soup(site, "/water/").get_text()
    assert "已撤销" not in soup(site, "/civil/").get_text()
    assert "已撤销" not in soup(site, "/water/page/1.html").get_text()


def service_documents(site: Path) -> list[dict[str, object]]:
    lines = (site.parent / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    return [one for one in map(json.loads, lines) if str(one["id"]).startswith("service-")]


def test_a_service_is_found_by_search_where_its_row_stands(site_folder: Path) -> None:
    found = service_documents(site_folder)
    assert [one["title"] for one in found] == ["水费缴纳", "大厅办理", "社保查询"]
    page = soup(site_folder, "/services/")
    for one in found:
        row = page.find(id=str(one["url"]).partition("#")[2])
        assert row is not None
        assert row.th.get_text() == one["title"]
    assert found[0]["kind"] == "办事指南"
    assert found[0]["department_path"] == ["qinglan", "water"]
    assert found[0]["body"] == "原入口：公众号菜单“缴费”\n现入口：青澜通"
    engine = MemoryEngine(read_documents(site_folder.parent / "documents.jsonl"))
    hits = answer(engine, read_parameters({"q": "社保"})).hits
    assert hits[0].document.url == found[2]["url"]


def test_services_are_no_notices(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    city.put(tmp_path / "content/services.csv", tables.write(services.COLUMNS, SERVICES))
    build = building.build_in(tmp_path)
    assert build.notices == len(city.own())
    assert len(service_documents(build.site)) == len(SERVICES)


def test_a_service_keeps_its_address_when_rows_move_and_twins_have_two(tmp_path: Path) -> None:
    city.write(tmp_path / "content", city.own())
    twin = [*SERVICES[0][:4], "另一处", "", "", "2026-10-01"]
    city.put(tmp_path / "content/services.csv", tables.write(services.COLUMNS, [*SERVICES, twin]))
    first = service_documents(building.build_in(tmp_path).site)
    moved = [SERVICES[2], [*SERVICES[0][:4], "新的去处", "", "", ""], SERVICES[1]]
    city.put(tmp_path / "content/services.csv", tables.write(services.COLUMNS, moved))
    second = service_documents(building.build_in(tmp_path).site)
    assert len({one["id"] for one in first}) == 4
    assert {one["id"] for one in second} < {one["id"] for one in first}
    assert {str(one["date"])[:10] for one in first} == {"2026-11-20", "2026-10-01"}


def test_a_register_from_before_the_column_of_days_is_read(tmp_path: Path) -> None:
    columns = {name: heading for name, heading in services.COLUMNS.items() if name != "noted"}
    city.put(tmp_path / "services.csv", tables.write(columns, [row[:7] for row in SERVICES]))
    assert [one.noted for one in services.load(tmp_path / "services.csv", {"water", "civil"})] == [None] * 3
