"""The source: ledgers in xlsx, xls, ods and csv, a post a row."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from importers.model import (
    AccountKey,
    Listed,
    MalformedExport,
    Official,
    Picture,
    Post,
    Problem,
    Record,
    Skipped,
    Witness,
)
from importers.normalize import html, markdown
from importers.normalize.embedded import embedded
from importers.normalize.html import Element, Reading
from importers.normalize.text import head_text
from importers.sources.ledgers import cells, columns, sheets
from importers.sources.ledgers.columns import Layout, Told
from importers.sources.ledgers.sheets import Row, Sheet
from notices.fields import KINDS

_TOTALS = re.compile(r"(?:合计|总计|小计|共计|总数)\s*[:：]?\s*(?:\d+\s*[条篇个]?)?")
_HTML = re.compile(r"<(?:p|br|div|span|table|img|a|strong|section)\b[^>]*>", re.IGNORECASE)
_INDENTED = re.compile(r"\n+[ \t]*(?=\u3000)|\n[ \t]*\n+")
_PARTS = re.compile(r"[;；\n、|]+|,(?=\S+\.\w{2,5}\b)|，")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)
_PROFILES = re.compile(r"\ufeff?用户id,昵称,")  # weibo-crawler's users.csv: a row is an account, not a post
_LONG = 8  # characters of an id that a platform gave out
_FOLDERS = ("", "附件", "图片", "截图", "视频", "attachments", "files", "images", "img")


class Ledger:
    """Tables with a title a row, whatever wrote them."""

    name = "ledger"
    label = "台账表格"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the first sheet has a title and a date, text or address a row, by header, content or `.columns.toml`."""
        suffix = path.suffix.lower()
        if suffix not in sheets.WORKBOOKS | sheets.TEXTS or path.name.startswith(("~$", "._")):
            return False
        if columns.beside(path).is_file():
            return True
        text = "" if suffix in sheets.WORKBOOKS else head_text(head)
        if suffix in sheets.TEXTS and (not text or (suffix == ".txt" and "\t" not in text[:2000])):
            return False
        if _PROFILES.match(text):
            return False
        return columns.find(sheets.beginning(path, text)) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """Every row of every sheet. Raises MalformedExport when the columns are not known for sure, or OSError."""
        law = columns.told(path)
        for sheet in sheets.read(path):
            first = list(islice(sheet.rows, 80))
            shown = [row.cells for row in first if isinstance(row, Row)]
            layout = columns.applied(law, shown) if law else columns.find(shown)
            where = f"工作表“{sheet.name}” " if sheet.name else ""
            if layout is None:
                yield Skipped(where.strip(), "这张工作表不是台账（没有标题和日期）")
            elif not layout.sure:
                raise MalformedExport(_unsure(path, layout))
            else:
                reading = _Reading(
                    path, law or Told(name=path.stem), layout, where, _index(shown, first, layout)
                )
                yield from reading.read(Sheet(sheet.name, chain(first, sheet.rows)))


def _index(shown: list[list[str]], first: list[Row | Problem], layout: Layout) -> int:
    """The line of the header in the file, 0 without one."""
    lines = [row.line for row in first if isinstance(row, Row)]
    return lines[layout.header - 1] if 0 < layout.header <= len(shown) else 0


def _unsure(path: Path, layout: Layout) -> str:
    guess = "、".join(
        f"{name} 第 {index + 1} 列"
        for name, index in sorted(layout.columns.items(), key=lambda pair: pair[1])
    )
    return f"没有认得的表头，按内容推测为：{guess}。请运行 python -m importers columns {path.name} --write 核对并保存后再导入"


@dataclass(slots=True)
class _Reading:
    """One way through a sheet."""

    path: Path
    law: Told
    layout: Layout
    where: str
    header: int
    _ids: dict[str, list[str]] = field(default_factory=dict)

    def read(self, sheet: Sheet) -> Iterator[Record]:
        header = None
        for row in sheet.rows:
            if isinstance(row, Problem):
                yield row
                continue
            position = f"{self.where}第 {row.line} 行"
            if row.line == self.header:
                header = row.cells
            elif row.line < self.header:
                yield Skipped(position, "表头之上的标题")
            elif header is not None and row.cells == header:
                yield Skipped(position, "重复的表头")
            else:
                yield self._record(row, position)

    def _record(self, row: Row, position: str) -> Record:
        values = _Values(row, self.layout.columns)
        title, text = values.text("title"), values.text("body") or values.text("summary")
        if _TOTALS.match(next((cell for cell in row.cells if cell.strip()), "")) and not values.text("date"):
            return Skipped(position, "合计行")
        if not title and not text:
            return Skipped(position, "没有标题和正文")
        url, witnesses = values.url(), values.witnesses()
        source_id = self._source_id(values, [title, values.text("date"), url or text])
        if not text and not values.text("attachment"):
            if not url:
                return Problem(position, f"“{title[:40]}”没有正文，也没有链接")
            return Listed(
                position=position,
                account=self._account(),
                source_id=source_id,
                title=title,
                source_url=url,
                witnesses=witnesses,
            )
        return self._post(values, (position, title, text, url, source_id))

    def _source_id(self, values: _Values, raw: list[str]) -> str:
        """The row's id where only this row bears it, else a hash of what the row states, its account's name included.

        Ledgers count from 1: an id is known together with whose ledger it stands in.
        """
        number = values.id()
        if number and self._ids.setdefault(number, raw) == raw:
            if len(number) >= _LONG and self.law.platform != "other":
                return number
            raw = [number]
        stated = "\0".join([self.law.account or self.law.name, *raw])
        return hashlib.sha256(stated.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _post(self, values: _Values, found: tuple[str, str, str, str, str]) -> Post:
        position, title, text, url, source_id = found
        body, pictures = _body(text)
        files, links = self._attachments(values.text("attachment"))
        column = " ".join(values.text("column").split())
        return Post(
            position=position,
            account=self._account(),
            source_id=source_id,
            title=title or text[:40],
            body="\n\n".join(filter(None, [body, links])),
            witnesses=values.witnesses(),
            source_url=url,
            author=values.text("author"),
            summary=values.text("summary") if values.text("body") else "",
            tags=(column,) if column and column not in KINDS and not re.search(r"[,，、;；]", column) else (),
            kind=column if column in KINDS else "",
            source=values.text("source"),
            pictures=(*pictures, *files),
            official=values.official(),
        )

    def _account(self) -> AccountKey:
        return AccountKey(
            self.law.platform,
            (self.law.account,) if self.law.account else (),
            self.law.name or self.path.stem,
        )

    def _attachments(self, cell: str) -> tuple[list[Picture], str]:
        """Files named in *cell*, found beside the ledger or in its folders for attachments, as pictures and links."""
        pictures, lines = [], []
        for name in dict.fromkeys(part.strip() for part in _PARTS.split(cell) if part.strip()):
            key = f"file-{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
            url = name if name.startswith(("http://", "https://")) else ""
            pictures.append(Picture(key, url, "", self._beside(name)))
            shown = markdown.escape(name.replace("\\", "/").rpartition("/")[2])
            lines.append(f"![{shown}](media:{key})" if _PICTURE.search(name) else f"- [{shown}](media:{key})")
        return pictures, "\n\n".join(lines) if any(line.startswith("!") for line in lines) else "\n".join(
            lines
        )

    def _beside(self, name: str) -> Path | None:
        steps = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        if not steps or ".." in steps or ":" in steps[0] or "\0" in name:
            return None
        top = self.path.parent.resolve()
        for folder in _FOLDERS:
            path = self.path.parent.joinpath(*filter(None, [folder]), *steps)
            if path.is_file() and not path.is_symlink() and path.resolve().is_relative_to(top):
                return path
        return None


@dataclass(frozen=True, slots=True)
class _Values:
    """A row's values by field."""

    row: Row
    columns: Mapping[str, int]

    def text(self, name: str) -> str:
        """The text of the field, empty when the row has none; of a link the words."""
        index = self.columns.get(name, -1)
        cell = self.row.cells[index] if 0 <= index < len(self.row.cells) else ""
        return cells.link(cell)[1].strip().strip("'")

    def url(self) -> str:
        """The address: of its own column, else where the title links to."""
        for name in ("url", "title"):
            index = self.columns.get(name, -1)
            cell = self.row.cells[index] if 0 <= index < len(self.row.cells) else ""
            for address in (self.row.links.get(index, ""), cells.link(cell)[0], cell.strip()):
                if re.match(r"https?://\S+$", address):
                    return address
        return ""

    def id(self) -> str:
        """The row's id, empty when there is none or a spreadsheet damaged it."""
        return cells.identity(self.text("id"))

    def witnesses(self) -> tuple[Witness, ...]:
        """The date of the row's own cell, and of nothing else."""
        text = self.text("date")
        when = cells.moment(text) if text else None
        return (Witness(when, "row", text),) if when else ()

    def official(self) -> Official:
        """索引号 and the like."""
        written = cells.moment(self.text("written")) if self.text("written") else None
        return Official(
            index_number=self.text("index_number"),
            document_number="" if self.text("document_number") == "无" else self.text("document_number"),
            issuer=self.text("issuer"),
            written=written.date() if written else None,
        )


def _body(text: str) -> tuple[str, tuple[Picture, ...]]:
    """A cell's text as Markdown: HTML by its structure, plain text by its indents and blank lines."""
    if _HTML.search(text):
        made = html.to_markdown(text, Reading(picture=_remote))
        return made.markdown, made.pictures
    parts = _INDENTED.split(text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", ""))
    return "\n\n".join(markdown.escape(part.strip()) for part in parts if part.strip()), ()


def _remote(element: Element) -> Picture | str | None:
    address = (element.get("src") or "").strip()
    alt = element.get("alt") or ""
    if address.startswith("data:"):
        content = embedded(address)
        return Picture(key="", alt=alt, content=content) if content else alt or None
    return Picture(key="", url=address, alt=alt) if address else alt or None
