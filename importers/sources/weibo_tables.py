"""Tables of Weibo tools: rows of CSV, JSON and SQLite that one definition explains become posts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from importers.model import AccountKey, Problem, Record
from importers.normalize import delimited, workbook
from importers.normalize.json_members import Member
from importers.normalize.text import count_of, head_text
from importers.sources import weibo_html, weibo_json
from importers.sources.table import Table, Values, load
from importers.sources.weibo_export import account_of, opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import Status, to_post, to_record

_USER_FIRST = re.compile(r'\s*\{\s*"user"\s*:\s*\{')
_TAIL = 80  # characters at a text's end where a tool's own words can stand


class WeiboTable:
    """The source of one tool's CSV."""

    def __init__(self, name: str) -> None:
        """Read the definition `tables/<name>.toml`."""
        self._table = load(name)
        self.name = name
        self.label = f"{self._table.label} CSV"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the header is this table's."""
        return self._table.is_workbook_at(path, head) or self._table.begins_like(head)

    def read(self, path: Path) -> Iterator[Record]:
        """Every row of *path*. Raises MalformedExport when its encoding is unknown, or OSError."""
        account, saved = account_of(path), SavedMedia(path.parent)
        for found in self._table.read(self._rows(path)):
            if isinstance(found, Values):
                yield to_post(status_of(self._table, found), account, f"第 {found.line} 行", saved)
            else:
                yield found

    def _rows(self, path: Path) -> Iterator[delimited.Row | delimited.Broken]:
        with path.open("rb") as stream:
            packed = workbook.is_workbook(stream.read(4))
        if packed:
            yield from workbook.rows(path)
            return
        with opened(path) as text:
            yield from delimited.table(delimited.lines(text), self._table.starts)


class WeiboTableJson:
    """The source of one tool's `{"user": {…}, "weibo": [{…}]}`, whose flat posts have the table's fields."""

    def __init__(self, name: str) -> None:
        """Read the definition `tables/<name>.toml`."""
        self._table = load(name)
        self.name = f"{name}-json"
        self.label = f"{self._table.label} JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* opens with the user and shows all keys of the definition."""
        text = head_text(head)
        return bool(_USER_FIRST.match(text)) and all(f'"{key}"' in text for key in self._table.keys)

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when not even the first can be read, or OSError."""
        account, saved = account_of(path), SavedMedia(path.parent)
        for member in weibo_json.read(path):
            if isinstance(member, Problem):
                yield member
            elif member.key == "user" and isinstance(member.value, dict):
                account = _of_user(account, member.value)
            elif member.key == "weibo" and member.index:
                yield self._record(member, account, saved)

    def _record(self, member: Member, account: AccountKey, saved: SavedMedia) -> Record:
        position = f"第 {member.index} 条"
        if not isinstance(member.value, dict):
            return Problem(position, "不是一条微博的记录")
        status = status_of(self._table, Values(member.index, _shown(member.value)))
        return to_record(status, account, position, saved)


def _of_user(account: AccountKey, user: Mapping[str, object]) -> AccountKey:
    shown = _shown(user)
    uid, name = shown.get("id", ""), shown.get("nickname") or shown.get("screen_name", "")
    return replace(account, ids=(uid,) if uid else account.ids, name=name or account.name)


def _shown(raw: Mapping[str, object]) -> dict[str, str]:
    """Give the texts and numbers of *raw* as a table's cells would show them."""
    return {name: str(value) for name, value in raw.items() if isinstance(value, str | int)}


def status_of(table: Table, values: Values) -> Status:
    """Make a status of a row's *values*."""
    status = _filled(lambda name: table.field(values, name))
    is_repost = any(table.origin_field(values, name) for name in ("mid", "bid", "uid", "name", "text"))
    if is_repost or table.repost:
        origin = _filled(lambda name: table.origin_field(values, name))
        status = replace(status, origin=origin) if is_repost else _parted(status, origin, table.repost)
    return _without_residue(status, table.residue)


def _filled(cells: Callable[[str], tuple[str, ...]]) -> Status:
    def first(name: str) -> str:
        return next(iter(cells(name)), "").strip(" \t")

    words = weibo_html.read(first("text"))  # a setting of the tools keeps the HTML
    return Status(
        mid=first("mid"),
        bid=first("bid"),
        uid=first("uid"),
        name=first("name"),
        text=words.text,
        links=tuple(words.links),
        created=cells("created"),
        pictures=weibo_json.parts(first("pictures"), ","),
        declared_pictures=count_of(first("declared_pictures")),
        videos=len(weibo_json.parts(first("videos"), ";")),
        live_photos=len(weibo_json.parts(first("live_photos"), ";")),
        article_url=first("article_url"),
        place=first("place"),
        topics=weibo_json.parts(first("topics"), ","),
    )


def _parted(status: Status, origin: Status, repost: re.Pattern[str] | None) -> Status:
    """Part a repost that a tool wrote into one cell into own words and the *origin*, whose pictures are known."""
    match = repost.fullmatch(status.text) if repost else None
    if match is None:
        return status
    quoted = replace(origin, name=(match["name"] or "").strip(), text=match["text"].strip())
    return replace(status, text=match["own"].strip(), origin=quoted)


def _without_residue(status: Status, residue: re.Pattern[str] | None) -> Status:
    """Take the tool's own words off the end of the texts, keeping what they say about pictures."""
    if residue is None:
        return status
    origin = _without_residue(status.origin, residue) if status.origin else None
    text = status.text.rstrip()
    match = residue.search(text, max(0, len(text) - _TAIL))
    if match is None:
        return replace(status, origin=origin)
    declared = count_of(match["pictures"] or "")
    return replace(status, origin=origin, text=text[: match.start()], declared_pictures=declared)
