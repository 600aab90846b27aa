"""`data.mjs` of older releases of Chilfish/Weibo-archiver: JSON behind `export const … =`, in a zip with `imgs.csv`.

Read as JSON, never run. Keys are in snake case; `created_at` is milliseconds or the interface's text, mixed in one file;
pictures were saved under `assets/img/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from importers.model import AccountKey, MalformedExport, Problem, Record
from importers.normalize.text import head_text
from importers.sources import weibo_html
from importers.sources.weibo_export import opened
from importers.sources.weibo_json import elements, mapping, text
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_record

_EXPORT = re.compile(r"\s*;?\s*export\s+(?:default|(?:const|let|var)\s+\w+\s*=)\s*")
_MAX_FILE = 128 << 20  # characters; the web shows 20,000 posts at most, two thousand characters each
_SUFFIXES = (".mjs", ".js")


class WeiboArchiverScript:
    """The source of the older export."""

    name = "weibo-archiver-mjs"
    label = "Weibo-archiver data.mjs（旧版）"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *path* is a script that does nothing but export data with the tool's keys."""
        if path.suffix.lower() not in _SUFFIXES:
            return False
        shown = head_text(head)
        return _EXPORT.match(shown) is not None and '"mblogid"' in shown and '"created_at"' in shown

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when none can be read, or OSError."""
        with opened(path) as stream:
            content = stream.read(_MAX_FILE + 1)
        if len(content) > _MAX_FILE:
            raise MalformedExport("文件过长，不像 Weibo-archiver 的 data.mjs。")
        values = list(_values(content.removeprefix("\ufeff")))
        saved, owner = SavedMedia(path.parent), _owner(values)
        posts = [post for value in values for post in _posts(value)]
        for number, raw in enumerate(posts, 1):
            position = f"第 {number} 条"
            status = _status(raw)
            owner = (
                owner if owner.ids else AccountKey(PLATFORM, (status.uid,) if status.uid else (), owner.name)
            )
            yield to_record(status, owner, position, saved)
        if not posts:
            raise MalformedExport("文件里没有一条微博，或不是单纯的数据，请用新版工具重新导出为 JSON。")
        if isinstance(values[-1], Problem):
            yield values[-1]


def _values(content: str) -> Iterator[object]:
    """Each exported value; a Problem where what follows is no JSON."""
    at, decode = 0, json.JSONDecoder().raw_decode
    while found := _EXPORT.match(content, at):
        try:
            value, at = decode(content, found.end())
        except (ValueError, RecursionError):
            yield Problem("文件末尾", "JSON 有误或被截断，请重新导出")
            return
        yield value


def _posts(value: object) -> Iterator[Mapping[str, Any]]:
    listed = value.get("weibo") if isinstance(value, dict) else value
    yield from (one for one in elements(listed) if isinstance(one, dict) and "mblogid" in one)


def _owner(values: list[object]) -> AccountKey:
    for value in values:
        user = mapping(value, "user") or value if isinstance(value, dict) else {}
        if isinstance(user, dict) and (uid := text(user.get("uid")) or text(user.get("id"))):
            return AccountKey(PLATFORM, (uid,), text(user.get("name")) or text(user.get("screen_name")))
    return AccountKey(PLATFORM)


def _status(raw: Mapping[str, Any]) -> Status:
    user, card = mapping(raw, "user"), mapping(raw, "card")
    quoted = mapping(raw, "retweeted_status") or mapping(raw, "retweet")
    words = weibo_html.read(text(raw.get("text")))
    link = text(card.get("link"))
    return Status(
        mid=text(raw.get("id")),
        bid=text(raw.get("mblogid")),
        uid=text(user.get("uid")) or text(user.get("id")),
        name=text(user.get("name")) or text(user.get("screen_name")),
        text=words.text,
        created=(text(raw.get("created_at")),),
        pictures=tuple(url for url in elements(raw.get("imgs")) if isinstance(url, str)),
        links=(*words.links, *([link] if link and link not in words.text else [])),
        notes=(f"链接卡片：{text(card.get('title'))}",) if text(card.get("title")) else (),
        place=text(raw.get("region_name")),
        origin=_status({**quoted, "retweeted_status": None, "retweet": None}) if quoted else None,
    )
