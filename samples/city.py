"""The accounts and posts of the made-up city, read from `samples/city/*.toml`."""

from __future__ import annotations

import base64
import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from samples.markup import Block, parse, running_text

BEIJING = timezone(timedelta(hours=8), "+08:00")
TEXTS = Path(__file__).parent / "city"
_LETTERHEAD = 24  # shorter lines are document numbers and addressees
_SENTENCES = re.compile(r".{20,110}[。；]")
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WECHAT_START = 1420070400  # seconds; before every post of the city
_WEIBO_EPOCH = 515483463  # seconds; a mid is (unix time - this) << 22 plus a sequence


@dataclass(frozen=True, slots=True)
class Account:
    """One account: *id* is the WeChat original id (`gh_…`) or the Weibo uid, *number* the one behind `__biz`.

    *tool* is the generation of weibo-crawler that fetched a Weibo account, *json* whether it wrote JSON as well.
    """

    platform: str
    id: str
    name: str
    alias: str
    signature: str
    number: int = 0
    tool: str = ""
    json: bool = False

    @property
    def biz(self) -> str:
        """The `__biz` of a WeChat account."""
        return base64.b64encode(str(self.number).encode()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post and in which *form* it was exported; *extra* holds what only that form knows."""

    account: Account
    key: str
    form: str
    title: str
    date: datetime
    saved: datetime
    idx: int
    author: str
    blocks: tuple[Block, ...]
    extra: dict[str, Any]

    @property
    def timestamp(self) -> int:
        """Unix seconds of publication."""
        return int(self.date.timestamp())

    @property
    def mid(self) -> str:
        """The platform's number of the post: rises with time; posts of one WeChat push share it."""
        if self.account.platform == "weibo":
            return str(((self.timestamp - _WEIBO_EPOCH) << 22) | number(self.key, 1 << 22))
        return str(2247480000 + number(self.account.id, 3000) + (self.timestamp - _WECHAT_START) // 5400)

    @property
    def bid(self) -> str:
        """The base62 form of a Weibo mid: seven decimal digits make four characters, from the right."""
        digits, parts = self.mid, []
        while digits:
            digits, tail = digits[:-7], digits[-7:]
            parts.append(_base62(int(tail)).rjust(4 if digits else 0, "0"))
        return "".join(reversed(parts))

    @property
    def sn(self) -> str:
        """The 32 hex digits by which WeChat verifies a long address."""
        return hexadecimal(self.key + " sn", 32)

    @property
    def short_link(self) -> str:
        """The permanent short address of a WeChat post."""
        token = base64.urlsafe_b64encode(hashlib.sha256(self.key.encode()).digest()).decode()[:22]
        return f"https://mp.weixin.qq.com/s/{token}"

    @property
    def long_link(self) -> str:
        """The permanent long address, unescaped."""
        return (
            f"http://mp.weixin.qq.com/s?__biz={self.account.biz}&mid={self.mid}&idx={self.idx}&sn={self.sn}"
            f"&chksm={hexadecimal(self.key + ' chksm', 84)}#rd"
        )

    @property
    def source_link(self) -> str:
        """The address by which shares and reprints name this post."""
        query = f"__biz={self.account.biz.replace('=', '%3D')}&mid={self.mid}&idx={self.idx}&sn={self.sn}"
        return f"http://mp.weixin.qq.com/s?{query}"

    @property
    def digest(self) -> str:
        """The summary shown in lists: what the editor wrote, else the first sentences of the text."""
        lines = [line for line in running_text(self.blocks).split("\n") if len(line) > _LETTERHEAD]
        whole = _SENTENCES.match(lines[0]) if lines else None
        return str(self.extra.get("digest", whole[0] if whole else "".join(lines[:1])[:54]))


def load() -> list[Post]:
    """Every post of the city, account by account in the order of the files. Raises KeyError, ValueError.

    A share or reprint names its source by key; the source itself takes the place of that key.
    """
    posts = [post for path in sorted(TEXTS.glob("*.toml")) for post in _posts(path)]
    of_key = {post.key: post for post in posts}
    for post in posts:
        for relation in ("share_of", "reprint_of"):
            if relation in post.extra:
                post.extra[relation] = of_key[post.extra[relation]]
    return posts


def _posts(path: Path) -> Iterator[Post]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    account = Account(**table["account"])
    for number_, entry in enumerate(table["post"], 1):
        date = _second(entry.pop("date").replace(tzinfo=BEIJING), account.id)
        yield Post(
            account=Account(**{**table["account"], "name": entry.pop("name", account.name)}),
            key=f"{path.stem}-{number_:02d}",
            form=entry.pop("form"),
            title=entry.pop("title", ""),
            date=date,
            saved=entry.pop("saved", table["saved"]).replace(tzinfo=BEIJING),
            idx=entry.pop("idx", 1),
            author=entry.pop("author", ""),
            blocks=parse(entry.pop("body", "")),
            extra=entry,
        )


def _second(minute: datetime, account: str) -> datetime:
    """*minute* with the second of the push: what the texts need not tell."""
    return minute.replace(second=number(f"{account} {minute}", 59) + 1)


def number(seed: str, below: int) -> int:
    """A number in 0..*below*-1 that depends on *seed* alone."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % below


def hexadecimal(seed: str, length: int) -> str:
    """*length* hex digits that depend on *seed* alone."""
    return hashlib.shake_256(seed.encode()).hexdigest((length + 1) // 2)[:length]


def token(seed: str, length: int) -> str:
    """*length* letters and digits, in the manner of WeChat's picture names, that depend on *seed* alone."""
    return "".join(_BASE62[byte % 62] for byte in hashlib.shake_256(seed.encode()).digest(length))


def _base62(value: int) -> str:
    shown = ""
    while value:
        value, rest = divmod(value, 62)
        shown = _BASE62[rest] + shown
    return shown or "0"
