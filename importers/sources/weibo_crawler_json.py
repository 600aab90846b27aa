"""The JSON of dataabc/weibo-crawler: `{"user": {…}, "weibo": [{…}]}` (weibo.py, write_json)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from importers.model import AccountKey, MalformedExport, Problem, Record, Skipped
from importers.normalize.json_members import BadJson, Member, members
from importers.normalize.text import head_text
from importers.sources import weibo_html
from importers.sources.weibo_export import account_of, opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import Status, to_post

_TOP = re.compile(r'\s*\{\s*"user"\s*:\s*\{')
_LIST = re.compile(r'"weibo"\s*:\s*\[\s*(?:\]|\{)')


class WeiboCrawlerJson:
    """The source of weibo-crawler's `<user_id>.json`."""

    name = "weibo-crawler-json"
    label = "微博爬虫 weibo-crawler JSON"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* opens with the user and holds posts with weibo-crawler's keys."""
        text = head_text(head)
        listed = _LIST.search(text) if _TOP.match(text) else None
        return listed is not None and (listed[0].endswith("]") or '"bid"' in text[listed.end() :])

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when not even the first member can be read, or OSError."""
        account, saved, count = account_of(path), SavedMedia(path.parent), 0
        with opened(path) as stream:
            try:
                for member in members(stream.read):
                    if member.key == "user" and not member.index:
                        account = _named(account, member.value)
                    elif member.key == "weibo" and member.index:
                        count = member.index
                        yield _record(member, account, saved)
            except BadJson as error:
                if not count:
                    raise MalformedExport(str(error)) from None
                yield Problem(f"第 {count + 1} 条", str(error))


def _named(account: AccountKey, user: object) -> AccountKey:
    if not isinstance(user, dict):
        return account
    uid, name = _text(user.get("id")), _text(user.get("screen_name"))
    return replace(account, ids=(uid,) if uid else account.ids, name=name or account.name)


def _record(member: Member, account: AccountKey, saved: SavedMedia) -> Record:
    position = f"第 {member.index} 条"
    if not isinstance(member.value, dict):
        return Problem(position, "不是一条微博的记录")
    status = _status(member.value)
    if status.uid and account.ids and status.uid not in account.ids:
        return Skipped(position, f"是其他账号（{status.uid}）的微博")
    return to_post(status, account, position, saved)


def _status(raw: Mapping[str, Any]) -> Status:
    retweet = raw.get("retweet")
    links = raw.get("links")
    words = weibo_html.read(_text(raw.get("text")))
    return Status(
        mid=_text(raw.get("id")),
        bid=_text(raw.get("bid")),
        uid=_text(raw.get("user_id")),
        name=_text(raw.get("screen_name")),
        text=words.text,
        created=(_text(raw.get("full_created_at")), _text(raw.get("created_at"))),
        pictures=_split(raw.get("pics"), ","),
        videos=len(_split(raw.get("video_url"), ";")),
        live_photos=len(_split(raw.get("live_photo_url"), ";")),
        article_url=_text(raw.get("article_url")),
        links=tuple(link for link in links if isinstance(link, str))
        if isinstance(links, list)
        else tuple(words.links),
        place=_text(raw.get("location")),
        topics=_split(raw.get("topics"), ","),
        origin=replace(_status(retweet), origin=None) if isinstance(retweet, dict) and retweet else None,
    )


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _split(value: object, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _text(value).split(mark) if part.strip())
