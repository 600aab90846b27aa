"""Tables of WeChat tools: workbooks, CSV and JSON whose rows one definition in `tables/` explains."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from importers.model import MalformedExport, Problem, Record, Skipped, Witness
from importers.normalize import dates, delimited, workbook
from importers.normalize.html import Body
from importers.normalize.text import head_text
from importers.sources import weibo_json
from importers.sources.table import Table, Values, load
from importers.sources.wechat import words
from importers.sources.wechat.article import NOTHING, Article, record
from importers.sources.wechat.fragments import fragment
from importers.sources.weibo_export import opened

_SHARED = frozenset(("文章分享", "11"))  # item_show_type of a list; the page itself says 0
_ELSEWHERE = "其他公众号"
_ALBUM = re.compile(r"#([^#]+)")
_OPENING = re.compile(r"\s*\[\s*\{")

Row = Article | Skipped | Problem


class WeChatTable:
    """The source of one tool's workbook or CSV."""

    def __init__(self, name: str, *, named_by_folder: bool = False) -> None:
        """Read the definition `tables/<name>.toml`; *named_by_folder*: the folder bears the account's name."""
        self._table = load(name)
        self._named_by_folder = named_by_folder
        self.name = name
        self.label = f"{self._table.label} 表格"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the header is this table's."""
        return self._table.is_workbook_at(path, head) or self._table.begins_like(head)

    def read(self, path: Path) -> Iterator[Record]:
        """Every row of *path*. Raises MalformedExport or OSError."""
        for one in self.articles(path):
            yield record(one) if isinstance(one, Article) else one

    def articles(self, path: Path) -> Iterator[Row]:
        """Every row of *path*. Raises MalformedExport or OSError."""
        name = path.parent.name if self._named_by_folder else ""
        with path.open("rb") as stream:
            packed = workbook.is_workbook(stream.read(4))
        if packed:
            yield from self._named(workbook.rows(path), name, path)
            return
        with opened(path) as text:
            yield from self._named(delimited.table(delimited.lines(text)), name, path)

    def _named(
        self, rows: Iterator[delimited.Row | delimited.Broken], name: str, path: Path
    ) -> Iterator[Row]:
        for found in self._table.read(rows):
            if isinstance(found, Values):
                yield article_of(self._table, found, (f"第 {found.line} 行", name, path))
            else:
                yield found


class WeChatTableJson:
    """The source of one tool's JSON: an array of objects that have the table's fields."""

    def __init__(self, name: str) -> None:
        """Read the definition `tables/<name>.toml`."""
        self._table = load(name)
        self.name = f"{name}-json"
        self.label = f"{self._table.label} JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* opens an array of objects with all keys of the definition."""
        text = head_text(head)
        return bool(_OPENING.match(text)) and all(f'"{key}"' in text for key in self._table.keys)

    def read(self, path: Path) -> Iterator[Record]:
        """Every object of *path*. Raises MalformedExport when not even the first can be read, or OSError."""
        for one in self.articles(path):
            yield record(one) if isinstance(one, Article) else one

    def articles(self, path: Path) -> Iterator[Row]:
        """Every object of *path*. Raises MalformedExport or OSError."""
        for member in weibo_json.read(path):
            if isinstance(member, Problem):
                yield member
            elif not isinstance(member.value, dict):
                yield Problem(f"第 {member.index} 条", "不是一篇文章的记录")
            else:
                values = Values(member.index, _shown(member.value))
                yield article_of(self._table, values, (f"第 {member.index} 条", "", path))


def _shown(raw: Mapping[str, object]) -> dict[str, str]:
    """The texts, numbers and album names of *raw* as cells of the table would show them."""
    cells = {
        name: "" if value is None else str(value)
        for name, value in raw.items()
        if not isinstance(value, list | dict)
    }
    albums = [weibo_json.text(one.get("title")) for one in _objects(raw.get("appmsg_album_infos"))]
    return cells | {"所属合集": " ".join(f"#{title}" for title in albums if title)}


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in weibo_json.elements(value) if isinstance(one, dict)]


def article_of(table: Table, values: Values, where: tuple[str, str, Path]) -> Article | Problem:
    """The article of a row's *values*; *where* are its position, the account's name if the row has none, the file."""
    position, name, path = where

    def first(field: str) -> str:
        return next(iter(table.field(values, field)), "").strip()

    title = " ".join(first("title").split())
    if not title and not first("url"):
        return Problem(position, "这一行既没有标题也没有链接，不能认定是哪一篇文章")
    return Article(
        position=position,
        name=first("name") or name,
        biz=biz_of(first("biz")),
        number=first("number"),
        address=first("url"),
        title=title,
        body=_body(first("text"), title, path),
        witnesses=_published(first("published"), first),
        author=first("author"),
        summary=first("summary"),
        tags=tuple(dict.fromkeys(tag.strip() for tag in _ALBUM.findall(first("albums")) if tag.strip())),
        original=_ELSEWHERE if first("type") in _SHARED else "",
        deleted=first("deleted").lower() in ("1", "true"),
    )


def _published(said: str, first: Callable[[str], str]) -> tuple[Witness, ...]:
    when = dates.in_cell(said) if said and said != "0" else None
    return (Witness(when, "row", f"发布时间 {said}"),) if when else ()


def _body(content: str, title: str, path: Path) -> Body:
    if not content:
        return NOTHING
    if not words.is_markup(content):
        return Body(words.plain(content, title), ())
    try:
        return fragment(content, path)
    except MalformedExport:
        return Body(words.plain(content, title), ())


def biz_of(said: str) -> str:
    """*said* where it is a biz."""
    return said if said.endswith("=") or (said and not said.isdecimal()) else ""
