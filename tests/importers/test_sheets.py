"""The sheet as people see it: the same numbers everywhere, nothing active in the page, nothing lost in the workbook."""

from __future__ import annotations

import io
from datetime import date
from html.parser import HTMLParser

import openpyxl
import pytest
from rich.console import Console

from importers import sheets
from importers.balance import Missing, Row, Sheet
from notices.accounts import Account

EVIL = '<script>alert("1")</script>&'


@pytest.fixture
def sheet() -> Sheet:
    account = Account(
        platform="weixin",
        native_ids=("gh_a",),
        name=EVIL,
        department="qinglan",
        declared_posts=9,
        deregister_on=date(2026, 12, 1),
        notice_date=date(2026, 10, 1),
    )
    missing = (
        Missing("lost", "2022-04", "=HYPERLINK(1)", "发布者已删除", "https://a.cn/1"),
        Missing("listed", "", EVIL, ""),
    )
    row = Row(
        account=account,
        records=7,
        posts={"published": 3, "lost": 1, "listed": 1},
        merged=2,
        listed=1,
        missing=missing,
        astray=("库中有，台账没有：9",),
    )
    return Sheet((row, Row(account=None, records=1, skipped=1)), date(2026, 11, 21))


class Reader(HTMLParser):
    """Elements with their attributes, and the text of the cells."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_terminal_shows_numbers_missing_months_and_disagreements(sheet: Sheet) -> None:
    console = Console(file=io.StringIO(), width=150)
    sheets.show(console, sheet)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    for part in (
        EVIL,
        "2026-10-01",
        "10 天",
        "不符",
        "2022-04 1 条（=HYPERLINK(1)）",
        "台账没有：9",
        "收支不符",
    ):
        assert part in shown
    assert "已关停 1/1 = 100.0%" in shown


def test_the_page_holds_no_script_no_style_attribute_and_no_address_but_as_text(sheet: Sheet) -> None:
    page = read(sheets.html(sheet))
    names = {name for name, _ in page.elements}
    assert not names & {"script", "img", "link", "iframe", "a", "base", "form"}
    assert not [one for _, one in page.elements if any(key == "style" or key.startswith("on") for key in one)]
    assert EVIL in page.texts


def test_the_page_can_be_read_aloud(sheet: Sheet) -> None:
    page = read(sheets.html(sheet))
    assert ("html", {"lang": "zh-Hans"}) in page.elements
    tables = sum(name == "table" for name, _ in page.elements)
    assert tables == sum(name == "caption" for name, _ in page.elements) == 2
    assert all(one.get("scope") in ("col", "row") for name, one in page.elements if name == "th")
    assert [name for name, _ in page.elements if name in ("h1", "h2", "h3")] == ["h1", "h2", "h2", "h3"]


def test_the_workbook_has_the_numbers_as_numbers(sheet: Sheet) -> None:
    book = openpyxl.load_workbook(io.BytesIO(sheets.xlsx(sheet)))
    assert book.sheetnames == ["收支表", "缺失条目", "不符"]
    heading, first, _ = book["收支表"].iter_rows(values_only=True)
    told = dict(zip(heading, first, strict=True))
    assert (told["申报"], told["收到"], told["公开"], told["灭失"], told["申报差额"]) == (9, 7, 3, 1, 4)
    _, lost, listed = book["缺失条目"].iter_rows(values_only=True)
    assert lost == (EVIL, "2022-04", "=HYPERLINK(1)", "已灭失", "发布者已删除", "https://a.cn/1")
    assert listed[1] == "日期不明"
    assert book["缺失条目"]["C2"].data_type != "f"


def test_every_form_shows_the_same_numbers(sheet: Sheet) -> None:
    page = read(sheets.html(sheet)).texts
    book = openpyxl.load_workbook(io.BytesIO(sheets.xlsx(sheet)))["收支表"]
    for line in list(book.iter_rows(values_only=True))[1:]:
        assert all(str(cell) in page for cell in line if cell not in (None, ""))
    assert sheets.summary(sheet) in "".join(page)


def test_nothing_missing_is_said() -> None:
    assert "没有已知的缺失" in sheets.html(Sheet((), date(2026, 11, 21)))
