"""Several tools' exports of one account through a whole import: one notice an article, whatever told of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from importers.sources import REMAINDER, SOURCES
from notices import read
from tests.importers.city import City

CASES = Path(__file__).parents[1] / "exports" / "wechat"


def take(city: City, *cases: str) -> City:
    for case in cases:
        shutil.copytree(CASES / case / "input", city.exports / case)
    return city.run(sources=SOURCES)


def by_title(city: City) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(city.content.rglob("*.md")):
        found.setdefault(read(path).title, []).append(read(path).body)
    return found


def test_a_row_and_its_page_are_one_notice(city: City) -> None:
    take(city, "paired-pages")
    assert {title: len(bodies) for title, bodies in by_title(city).items()} == {
        "停水通知（第一号）": 1,
        "停水通知": 1,
        "同一分钟": 1,  # which of two rows it is nobody knows: by its own name, and both rows stay expected
        "往年的标题": 1,
        "清单里没有": 1,
    }
    assert city.totals.get("failed", 0) == 0


def test_what_two_tools_hold_is_merged(city: City) -> None:
    take(city, "download-markdown", "download-docx", "download-list")
    (body,) = by_title(city)["关于公布热线的公告"]
    assert "市民热线" in body
    assert "读者的话" not in body


def test_the_workbook_and_the_json_of_one_tool_agree(city: City) -> None:
    take(city, "exporter-table", "exporter-json")
    notices = by_title(city)
    assert len(notices["关于春季停水检修的通知"]) == 1
    assert "| 滨河路 |" in notices["关于春季停水检修的通知"][0]


@pytest.mark.parametrize("case", ["interface", "feeds", "exporter-markdown", "access-workbook"])
def test_a_second_import_changes_no_byte(city: City, case: str) -> None:
    first = take(city, case).bytes_of()
    assert city.run(sources=SOURCES).bytes_of() == first


def test_drafts_and_lists_leave_no_notice(city: City) -> None:
    take(city, "interface", "download-list")
    titles = by_title(city)
    assert "还没发的稿子" not in titles
    assert "带逗号,的标题" not in titles
    assert "素材库的旧文" not in titles  # withheld: nobody proves when it went out


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_no_two_sources_claim_a_file(case: str) -> None:
    for path in (path for path in (CASES / case / "input").rglob("*") if path.is_file()):
        head = path.read_bytes()[: 1 << 18]
        assert len([source.name for source in SOURCES if source.detect(path, head)]) < 2
        assert all(len([one for one in tier if one.detect(path, head)]) < 2 for tier in REMAINDER)
