"""Workbooks (xlsx) as rows of text: what a tool wrote into cells, nothing computed.

Read by calamine: compiled, MIT, and it evaluates no formula. How much a workbook may hold is checked first, for
it is read whole.
"""

from __future__ import annotations

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from python_calamine import CalamineError, CalamineWorkbook

from importers.model import MalformedExport
from importers.normalize.delimited import Row

LARGEST = 512 << 20  # bytes of all parts unpacked: the largest real one met has 20 million
_HEAD = 1 << 16
_PARTS = ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")
_TEXT = re.compile(r"<t\b[^>]*>([^<]*)</t>")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, ValueError, KeyError)


class Guarded:
    """Around calls of calamine: a panic in it becomes a MalformedExport.

    pyo3 raises a panic as a BaseException whose class cannot be imported; a damaged xls file is enough for one.
    """

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None and kind.__name__ == "PanicException":
            raise MalformedExport("工作簿已损坏，请用 Excel 或 WPS 打开后另存一份 xlsx。") from None


def is_workbook(head: bytes) -> bool:
    """Whether a file that begins with *head* can be a workbook."""
    return head.startswith(b"PK\x03\x04")


def first_texts(path: Path, count: int) -> tuple[str, ...]:
    """The first *count* texts that the workbook *path* holds: of a table the header; never raises."""
    try:
        with zipfile.ZipFile(path) as package:
            held = set(package.namelist())
            part = next((one for one in _PARTS if one in held), "")
            if not part:
                return ()
            with package.open(part) as stream:
                start = stream.read(_HEAD).decode("utf-8", "ignore")
    except _BROKEN:
        return ()
    return tuple(html.unescape(text).strip() for text in _TEXT.findall(start)[:count])


def rows(path: Path) -> Iterator[Row]:
    """The rows of the first sheet of *path*, empty ones left out, numbered as the program shows them.

    Raises MalformedExport for a workbook that is damaged, locked or far too large, or OSError.
    """
    refuse_large(path)
    try:
        with Guarded():
            book = CalamineWorkbook.from_path(path)
            sheet = book.get_sheet_by_index(0)
            cells = sheet.to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile) as error:
        raise MalformedExport(f"工作簿已损坏，请用 Excel 或 WPS 打开后另存一份（{error}）。") from None
    for number, row in enumerate(cells, 1):
        shown = [_shown(cell) for cell in row]
        if any(shown):
            yield Row(number, shown)


def refuse_large(path: Path) -> None:
    """Raise MalformedExport when the parts of the workbook *path* would not fit into memory."""
    try:
        with zipfile.ZipFile(path) as package:
            size = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise MalformedExport("工作簿不完整或已损坏，请重新导出。") from None
    if size > LARGEST:
        raise MalformedExport(f"工作簿解开后超过 {LARGEST >> 20} MB，不像一份清单，请核对后分开导出。")


def _shown(cell: object) -> str:
    """The cell as text: moments as the platform writes them, whole numbers without a point."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
