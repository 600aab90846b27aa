"""The JSON of Chilfish/Weibo-archiver: `weibo-data-<name>.json`, `{"weibo": [{…}], "user": {…}, …}`.

Fields by packages/core/src/types/post.ts. `favorites`, `followings` and `comments` are other people's and are not
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from importers.model import AccountKey, Problem, Record
from importers.normalize.text import head_text
from importers.sources import weibo_json
from importers.sources.weibo_json import elements, mapping, text
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_record

_TOP = re.compile(r'\s*\{\s*"(?:weibo|user)"\s*:')
_INLINE = re.compile(r"\[img://(https?://[^\]\s]+)\]")  # how the tool writes a picture that stood in the text
_NAME = re.compile(r"weibo-data-(.+)")


class WeiboArchiver:
    """The source of Weibo-archiver's export, made by the account's operator in the browser."""

    name = "weibo-archiver"
    label = "Weibo-archiver JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is the tool's object, whose posts have camel-case keys."""
        shown = head_text(head)
        return _TOP.match(shown) is not None and all(
            f'"{key}"' in shown for key in ("mblogid", "createdAt", "userId")
        )

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when none can be read, or OSError."""
        saved, owner = SavedMedia(path.parent), ""
        named = _NAME.fullmatch(path.stem)
        for member in weibo_json.read(path):
            if isinstance(member, Problem):
                yield member
            elif member.key == "weibo" and isinstance(member.value, dict):
                status = _status(member.value)
                owner = owner or status.uid
                account = AccountKey(PLATFORM, (owner,) if owner else (), named[1] if named else "")
                yield to_record(status, account, f"第 {member.index} 条", saved)


def _status(raw: Mapping[str, Any]) -> Status:
    words = text(raw.get("text"))
    card, user, quoted = (mapping(raw, name) for name in ("card", "user", "retweet"))
    listed = [url for url in elements(raw.get("imgs")) if isinstance(url, str)]
    return Status(
        mid=text(raw.get("id")),
        bid=text(raw.get("mblogid")),
        uid=text(raw.get("userId")) or text(user.get("uid")),
        name=text(user.get("name")),
        text=_INLINE.sub("查看图片", words),
        created=(text(raw.get("createdAt")),),
        pictures=tuple(dict.fromkeys([*listed, *_INLINE.findall(words)])),
        links=(link,) if (link := text(card.get("link"))) and link not in words else (),
        notes=(f"链接卡片：{text(card.get('title'))}",) if text(card.get("title")) else (),
        origin=_origin(quoted) if quoted else None,
    )


def _origin(raw: Mapping[str, Any]) -> Status:
    return _status({name: value for name, value in raw.items() if name not in ("retweet", "userId")})
