"""Tables of Weibo tools: rows of a table definition become posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from importers.model import AccountKey, Record
from importers.normalize import delimited
from importers.sources.table import Table, Values, load
from importers.sources.weibo_export import account_of, opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import Status, to_post


class WeiboTable:
    """The source of one tool's CSV."""

    def __init__(self, name: str) -> None:
        """Read the definition `tables/<name>.toml`."""
        self._table = load(name)
        self.name = name
        self.label = self._table.label

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the header is this table's."""
        return self._table.begins_like(head)

    def read(self, path: Path) -> Iterator[Record]:
        """Every row of *path*. Raises MalformedExport when its encoding is unknown, or OSError."""
        account, saved = account_of(path), SavedMedia(path.parent)
        with opened(path) as stream:
            rows = delimited.rows(delimited.lines(stream), self._table.starts)
            for found in self._table.read(rows):
                yield self._post(found, account, saved) if isinstance(found, Values) else found

    def _post(self, values: Values, account: AccountKey, saved: SavedMedia) -> Record:
        return to_post(_status(self._table, values), account, f"第 {values.line} 行", saved)


def _status(table: Table, values: Values) -> Status:
    origin = _filled(lambda name: table.origin_field(values, name), None)
    is_repost = any(table.origin_field(values, name) for name in ("mid", "bid", "uid", "name", "text"))
    return _filled(lambda name: table.field(values, name), origin if is_repost else None)


def _filled(cells: Callable[[str], tuple[str, ...]], origin: Status | None) -> Status:
    def first(name: str) -> str:
        return next(iter(cells(name)), "").strip(" \t")

    return Status(
        mid=first("mid"),
        bid=first("bid"),
        uid=first("uid"),
        name=first("name"),
        text=first("text"),
        created=cells("created"),
        pictures=_split(first("pictures"), ","),
        videos=len(_split(first("videos"), ";")),
        live_photos=len(_split(first("live_photos"), ";")),
        article_url=first("article_url"),
        place=first("place"),
        topics=_split(first("topics"), ","),
        origin=origin,
    )


def _split(cell: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(mark) if part.strip())
