"""Office files to Markdown: text, tables with merged cells, pictures.

Word through mammoth (structure, not looks), workbooks through openpyxl; both give HTML, which the importers'
own converter turns into Markdown, so that a handed-in table looks as an imported one does.
"""

from __future__ import annotations

import csv
import html as entities
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import openpyxl
from lxml.etree import _Element as Element
from openpyxl.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from importers import confined
from importers.model import MalformedExport, Picture
from importers.normalize import html, markdown, text, word
from importers.normalize.builder import Reading

_SEARCHED = 5  # blocks at the head of a document among which the title stands
_LONGEST_TITLE = 80
_TITLE_END = re.compile(
    r"^(?!特此|现将|现予).*(?:通知|公告|公示|通报|通告|意见|办法|方案|决定|规定|细则|指南|须知|名单|报告|批复|函|简章)(?:[（(].{1,20}[）)])?$"
)
# What stands above the title of an official document (GB/T 9704-2012): letterhead, document number.
_ABOVE = re.compile(r"文件$|[〔\[（(]\d{4}[〕\]）)]\d+号")
_PERCENT = re.compile(r"0(?:\.(0+))?%")  # a number shown as one: 0.125 is 12.5%
_DELIMITERS = ",\t;"


class Unreadable(ValueError):
    """A handed-in file that cannot be made into a draft; the message is one Chinese line."""


@dataclass(frozen=True, slots=True)
class Converted:
    """The *title* the file itself bears (or empty), its *body* in Markdown, and the *pictures* it refers to."""

    title: str
    body: str
    pictures: tuple[Picture, ...] = ()


def convert(path: Path) -> Converted:
    """The content of the file *path*. Raises Unreadable, or OSError."""
    read = _READERS.get(path.suffix.lower())
    if read is None:
        known = "、".join(suffix.lstrip(".") for suffix in _READERS)
        raise Unreadable(f"{path.name}：不能由这种文件起草，请另存为其中一种：{known}。")
    try:
        return read(path)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, MalformedExport, csv.Error) as error:
        raise Unreadable(
            f"{path.name}：文件已损坏或加了密码，请用原软件打开后另存一份（{error}）。"
        ) from None
    except text.UnknownEncoding as error:
        raise Unreadable(f"{path.name}：{error}") from None


def convert_apart(path: Path) -> Converted:
    """`convert`, for formats whose parsers a file can turn in a process with bounds. Raises Unreadable, or OSError."""
    if not confined.is_risky(path):
        return convert(path)
    try:
        (made,) = confined.stream(path.stat().st_size, _told, path)
    except confined.Ended as error:
        raise Unreadable(f"{path.name}：{error}") from None
    if isinstance(made, str):
        raise Unreadable(made)
    return made


def _told(path: Path) -> Iterator[Converted | str]:
    """What `convert` makes of *path*, or why it makes nothing: an error would end the process."""
    try:
        yield convert(path)
    except Unreadable as error:
        yield str(error)


def _docx(path: Path) -> Converted:
    with path.open("rb") as stream:
        made = word.read(stream)
    return _titled(_from_html(made.source, made.pictures))


def _from_html(source: str, pictures: Mapping[str, bytes | None]) -> Converted:
    def picture(element: Element) -> Picture | str | None:
        name = element.get("src") or ""
        alt = (element.get("alt") or "").strip()
        return Picture(key=name, content=pictures[name], alt=alt) if name in pictures else None

    body = html.to_markdown(source, Reading(picture=picture, base="https://localhost/"))
    return Converted("", body.markdown, body.pictures)


def _titled(made: Converted) -> Converted:
    """*made* with its title taken out of the body: the one of the first blocks that ends as titles do.

    Its first half may stand in the block before it. Failing such a one, the very first that stands alone and is
    short. A letterhead (某局文件) and a document number above the title stay.
    """
    blocks = made.body.split("\n\n")
    plain = [_plain(block) for block in blocks[:_SEARCHED]]
    ending = next((n for n, title in enumerate(plain) if _TITLE_END.search(title)), None)
    chosen = ending if ending is not None else _first(plain)
    if chosen is None:
        return made
    start = chosen - 1 if chosen and _is_half(plain[chosen - 1], plain[chosen]) else chosen
    title = "".join(plain[start : chosen + 1])
    return Converted(title, "\n\n".join(blocks[:start] + blocks[chosen + 1 :]), made.pictures)


def _first(plain: list[str]) -> int | None:
    """The first block, below letterhead and document number, if it can be a title."""
    below = next((n for n, text_of_it in enumerate(plain) if not _ABOVE.search(text_of_it)), None)
    return below if below is not None and plain[below] else None


def _is_half(before: str, title: str) -> bool:
    """Whether *before* is the first half of a *title* set in two lines: 某局关于印发 / 《某方案》的通知."""
    return (
        "关于" in before
        and "关于" not in title
        and not _ABOVE.search(before)
        and len(before) < _LONGEST_TITLE
    )


def _plain(block: str) -> str:
    """The text of a *block* that could be a title, its lines as one; empty when it is none."""
    text_of_it = "".join(line.strip() for line in block.lstrip("# ").split("\n"))
    text_of_it = entities.unescape(text_of_it.replace("**", "").replace("\\", "")).strip()
    short = len(text_of_it) <= _LONGEST_TITLE and ("\n" not in block or _TITLE_END.search(text_of_it))
    return (
        text_of_it
        if short and not text_of_it.endswith(("。", "：", "；")) and not set("|<!") & set(block)
        else ""
    )


def _xlsx(path: Path) -> Converted:
    book = openpyxl.load_workbook(path, data_only=True)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible" and sheet.max_row]
    parts = []
    for sheet in sheets:
        title = f"<h2>{entities.escape(sheet.title)}</h2>" if len(sheets) > 1 else ""
        parts.append(f"{title}<table>{''.join(_rows(sheet))}</table>")
    return _from_html("".join(parts), {})


def _rows(sheet: Worksheet) -> Iterator[str]:
    spans = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for one in spans.values()
        for row in range(one.min_row, one.max_row + 1)
        for column in range(one.min_col, one.max_col + 1)
    } - set(spans)
    headed = False
    for row in sheet.iter_rows():
        if all(cell.value is None for cell in row) and not any(
            (cell.row, cell.column) in covered for cell in row
        ):
            continue
        tag = "td" if spans or headed else "th"  # without merged cells the first row names the columns
        headed = True
        cells = (_cell(cell, spans, tag) for cell in row if (cell.row, cell.column) not in covered)
        yield f"<tr>{''.join(cells)}</tr>"


def _cell(cell: Cell, spans: dict[tuple[int, int], MergedCellRange], tag: str) -> str:
    span = spans.get((cell.row, cell.column))
    attributes = ""
    if span is not None:
        attributes = f' colspan="{span.size["columns"]}" rowspan="{span.size["rows"]}"'
    return f"<{tag}{attributes}>{entities.escape(_shown(cell))}</{tag}>"


def _shown(cell: Cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    percent = _PERCENT.fullmatch(cell.number_format) if isinstance(value, int | float) else None
    if percent:
        return f"{value:.{len(percent[1] or '')}%}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).removesuffix(" 00:00:00")  # a day is stored as its midnight


def _csv(path: Path) -> Converted:
    content = _text_of(path)
    first = content.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)  # the earlier of equals: a comma where there is none
    rows = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    kept = [row for row in rows if any(row)]
    lines = (
        "".join(f"<{tag}>{entities.escape(cell)}</{tag}>" for cell in row)
        for tag, row in zip(_tags(), kept, strict=False)
    )
    return _from_html(f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>", {})


def _tags() -> Iterator[str]:
    """The first row of a table names its columns."""
    yield "th"
    yield from repeat("td")


def _txt(path: Path) -> Converted:
    lines = [markdown.escape(line) for line in text.clean(_text_of(path)).split("\n")]
    return _titled(Converted("", "\n\n".join(line for line in lines if line)))


def _md(path: Path) -> Converted:
    return _titled(Converted("", _text_of(path).strip()))


def _text_of(path: Path) -> str:
    payload = path.read_bytes()
    return payload.decode(text.encoding_of([payload]), "replace").replace("\r\n", "\n")


_READERS: dict[str, Callable[[Path], Converted]] = {
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".txt": _txt,
    ".md": _md,
}
READABLE = frozenset(_READERS)
