"""Foreign hosts: every one listed once, and what nobody looked at is marked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import city
import pytest

from notices import hosts
from notices.linkchecks import ELSEWHERE, GONE, GOOD, LinkCheck
from notices.services import Service
from plugins.notices import outside
from plugins.notices.library import Library
from plugins.notices.site import Site


@pytest.mark.parametrize(
    ("host", "sort"),
    [
        ("www.gov.cn", "政府及公共机构"),
        ("gov.cn", "政府及公共机构"),
        ("gov.cn.evil.example", "待核对"),
        ("evilgov.cn", "待核对"),
        ("mp.weixin.qq.com", "平台"),
        ("notweibo.com", "待核对"),
        ("pay.known.example", "已核实"),
        ("unknown.example", "待核对"),
        ("10.0.0.1", "待核对"),
    ],
)
def test_what_a_host_is_taken_for(host: str, sort: str) -> None:
    assert outside.sort_of(host, {"known.example"}) == sort


def test_every_host_is_listed_once_with_an_example(library: Library, site: Site) -> None:
    first, second, *_ = library.records
    linked = (first._replace(hosts=("a.example", "www.gov.cn")), second._replace(hosts=("a.example",)))
    (page,) = outside.outside_pages(replace(library, records=linked), site)
    rows = list(csv.reader(io.StringIO(outside.as_csv(site, page.context).decode("utf-8-sig"))))
    assert rows[1:] == [
        ["a.example", "待核对", "2", f"https://www.qinglan.example{first.url}", "0", "0"],
        ["www.gov.cn", "政府及公共机构", "1", f"https://www.qinglan.example{first.url}", "0", "0"],
    ]


def test_hosts_to_look_at_are_those_of_services_too_and_those_that_were_found_bad(
    library: Library, site: Site, tmp_path: Path
) -> None:
    linked = (library.records[0]._replace(hosts=("www.gov.cn", "b.gov.cn")),)
    service = Service(
        name="缴费",
        department="water",
        old_entry="",
        old_url="",
        new_entry="新入口",
        new_url="https://new.example/pay",
        note="",
        noted=None,
        line=2,
    )
    day = date(2026, 11, 22)
    checks = (
        LinkCheck("https://www.gov.cn/a", ELSEWHERE, "转到 spam.example", day, day),
        LinkCheck("https://b.gov.cn/b", GOOD, "", day, day),
        LinkCheck("https://new.example/pay", GONE, "网站回答 404", day, day),
    )
    shelf = replace(library, records=linked, services=(service,), link_checks=checks)
    (page,) = outside.outside_pages(shelf, site)
    city.put(tmp_path / "data/outside-links.csv", outside.as_csv(site, page.context))
    assert outside.to_look_at(tmp_path) == [
        "new.example（待核对，1 处，如 https://www.qinglan.example/services/）：已失效 1 个",
        f"www.gov.cn（政府及公共机构，1 处，如 https://www.qinglan.example{linked[0].url}）：转到别处 1 个",
    ]


def test_the_list_of_known_hosts(tmp_path: Path) -> None:
    assert hosts.load(tmp_path / "none.txt") == frozenset()
    city.put(tmp_path / "known.txt", "\ufeff# 已核实\nA.example # 缴费\n\n b.example \n".encode())
    assert hosts.load(tmp_path / "known.txt") == {"a.example", "b.example"}
