"""The sheets of a ledger, whatever file they stand in, as rows of text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from importers.model import MalformedExport, Problem
from importers.normalize import delimited, hyperlinks, workbook
from importers.normalize.delimited import Broken
from importers.normalize.text import UnknownEncoding, encoding_of

WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xls", ".ods", ".et"))
TEXTS = frozenset((".csv", ".tsv", ".txt"))
_LARGEST = 64 << 20  # bytes of a binary workbook
_BLOCK = 1 << 20
_MERGED_MOST = 200_000  # cells that merged ranges may fill


@dataclass(frozen=True, slots=True)
class Row:
    """The *cells* of a row and its 1-based *line*; *links* are targets by column."""

    line: int
    cells: list[str]
    links: dict[int, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its *name* (empty where a file has but one) and its *rows*, to be taken once."""

    name: str
    rows: Iterator[Row | Problem]


def read(path: Path) -> Iterator[Sheet]:
    """The sheets of *path*. Raises MalformedExport for what cannot be read at all, or OSError."""
    if path.suffix.lower() in WORKBOOKS:
        yield from _of_workbook(path)
    else:
        yield Sheet("", _of_text(path))


def _of_workbook(path: Path) -> Iterator[Sheet]:
    with path.open("rb") as stream:
        packed = stream.read(4) == b"PK\x03\x04"
    if packed:
        workbook.refuse_large(path)
    elif path.stat().st_size > _LARGEST:
        raise MalformedExport(f"表格超过 {_LARGEST >> 20} MB，请拆开后再导入。")
    try:
        with workbook.Guarded():
            book = CalamineWorkbook.from_path(path)
            names = book.sheet_names
    except (CalamineError, ValueError) as error:
        raise MalformedExport(
            f"表格已损坏或加了密码，请用 Excel 或 WPS 打开后另存一份（{error}）。"
        ) from None
    links = hyperlinks.read(path) if packed else {}
    for name in names:
        try:
            with workbook.Guarded():
                sheet = book.get_sheet_by_name(name)
        except (CalamineError, ValueError):
            continue  # a chart sheet has no cells
        if sheet.height:
            yield Sheet(name if len(names) > 1 else "", _rows(sheet, links.get(name, {})))


def _rows(sheet: CalamineSheet, links: dict[tuple[int, int], str]) -> Iterator[Row]:
    with workbook.Guarded():
        merged = _merged(sheet)
        cells = sheet.to_python(skip_empty_area=False)
    for number, row in enumerate(cells):
        shown = [
            _shown(cells[first[0]][first[1]]) if (first := merged.get((number, index))) else _shown(cell)
            for index, cell in enumerate(row)
        ]
        if any(shown):
            targets = (
                {column: target for (line, column), target in links.items() if line == number}
                if links
                else {}
            )
            yield Row(number + 1, shown, targets)


def _merged(sheet: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """For every cell of a merged column piece the cell that holds its value; a merged title row stays one cell."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (
            left != right
            or (bottom - top) * (right - left + 1) > _MERGED_MOST
            or bottom >= sheet.total_height
        ):
            continue
        for line in range(top + 1, bottom + 1):
            found[line, left] = (top, left)
    return found


def _shown(cell: object) -> str:
    if isinstance(cell, datetime):
        text = cell.strftime("%Y-%m-%d %H:%M:%S")
        return text.removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return repr(cell) if abs(cell) >= 1e15 else (str(int(cell)) if cell.is_integer() else str(cell))
    return str(cell)


# CSV ---------------------------------------------------------------------------------------------------------


def _of_text(path: Path) -> Iterator[Row | Problem]:
    with path.open("rb") as stream:
        try:
            encoding = encoding_of(iter(lambda: stream.read(_BLOCK), b""))
        except UnknownEncoding as error:
            raise MalformedExport(str(error)) from None
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        physical = delimited.lines(text)
        first = next(physical, "").removeprefix("\ufeff")
        yield from _delimited(chain([first], physical), delimited.mark_of(first))


def _delimited(physical: Iterator[str], mark: str) -> Iterator[Row | Problem]:
    for row in delimited.rows(physical, mark=mark):
        if isinstance(row, Broken):
            yield Problem(f"第 {row.line} 行", row.reason)
        elif any(cell.strip() for cell in row.cells):
            yield Row(row.line, row.cells, {})


def beginning(path: Path, text: str) -> list[list[str]]:
    """The first rows of the first sheet of *path*, which begins with *text*, for recognition; never raises."""
    if path.suffix.lower() in WORKBOOKS:
        try:
            sheet = next(read(path), None)
            rows = [row.cells for row in islice(sheet.rows, 80) if isinstance(row, Row)] if sheet else []
        except (MalformedExport, OSError):
            return []
        return rows
    first = text.split("\n", 1)[0]
    try:
        found = _delimited(iter(text.splitlines(keepends=True)[:2000]), delimited.mark_of(first))
        return [row.cells for row in islice(found, 80) if isinstance(row, Row)]
    except csv.Error:
        return []
