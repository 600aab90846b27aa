"""Raw posts of Weibo's own interfaces: m.weibo.cn `mblog`, weibo.com/ajax, open API 2/statuses.

Four families of tools hand these on untouched, in pages (`data.cards[].mblog`, `data.list[]`, `statuses[]`), as a
bare list, beside pictures (gallery-dl's `status`) or as text (weibo-backup's `raw_json`); so a post is found by its
keys wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from importers.model import AccountKey, MalformedExport, Problem, Record, Skipped
from importers.normalize.text import count_of, head_text
from importers.sources import weibo_html, weibo_json
from importers.sources.weibo_export import account_of
from importers.sources.weibo_json import elements, mapping, text
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_record

# The backslash stands before a quotation mark inside `raw_json`, where weibo-backup keeps the post as text.
_KEYS = re.compile(r'"(?:mblogid|mblog|idstr|retweeted_status)\\?"\s*:')
_TEXT = re.compile(r'"text\\?"\s*:')  # other tools rename it
_USER = re.compile(r'"user\\?"\s*:\s*\{')
_SCHEME_BID = re.compile(r"/status/([0-9A-Za-z]{5,11})(?:\?|$)")
_THUMBNAIL = re.compile(r"(sinaimg\.cn)/(?:thumbnail|thumb\d+|bmiddle|orj\d+|mw\d+|wap\d+|woriginal)/")
_DEPTH = 40  # pages nest cards in cards; deeper is no page of the platform


class WeiboApi:
    """The source of JSON files that hold the platform's own posts."""

    name = "weibo-api"
    label = "微博接口 JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is JSON with the keys that only the platform's own posts have."""
        shown = head_text(head)
        start = shown.lstrip()[:1]
        return (
            bool(start)
            and start in "{["
            and bool(_KEYS.search(shown) and _USER.search(shown) and _TEXT.search(shown))
            and '"created_at"' in shown
        )

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when none can be read, or OSError."""
        account, saved, count = account_of(path), SavedMedia(path.parent), 0
        for member in weibo_json.read(path):
            if isinstance(member, Problem):
                yield member
                continue
            for raw in _posts(member.value, _DEPTH):
                count += 1
                account = account if account.ids else author_of(raw)
                yield record(raw, account, f"第 {count} 条", saved)
        if not count:
            raise MalformedExport("文件里没有一条微博，只有页面框架，请重新导出。")


def _posts(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    """Find posts in *value*, in order; what a post quotes is not another one."""
    if (
        isinstance(value, dict)
        and "created_at" in value
        and "text" in value
        and ("user" in value or "mid" in value)
    ):
        yield value
    elif depth and isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _posts(part, depth - 1)
    elif isinstance(value, str) and value.startswith('{"') and (parsed := parse(value)):
        yield from _posts(parsed, 0)


def parse(text: str) -> Mapping[str, Any]:
    """Give the JSON object that *text* holds, empty when it holds none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def author_of(raw: Mapping[str, Any]) -> AccountKey:
    """Give the account that wrote the post *raw*."""
    user = mapping(raw, "user")
    uid = text(user.get("idstr")) or text(user.get("id"))
    return AccountKey(PLATFORM, (uid,) if uid else (), text(user.get("screen_name")))


def record(raw: Mapping[str, Any], account: AccountKey, position: str, saved: SavedMedia) -> Record:
    """Make the record of the post *raw*, which is skipped when it is not *account*'s or was not for everybody."""
    status = status_of(raw)
    if text(mapping(raw, "visible").get("type")) not in ("", "0"):
        return Skipped(position, "发布时只对部分人可见，不公开")
    named = account if account.name else AccountKey(PLATFORM, account.ids, status.name)
    return to_record(status, named, position, saved)


def status_of(raw: Mapping[str, Any]) -> Status:
    """Make a status of the platform's own JSON of a post."""
    user, page = mapping(raw, "user"), mapping(raw, "page_info")
    words = _words(raw)
    scheme = _SCHEME_BID.search(text(raw.get("scheme")))
    retweeted = mapping(raw, "retweeted_status")
    kind = text(page.get("type")) or text(page.get("object_type"))
    return Status(
        mid=text(raw.get("mid")) or text(raw.get("idstr")) or text(raw.get("id")),
        bid=text(raw.get("bid")) or text(raw.get("mblogid")) or (scheme[1] if scheme else ""),
        uid=text(user.get("idstr")) or text(user.get("id")),
        name=text(user.get("screen_name")),
        text=words.text,
        created=(text(raw.get("created_at")),),
        pictures=tuple(_pictures(raw)),
        declared_pictures=count_of(text(raw.get("pic_num"))),
        videos=int(kind == "video") + sum(item.get("type") == "video" for item in _mixed(raw)),
        live_photos=sum(text(part.get("type")) in ("livephoto", "live_photo") for part in _parts(raw)),
        article_url=text(page.get("page_url")) if kind == "article" else "",
        links=tuple(words.links),
        origin=_origin(retweeted) if retweeted else None,
    )


def _origin(raw: Mapping[str, Any]) -> Status:
    """Make the status of a quoted original; one that is gone has no user and keeps no name."""
    quoted = status_of({name: value for name, value in raw.items() if name != "retweeted_status"})
    return Status(mid=quoted.mid, text=quoted.text) if text(raw.get("deleted")) == "1" else quoted


def _words(raw: Mapping[str, Any]) -> weibo_html.Words:
    """Give the fullest text: the long one where it was fetched; t.cn links replaced by what they stand for."""
    words = text(mapping(raw, "longText").get("longTextContent")) or text(raw.get("text"))
    raw_text = text(raw.get("text_raw"))
    if not raw.get("longText") and raw_text and "<a " not in words:
        words = raw_text
    elif "<" not in words:
        words = unescape(words)  # HTML without a single element still has entities
    for link in elements(raw.get("url_struct")):
        if isinstance(link, dict) and (short := text(link.get("short_url"))):
            words = words.replace(short, text(link.get("long_url")) or short)
    return weibo_html.read(words)


def _pictures(raw: Mapping[str, Any]) -> Iterator[str]:
    """Give the addresses of the largest pictures, each once, in the post's order."""
    found: dict[str, None] = {}
    for part in _parts(raw):
        best = next((part[size] for size in ("large", "largest", "original", "mw2000") if size in part), None)
        url = text(best.get("url")) if isinstance(best, dict) else ""
        url = url or text(part.get("url")) or text(part.get("thumbnail_pic"))
        if url and text(part.get("type")) != "video":
            found[_THUMBNAIL.sub(r"\1/large/", url)] = None
    yield from found


def _parts(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Give the post's pictures as the interface describes them, whichever of its four ways it used."""
    mixed = [mapping(item, "data") for item in _mixed(raw) if item.get("type") == "pic"]
    infos = mapping(raw, "pic_infos")
    ordered = [infos[key] for key in elements(raw.get("pic_ids")) if isinstance(key, str) and key in infos]
    pics = raw.get("pics")
    listed = list(pics.values()) if isinstance(pics, dict) else elements(pics)
    parts = mixed or ordered or listed or elements(raw.get("pic_urls"))
    return [part for part in parts if isinstance(part, dict)]


def _mixed(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    items = elements(mapping(raw, "mix_media_info").get("items"))
    return [item for item in items if isinstance(item, dict)]
