"""The JSON of dataabc/weibo-crawler: `{"user": {…}, "weibo": [{…}]}` (weibo.py, write_json)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from importers.model import AccountKey, Problem, Record
from importers.normalize.json_members import Member
from importers.normalize.text import head_text
from importers.sources import weibo_html, weibo_json
from importers.sources.weibo_export import account_of
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import Status, to_record

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
        account, saved = account_of(path), SavedMedia(path.parent)
        for member in weibo_json.read(path):
            if isinstance(member, Problem):
                yield member
            elif member.key == "user" and not member.index:
                account = _named(account, member.value)
            elif member.key == "weibo" and member.index:
                yield _record(member, account, saved)


def _named(account: AccountKey, user: object) -> AccountKey:
    if not isinstance(user, dict):
        return account
    uid, name = weibo_json.text(user.get("id")), weibo_json.text(user.get("screen_name"))
    return replace(account, ids=(uid,) if uid else account.ids, name=name or account.name)


def _record(member: Member, account: AccountKey, saved: SavedMedia) -> Record:
    position = f"第 {member.index} 条"
    if not isinstance(member.value, dict):
        return Problem(position, "不是一条微博的记录")
    return to_record(_status(member.value), account, position, saved)


def _status(raw: Mapping[str, Any]) -> Status:
    retweet = raw.get("retweet")
    links = raw.get("links")
    words = weibo_html.read(weibo_json.text(raw.get("text")))
    return Status(
        mid=weibo_json.text(raw.get("id")),
        bid=weibo_json.text(raw.get("bid")),
        uid=weibo_json.text(raw.get("user_id")),
        name=weibo_json.text(raw.get("screen_name")),
        text=words.text,
        created=(weibo_json.text(raw.get("full_created_at")), weibo_json.text(raw.get("created_at"))),
        pictures=weibo_json.parts(raw.get("pics"), ","),
        videos=len(weibo_json.parts(raw.get("video_url"), ";")),
        live_photos=len(weibo_json.parts(raw.get("live_photo_url"), ";")),
        article_url=weibo_json.text(raw.get("article_url")),
        links=tuple(link for link in links if isinstance(link, str))
        if isinstance(links, list)
        else tuple(words.links),
        place=weibo_json.text(raw.get("location")),
        topics=weibo_json.parts(raw.get("topics"), ","),
        origin=replace(_status(retweet), origin=None) if isinstance(retweet, dict) and retweet else None,
    )
