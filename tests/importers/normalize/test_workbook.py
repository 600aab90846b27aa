"""Workbooks as rows: cells as text, and every kind of damage named."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from importers.model import MalformedExport
from importers.normalize import workbook
from notices.workbook import workbook as written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "表.xlsx"


def test_rows_are_numbered_as_the_program_shows_them(path: Path) -> None:
    path.write_bytes(written({"一": [["标题", "数"], ["", ""], ["甲 & 乙", 12]]}))
    assert [(row.line, row.cells) for row in workbook.rows(path)] == [
        (1, ["标题", "数"]),
        (3, ["甲 & 乙", "12"]),
    ]
    assert workbook.first_texts(path, 2) == ("标题", "数")


def test_moments_and_numbers_read_as_the_platform_writes_them(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append([datetime(2024, 3, 4, 9, 30), date(2024, 3, 4), 3.0, 2.5, None, True, "=1+1"])
    book.save(path)
    (row,) = workbook.rows(path)
    assert row.cells[:5] == ["2024-03-04 09:30:00", "2024-03-04", "3", "2.5", ""]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"PK\x03\x04" + b"\0" * 100,
        written({"一": [["a"]]})[:-40],
        b"not a workbook at all",
    ],
)
def test_damage_is_named(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert workbook.first_texts(path, 3) == ()
    with pytest.raises(MalformedExport, match="工作簿"):
        list(workbook.rows(path))


def test_another_zip_is_no_workbook(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("a.txt", "甲")
    assert workbook.first_texts(path, 3) == ()
    with pytest.raises(MalformedExport):
        list(workbook.rows(path))


def test_a_bomb_is_not_opened(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "LARGEST", 1000)
    path.write_bytes(written({"一": [["a" * 2000]]}))
    with pytest.raises(MalformedExport, match="超过"):
        list(workbook.rows(path))


def test_a_file_that_is_not_there_has_no_texts(path: Path) -> None:
    assert workbook.first_texts(path, 3) == ()


def test_only_zips_can_be_workbooks() -> None:
    assert workbook.is_workbook(written({"一": [["a"]]}))
    assert not workbook.is_workbook(io.BytesIO(b"a,b\n").getvalue())
