"""Toutiao's own JSON: pages of an account's feed and single articles, as tools and browsers save them.

Shapes by DIYgod/RSSHub, lib/routes/toutiao: `cell_type` 0 and 49 are videos, 32 a 微头条 (no title; `content`,
`rich_content`), 60 an article, whose text the feed does not hold. `behot_time` is when the feed showed an entry, never when
it was published. Ids of 19 digits that went through JavaScript end in zeros: the address has the true one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

from importers.model import (
    AccountKey,
    Listed,
    MalformedExport,
    Picture,
    Post,
    Problem,
    Record,
    Skipped,
    Witness,
)
from importers.normalize import html, urls
from importers.normalize.html import Body, Element, Reading
from importers.normalize.text import head_text
from importers.sources import clip, weibo_json
from importers.sources.clip import Clip
from importers.sources.clip_media import SavedFiles
from importers.sources.weibo_json import elements, mapping, text

PLATFORM = "toutiao"
_KEYS = re.compile(r'"(?:behot_time|cell_type|single_mode|group_id|item_id|media_user|detail_source)"\s*:')
_ENTRY = frozenset(("group_id", "item_id", "cell_type", "gid", "media_user", "detail_source"))
_WORDS = frozenset(("title", "content", "rich_content", "abstract"))
_URLS = ("share_url", "article_url", "display_url", "source_url", "item_source_url", "url", "seo_url")
_IDS = ("item_id_str", "group_id_str", "id_str", "item_id", "group_id", "gid", "id")
_IN_URL = re.compile(r"/(?:(?:group|item|article|w|video)/|[ai])(\d{15,20})\b")
_ID = re.compile(r"\d{15,20}")
_SAFE = 1 << 53  # from here on JavaScript rounds
_AUTHORS = ("user", "user_info", "media_user", "media_info", "pgc_user")
_TOKEN = re.compile(r"/c/user/(?:token/)?([A-Za-z0-9_-]{4,120})")
_VIDEO, _SHORT = (0, 49), 32
_DEPTH = 12


class Toutiao:
    """The source of Toutiao's JSON."""

    name = "toutiao"
    label = "头条号接口 JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is JSON with keys that Toutiao's entries have."""
        shown = head_text(head).lstrip()
        found = set(_KEYS.findall(shown)) if shown.startswith(("{", "[")) else set()
        return len(found) >= 2 and any(f'"{word}"' in shown for word in _WORDS)

    def read(self, path: Path) -> Iterator[Record]:
        """Every entry of *path*. Raises MalformedExport when none can be read, or OSError."""
        found = list(_entries(path))
        authors = {key for one in found if not isinstance(one, Problem) for key in _author(one).ids[:1]}
        reading, count = _Reading(SavedFiles(path), len(authors) > 1), 0
        for one in found:
            count += not isinstance(one, Problem)
            yield one if isinstance(one, Problem) else reading.record(one, f"第 {count} 条")
        if not count:
            raise MalformedExport("文件里没有一条头条号的内容，请重新导出。")


def _entries(path: Path) -> Iterator[Mapping[str, Any] | Problem]:
    loose: dict[str, object] = {}  # an article alone in its file: the members of one object
    for member in weibo_json.read(path):
        if isinstance(member, Problem):
            yield member
        elif member.index or isinstance(member.value, dict):
            yield from _nested(member.value, _DEPTH)
        loose |= {} if isinstance(member, Problem) or member.index else {member.key: member.value}
    if _is_entry(loose):
        yield loose


def _nested(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, dict) and _is_entry(value):
        yield value
    elif depth and isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _nested(part, depth - 1)


def _is_entry(value: Mapping[str, object]) -> bool:
    return bool(_ENTRY & value.keys()) and bool(_WORDS & value.keys())


@dataclass(frozen=True, slots=True)
class _Reading:
    """One file; *of_many*: it is a feed of more than one account."""

    files: SavedFiles
    of_many: bool

    def record(self, raw: Mapping[str, Any], position: str) -> Record:
        if raw.get("is_feed_ad") is True:
            return Skipped(position, "广告，不是账号的内容")
        written = _html(raw)
        is_video = (
            raw.get("cell_type") in _VIDEO
            or raw.get("has_video") is True
            or raw.get("article_genre") == "video"
        )
        stated = _stated(raw)
        if not written and not (is_video and stated):
            return replace(_listed(raw, position, stated), of_many=self.of_many)
        body = html.to_markdown(written, Reading(self._picture)) if written else Body("", ())
        made = clip.to_post(_clip(raw, body, is_video), position, self.files)
        return replace(made, of_many=self.of_many) if isinstance(made, Post) else made

    def _picture(self, element: Element) -> Picture | None:
        url = element.get("src") or element.get("data-src") or ""
        if not url:
            return None
        url = f"https:{url}" if url.startswith("//") else url
        name = urls.split(url).path.rsplit("/", 1)[-1].split("~")[0].split(".")[0]
        saved = self.files.of((name,)).pictures if len(name) >= 10 else ()
        return Picture("", url, element.get("alt") or "", saved[0] if saved else None)


def _clip(raw: Mapping[str, Any], body: Body, is_video: bool) -> Clip:
    url = _url(raw)
    is_short = raw.get("cell_type") == _SHORT
    words = text(raw.get("content")) if is_short else text(raw.get("abstract"))
    return Clip(
        id=_identity(raw, url),
        account=_author(raw),
        title="" if is_short else text(raw.get("title")),
        author=text(raw.get("detail_source")),
        summary="" if is_short or not body.markdown else text(raw.get("abstract")),
        text=words if is_short or is_video else body.markdown,
        body=body.markdown,
        created=_stated(raw),
        url=url,
        embedded=body.pictures,
        pictures=tuple(_pictures(raw)) if is_short and not body.pictures else (),
        is_video=is_video,
        stated_in="meta",
    )


def _listed(raw: Mapping[str, Any], position: str, stated: tuple[str, ...]) -> Listed:
    """What a feed says of an article without its text; the day on which the feed showed it is no witness."""
    url = _url(raw)
    moments = ((text_, clip.moment(text_, "+08:00")) for text_ in stated)
    return Listed(
        position=position,
        account=_author(raw),
        source_id=_identity(raw, url),
        title=text(raw.get("title")) or text(raw.get("content"))[:60],
        source_url=url,
        witnesses=tuple(Witness(when, "meta", told) for told, when in moments if when),
    )


def _html(raw: Mapping[str, Any]) -> str:
    """The HTML of an entry: an article's body, a short post's text; empty where the feed leaves it out."""
    content, rich = text(raw.get("content")), text(raw.get("rich_content"))
    if raw.get("cell_type") == _SHORT:
        return rich or escape(content).replace("\n", "<br>")
    return content if "<" in content else ""


def _stated(raw: Mapping[str, Any]) -> tuple[str, ...]:
    told = (text(raw.get(key)) for key in ("publish_time", "create_time", "verify_time"))
    return tuple(one for one in told if one and one != "0")[:1]


def _author(raw: Mapping[str, Any]) -> AccountKey:
    ids, names = [], []
    for key in _AUTHORS:
        person = mapping(raw, key)
        for shown in (person, mapping(person, "info")):
            ids += [text(shown.get(one)) for one in ("user_id", "id", "media_id")]
            names += [text(shown.get(one)) for one in ("name", "screen_name")]
    token = _TOKEN.search(text(raw.get("media_url")) or text(raw.get("user_url")))
    ids += [text(raw.get("creator_uid")), token[1] if token else ""]
    names += [text(raw.get(key)) for key in ("media_name", "source", "detail_source")]
    known = tuple(dict.fromkeys(one for one in ids if one and one != "0"))
    return AccountKey(PLATFORM, known, next(filter(None, names), ""))


def _url(raw: Mapping[str, Any]) -> str:
    """The page of the entry: the first address in it that names a post."""
    for key in _URLS:
        url = text(raw.get(key))
        if _IN_URL.search(urls.split(url).path):
            return urls.join("https://www.toutiao.com/", url).split("?")[0]
    return ""


def _identity(raw: Mapping[str, Any], url: str) -> str:
    """The id in the address, else one that JavaScript cannot have rounded."""
    if found := _IN_URL.search(urls.split(url).path):
        return found[1]
    for key in _IDS:
        value = raw.get(key)
        rounded = isinstance(value, int) and value >= _SAFE and value % 100 == 0
        if _ID.fullmatch(text(value)) and not rounded:
            return text(value)
    return ""


def _pictures(raw: Mapping[str, Any]) -> Iterator[str]:
    for key in ("large_image_list", "image_list", "thumb_image_list"):
        urls = [text(mapping({"": one}, "").get("url")) for one in elements(raw.get(key))]
        if any(urls):
            yield from (f"https:{url}" if url.startswith("//") else url for url in urls if url)
            return
