"""Foreign hosts: every one listed once, and what nobody looked at is marked."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import city
import pytest

from notices import hosts
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
    linked = (replace(first, hosts=("a.example", "www.gov.cn")), replace(second, hosts=("a.example",)))
    (page,) = outside.outside_pages(replace(library, records=linked), site)
    rows = list(csv.reader(io.StringIO(outside.as_csv(site, page.context).decode("utf-8-sig"))))
    assert rows[1:] == [
        ["a.example", "待核对", "2", f"https://www.qinglan.example{first.url}"],
        ["www.gov.cn", "政府及公共机构", "1", f"https://www.qinglan.example{first.url}"],
    ]


def test_the_list_of_known_hosts(tmp_path: Path) -> None:
    assert hosts.load(tmp_path / "none.txt") == frozenset()
    city.put(tmp_path / "known.txt", "\ufeff# 已核实\nA.example # 缴费\n\n b.example \n".encode())
    assert hosts.load(tmp_path / "known.txt") == {"a.example", "b.example"}
