"""Open data: every notice once in each format, nothing a spreadsheet would run, one stable part a year."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import city
import openpyxl
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from notices.accounts import COLUMNS as REGISTER_COLUMNS
from notices.workbook import workbook
from plugins.notices import catalogue, csvfile
from plugins.notices.columns import Listed
from plugins.notices.library import Library
from plugins.notices.record import Record
from plugins.notices.site import Site
from plugins.release import Build

PUBLISHED = {one.slug: one for one in city.notices() if one.status == "published"}
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


def rows_of(payload: bytes) -> list[dict[str, str]]:
    assert payload.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(payload.decode("utf-8-sig"), newline="")))


def objects_of(payload: bytes) -> list[dict[str, object]]:
    whole = json.loads(payload)
    return [dict(zip(whole["columns"], row, strict=True)) for row in whole["rows"]]


def test_every_format_says_the_same(built: Build) -> None:
    for path in (built.site / "data/notices").glob("*.json"):
        lines = [json.loads(line) for line in path.with_suffix(".jsonl").read_text("utf-8").splitlines()]
        objects = objects_of(path.read_bytes())
        assert [
            {name: one for name, one in row.items() if one not in ("", None, [])} for row in objects
        ] == lines
        cells = [
            [one.removeprefix("'") for one in row.values()]
            for row in rows_of(path.with_suffix(".csv").read_bytes())
        ]
        assert [list(map(as_cell, row.values())) for row in objects] == cells


def as_cell(value: object) -> str:
    if isinstance(value, list):
        return "；".join(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value or "")


def test_every_format_holds_every_notice_once(built: Build) -> None:
    index = json.loads((built.site / "data/catalogue.json").read_bytes())
    found: dict[str, list[str]] = {name: [] for name in catalogue.FORMATS}
    for part in index["parts"]:
        files = {
            name: built.site / part[name].removeprefix("https://www.qinglan.example/")
            for name in catalogue.FORMATS
        }
        ids = {
            "csv": [row["编号"] for row in rows_of(files["csv"].read_bytes())],
            "jsonl": [json.loads(line)["id"] for line in files["jsonl"].read_text("utf-8").splitlines()],
            "json": [row["id"] for row in objects_of(files["json"].read_bytes())],
        }
        for name, some in ids.items():
            assert len(some) == part["count"]
            found[name] += some
    assert all(sorted(ids) == sorted(PUBLISHED) for ids in found.values())


def test_a_row_says_what_the_notice_says(built: Build) -> None:
    rows = [
        json.loads(line) for line in (built.site / "data/notices/2021.jsonl").read_text("utf-8").splitlines()
    ]
    row = next(one for one in rows if one["title"] == "转发：防汛提示")
    assert row["date"] == "2021-05-06"  # the day is all that is known
    assert row["department_name"] == "青澜市民政局"
    assert row["account_name"] == "青澜民政微博"
    assert row["archived"] is True
    assert row["source"] == "青澜发布"
    assert row["imported"] == "2026-11-01"
    assert row["url"].startswith("https://www.qinglan.example/civil/2021/")


def test_the_dictionary_explains_every_column(built: Build) -> None:
    soup = BeautifulSoup((built.site / "data/index.html").read_text("utf-8"), "lxml")
    explained = {one.get_text() for one in soup.select("tbody th code")}
    lines = (built.site / "data/notices/2021.jsonl").read_text("utf-8").splitlines()
    assert explained == set(json.loads((built.site / "data/notices/2021.json").read_bytes())["columns"])
    assert all(set(json.loads(line)) <= explained for line in lines)


def test_the_register_of_accounts_in_three_formats(built: Build) -> None:
    as_csv = rows_of((built.site / "data/accounts.csv").read_bytes())
    as_json = json.loads((built.site / "data/accounts.json").read_bytes())
    sheet = openpyxl.load_workbook(io.BytesIO((built.site / "data/accounts.xlsx").read_bytes())).active
    as_xlsx = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [list(row.values()) for row in as_json] == as_xlsx[1:]
    assert [list(row.values()) for row in as_csv] == as_xlsx[1:]
    assert as_xlsx[0] == list(as_csv[0])
    water = as_json[0]
    assert (water["name"], water["in_hand"], water["native_id"]) == (
        "青澜水务",
        "204",
        "gh_000000000001 MzA0000000==",
    )
    assert set(REGISTER_COLUMNS) < set(water)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+8610", "-1", "@SUM(A1)", "\tx", "\r=x", "\n=x", "＝1+1", "＠SUM(A1)"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert csvfile.inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "水价", "1-1", "a=b", "'=1"])
def test_other_cells_stand_as_they_are(cell: str) -> None:
    assert csvfile.inert(cell) == cell


def test_a_title_that_is_a_formula_is_text_in_the_csv(library: Library, site: Site) -> None:
    record = library.records[0]._replace(title='=HYPERLINK("http://a.example","x")')
    listed = Listed((record,), {record.department: "局"}, ())
    payload = catalogue.as_csv(site, {"listed": listed})
    assert rows_of(payload)[0]["标题"] == '\'=HYPERLINK("http://a.example","x")'


def test_a_new_notice_changes_one_part_only(library: Library) -> None:
    newer = library.records[-1]._replace(slug="20261120-ffffffffffff")
    more = replace(library, records=(*library.records, newer))
    before, after = of_all_years(library), of_all_years(more)
    assert [part.year for part in after if before.get(part) != after[part]] == [2026]


def of_all_years(library: Library) -> dict[catalogue.Part, tuple[Record, ...]]:
    return {
        part: tuple(records[rows])
        for year, records in library.by_year.items()
        for part, rows in catalogue.parts(records, year)
    }


def test_a_full_year_is_cut(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "LIMIT", 30)
    found = of_all_years(library)
    assert max(map(len, found.values())) == 30
    assert all(len(rows) == part.count for part, rows in found.items())
    assert [one for rows in found.values() for one in rows] == list(library.records)


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_workbook_keeps_every_cell(rows: list[list[str]]) -> None:
    payload = workbook({"清单": rows})
    sheet = openpyxl.load_workbook(io.BytesIO(payload)).active
    assert [[cell or "" for cell in row] for row in sheet.iter_rows(max_col=2, values_only=True)] == rows
    assert workbook({"清单": rows}) == payload
