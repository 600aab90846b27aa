"""Old links over HTTP: what the site's own tables (`/go/*.json`) know of a pasted text, put into its page.

The tables are files of the site that is being served, so an answer never names a page that is not there; a
reader is only ever sent to a path of this site.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path
from urllib.parse import quote

from oldlinks import address, shards
from oldlinks.lookup import Found, is_own, look_up
from oldlinks.shards import Target

BEGIN, END = "<!--go:begin-->", "<!--go:end-->"
LONGEST = 4000
_FOLDER = "go"
_FIELD = re.compile(r'(<input type="search" id="u"[^>]*)>')
_PLACE = re.compile(r'(<div id="go-answer"[^>]*)>')
_LINK = re.compile(
    r"https?://|(?:^|[\s/])(?:mp\.weixin\.qq\.com|(?:m\.)?weibo\.c(?:om|n)|t\.cn)/", re.IGNORECASE
)


class NoTables(ValueError):
    """The site has no tables of old links, or damaged ones; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of the site folder *site*."""

    site: Path

    def find(self, text: str) -> Found:
        """What is known of *text*. Raises NoTables."""
        try:
            digits = int(json.loads(self._read("shards"))["digits"])
            return look_up(text, digits, self._load)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NoTables("旧链接对照表暂时不可用，请稍后再试；也可以从账号清单进入。") from error

    def _load(self, name: str) -> dict[str, tuple[Target, ...]]:
        return shards.load(self._read(name))

    def _read(self, name: str) -> str:
        return (self.site / _FOLDER / f"{name}.json").read_text(encoding="utf-8")

    def gone(self, path: str) -> bool:
        """Whether the page at *path* only says that a notice was withdrawn. Raises nothing: unknown is not gone."""
        listed = self.site / "withdrawn" / "paths.json"
        try:
            return path in _paths(listed, listed.stat().st_mtime_ns)
        except (OSError, ValueError, TypeError):
            return False


@lru_cache(4)
def _paths(listed: Path, modified_ns: int) -> frozenset[str]:
    return frozenset(json.loads(listed.read_text(encoding="utf-8")))


def is_link(text: str) -> bool:
    """Whether words typed into the search are a link or a share text with one; markup is neither."""
    return "<" not in text and _LINK.search(address.plain(text)) is not None


def location(text: str) -> str:
    """Where a search for a link belongs."""
    return f"/go?u={quote(text[:LONGEST], safe='')}"


def page(template: str, text: str, found: Found) -> str:
    """The site's page of old links saying what was *found* for *text*."""
    return _filled(template, text, _content(text, found))


def error_page(template: str, text: str, message: str) -> str:
    """The same page with *message* in place of an answer."""
    return _filled(template, text, f'<p class="empty" role="alert">{escape(message)}</p>')


def _filled(template: str, text: str, content: str) -> str:
    if BEGIN not in template or END not in template:
        return f'<!DOCTYPE html><html lang="zh-Hans"><meta charset="utf-8"><title>旧链接查找</title>{content}</html>'
    before, rest = template.split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    before = _FIELD.sub(lambda m: f'{m[1]} value="{escape(text[:2000])}">', before, count=1)
    before = _PLACE.sub(lambda m: f"{m[1]} data-answered>", before, count=1)
    return f"{before}{BEGIN}{content}{END}{after}"


def _content(text: str, found: Found) -> str:
    parts = []
    if found.targets:
        lost = found.targets[0][0] == "lost"
        lead = "本站知道这一条，但没有收到它的内容：" if lost else f"找到 {len(found.targets)} 件："
        parts.append(f"<p>{lead}</p><ul>{''.join(map(_told, found.targets))}</ul>")
    if found.account:
        parts.append(_account(found.account, named=bool(found.targets)))
    return "".join(parts) or _nothing(text)


def _told(target: Target) -> str:
    if target[0] == "lost":
        _, title, reason, _, account = target
        more = f" {_link(account, '看这个账号的去向')}" if account else ""
        return (
            f"<li><strong>已灭失：</strong>{escape(title or '（没有标题）')}。{escape(reason)}。{more}</li>"
        )
    note = "（已撤下，页面写明原因）" if target[0] == "withdrawn" else ""
    return f"<li>{_link(target[1], target[2])} {escape(target[3])}{note}</li>"


def _account(account: Target, *, named: bool) -> str:
    _, path, name, fate, successor = account
    lead = "所属账号：" if named else "没有找到这一条，但认出了账号："
    more = f"后续信息请看：{escape(successor)}。" if successor else ""
    return f"<p>{lead}{_link(path, name)}。{escape(fate)}{more}</p>"


def _nothing(text: str) -> str:
    words = quote(" ".join(address.without(address.plain(text)).split())[:100])
    return (
        "<p>本站没有这一条的记录。可以试试：</p><ul>"
        f'<li><a href="/search?q={words}">用标题里的几个字搜索</a></li>'
        '<li><a href="/accounts/">从账号清单进入原账号</a></li><li><a href="/departments/">按部门查找</a></li></ul>'
    )


def _link(path: str, text: str) -> str:
    return f'<a href="{escape(path)}">{escape(text)}</a>' if is_own(path) else escape(text)


def counted(found: Found) -> str:
    """By what an unknown link is counted: a post of a platform by its key, a page by its host, words as words."""
    for key in found.keys:
        sort, _, rest = key.partition(":")
        if sort == "url":
            return f"host:{rest.partition('/')[0].partition('?')[0]}"
        if sort not in {"title", "name"}:
            return key
    return "words"
