"""yt-dlp's `<name>.info.json` beside the video it describes (yt_dlp/YoutubeDL.py, `--write-info-json`).

Its `upload_date` is the day in Greenwich, the day before for whatever was published in Beijing before 8 o'clock: only
`timestamp` counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any

from importers.model import AccountKey, MalformedExport, Post, Problem, Record, Skipped
from importers.normalize.text import head_text
from importers.sources import clip
from importers.sources.bilibili_ids import to_av
from importers.sources.clip import Clip
from importers.sources.clip_media import Saved, sort
from importers.sources.vouched import NAMELESS, beside
from importers.sources.weibo_export import opened
from importers.sources.weibo_json import elements, mapping, text

SUFFIX = ".info.json"
_LARGEST = 64 << 20  # characters; a list of formats is some hundred thousand
_KEYS = re.compile(r'"(?:extractor(?:_key)?|formats|webpage_url|display_id|_type)"\s*:')
_PLATFORMS = {
    "weibo": "weibo",
    "weibovideo": "weibo",
    "bilibili": "bilibili",
    "douyin": "douyin",
    "toutiao": "toutiao",
    "xiaohongshu": "xiaohongshu",
}
# Elsewhere the tool cuts the title from the text.
_TITLED = frozenset(("bilibili", "toutiao", "xiaohongshu", "other"))
_BV = re.compile(r"BV1[0-9A-Za-z]{9}", re.ASCII)
_ADDRESS_ID = re.compile(r"toutiao\.com/(?:video|group|item|article)/(\d{15,20})")


class YtDlp:
    """The source of yt-dlp's descriptions."""

    name = "yt-dlp"
    label = "yt-dlp 视频说明 info.json"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the name is yt-dlp's and *head* an object with its keys."""
        if not path.name.endswith(SUFFIX):
            return False
        shown = head_text(head).lstrip()
        return shown.startswith("{") and '"id"' in shown and _KEYS.search(shown) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """The one post of *path*. Raises MalformedExport when it cannot be read, or OSError."""
        raw = _object(path)
        if text(raw.get("_type")) in ("playlist", "multi_video"):
            yield Skipped("", "播放列表或账号主页的说明，不是作品")
            return
        yield _record(raw, path)


def _record(raw: Mapping[str, Any], path: Path) -> Record:
    made = _clip(raw)
    if made.account.ids or made.account.name:
        return clip.to_post(made, "", _SameName(path))
    vouched = beside(path, made.account.platform)
    if vouched is None:
        return Problem("", NAMELESS)
    post = clip.to_post(replace(made, account=vouched.account), "", _SameName(path))
    return replace(post, companions=(*post.companions, vouched.path)) if isinstance(post, Post) else post


@dataclass(frozen=True, slots=True)
class _SameName:
    """The files that share the description's name."""

    path: Path

    def of(self, ids: tuple[str, ...], when: datetime | None = None, name: str = "") -> Saved:
        """Find them; the post's values do not matter."""
        stem = self.path.name.removesuffix(SUFFIX) + "."
        beside = (one for one in self.path.parent.iterdir() if one.name.startswith(stem) and one != self.path)
        return sort(one for one in beside if one.is_file() and not one.is_symlink())


def _object(path: Path) -> Mapping[str, Any]:
    with opened(path) as stream:
        content = stream.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise MalformedExport("视频说明过长，不像 yt-dlp 写的文件。")
    try:
        value = json.loads(content.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise MalformedExport("JSON 有误或被截断，请重新导出。") from None
    if not isinstance(value, dict):
        raise MalformedExport("JSON 里不是一个视频的说明。")
    return value


def _clip(raw: Mapping[str, Any]) -> Clip:
    platform = _PLATFORMS.get(
        text(raw.get("extractor_key")).lower() or text(raw.get("extractor")).lower(), "other"
    )
    number, url = text(raw.get("id")), text(raw.get("webpage_url")) or text(raw.get("original_url"))
    ids = tuple(dict.fromkeys(filter(None, (text(raw.get(key)) for key in ("uploader_id", "channel_id")))))
    name = text(raw.get("uploader")) or text(raw.get("channel"))
    return Clip(
        id=_id(platform, raw, url) if number else "",
        also=(f"av{to_av(number)}",) if platform == "bilibili" and _BV.fullmatch(number) else (),
        account=AccountKey(platform, ids, name),
        title=text(raw.get("title")) if platform in _TITLED else "",
        text=text(raw.get("description")) or text(raw.get("title")),
        created=tuple(filter(None, (_moment(raw, key) for key in ("timestamp", "release_timestamp")))),
        captured=_moment(raw, "epoch"),
        url=url,
        is_video=bool(
            mapping(raw, "formats") or elements(raw.get("formats")) or raw.get("duration") or raw.get("ext")
        ),
        topics=tuple(one for one in elements(raw.get("tags")) if isinstance(one, str)),
        stated_in="meta",
    )


def _id(platform: str, raw: Mapping[str, Any], url: str) -> str:
    number, extractor = text(raw.get("id")), text(raw.get("extractor_key")) or text(raw.get("extractor"))
    if platform == "toutiao" and (found := _ADDRESS_ID.search(url)):
        return found[1]
    return number if platform != "other" else f"{extractor}-{number}"


def _moment(raw: Mapping[str, Any], key: str) -> str:
    """Seconds since 1970 under *key*, as text; the tool writes fractions too."""
    value = raw.get(key)
    if isinstance(value, float) and not isfinite(value):
        return ""
    return (
        str(int(value))
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        else ""
    )
