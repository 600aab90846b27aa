"""Spreadsheets of text and whole numbers as xlsx, of the few parts that every reader needs (ECMA-376, SpreadsheetML).

Ours rather than a library's: the same rows always give the same bytes, and plain sheets need no more.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_FIXED = (1980, 1, 1, 0, 0, 0)  # the earliest moment a ZIP can name


Cell = str | int | None


def workbook(sheets: Mapping[str, Iterable[Sequence[Cell]]]) -> bytes:
    """The bytes of a workbook of *sheets*, rows by the sheet's name; the first row of each stays in view.

    Names are at most 31 characters, without any of the signs that file names may not hold (a limit of the readers).
    """
    numbered = list(enumerate(sheets.items(), 1))
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for number, _ in numbered
    )
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, (name, _) in numbered
    )
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": _relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered
        ),
        **{f"xl/worksheets/sheet{number}.xml": _sheet(rows) for number, (_, rows) in numbered},
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in parts.items():
            package.writestr(_entry(path), _HEAD + content)
    return stream.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _sheet(rows: Iterable[Sequence[Cell]]) -> str:
    lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    view = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    return f'<worksheet xmlns="{_SHEET}">{view}<sheetData>{lines}</sheetData></worksheet>'


def _cell(value: Cell) -> str:
    """A cell of a number or of text: a formula cannot be one, since its type is stated."""
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value or "", quote=False)}</t></is></c>'
