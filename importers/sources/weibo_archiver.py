"""The JSON of Chilfish/Weibo-archiver: `weibo-data-<name>.json`, `{"weibo": [{…}], "user": {…}, …}`.

Fields by packages/core/src/types/post.ts. `favorites`, `followings` and `comments` are other people's and are not
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from importers.model import AccountKey, MalformedExport, Problem, Record, Skipped
from importers.normalize.json_members import BadJson, members
from importers.normalize.text import head_text
from importers.sources.weibo_export import opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_post

_TOP = re.compile(r'\s*\{\s*"(?:weibo|user)"\s*:')
_INLINE = re.compile(r"\[img://(https?://[^\]\s]+)\]")  # how the tool writes a picture that stood in the text
_NAME = re.compile(r"weibo-data-(.+)")


class WeiboArchiver:
    """The source of Weibo-archiver's export, made by the account's operator in the browser."""

    name = "weibo-archiver"
    label = "Weibo-archiver JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is the tool's object, whose posts have camel-case keys."""
        text = head_text(head)
        return _TOP.match(text) is not None and all(
            f'"{key}"' in text for key in ("mblogid", "createdAt", "userId")
        )

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when none can be read, or OSError."""
        saved, owner, count = SavedMedia(path.parent), "", 0
        named = _NAME.fullmatch(path.stem)
        with opened(path) as stream:
            try:
                for member in members(stream.read):
                    if member.key != "weibo" or not member.index or not isinstance(member.value, dict):
                        continue
                    count += 1
                    status = _status(member.value)
                    owner = owner or status.uid
                    account = AccountKey(PLATFORM, (owner,) if owner else (), named[1] if named else "")
                    yield _record(status, account, f"第 {member.index} 条", saved)
            except BadJson as error:
                if not count:
                    raise MalformedExport(str(error)) from None
                yield Problem(f"第 {count + 1} 条", str(error))


def _record(status: Status, account: AccountKey, position: str, saved: SavedMedia) -> Record:
    if status.uid and status.uid not in account.ids:
        return Skipped(position, f"是其他账号（{status.uid}）的微博")
    return to_post(status, account, position, saved)


def _status(raw: Mapping[str, Any]) -> Status:
    text = _text(raw.get("text"))
    card, user, quoted = raw.get("card"), raw.get("user"), raw.get("retweet")
    card = card if isinstance(card, dict) else {}
    user = user if isinstance(user, dict) else {}
    pictures = raw.get("imgs")
    listed = [url for url in pictures if isinstance(url, str)] if isinstance(pictures, list) else []
    return Status(
        mid=_text(raw.get("id")),
        bid=_text(raw.get("mblogid")),
        uid=_text(raw.get("userId")) or _text(user.get("uid")),
        name=_text(user.get("name")),
        text=_INLINE.sub("查看图片", text),
        created=(_text(raw.get("createdAt")),),
        pictures=tuple(dict.fromkeys([*listed, *_INLINE.findall(text)])),
        links=(link,) if (link := _text(card.get("link"))) and link not in text else (),
        notes=(f"链接卡片：{_text(card.get('title'))}",) if _text(card.get("title")) else (),
        origin=_origin(quoted) if isinstance(quoted, dict) and quoted else None,
    )


def _origin(raw: Mapping[str, Any]) -> Status:
    return _status({name: value for name, value in raw.items() if name not in ("retweet", "userId")})


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
