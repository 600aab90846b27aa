"""Saved pages of weibo.cn, the platform's oldest web face: a list of posts, or one post with its comments.

The page closes more spans than it opens (one after every emoji), so no tree of it is right; it is cut along its
markers instead: `<div class="c" id="M_<bid>">` begins a post, `span.ctt` its words, `span.ct` holds its time.
Comments stand under `id="C_…"` and are other people's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

from importers.model import AccountKey, MalformedExport, Record, Skipped
from importers.normalize.text import count_of, head_text
from importers.sources import weibo_html
from importers.sources.weibo_export import account_of, opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_post

_MAX_PAGE = 8 << 20  # characters; ten posts take 30,000
_PAGE = re.compile(r"""<a\s[^<>]*href=["'](?:https?:)?//weibo\.cn/""")
_NAME = re.compile(r"<title>([^<]{1,60})的微博</title>")
_POST = re.compile(r'<div class="c" id="M_([0-9A-Za-z]+)"')
_END = re.compile(r'<div class="(?:s|pa|pm|pms|cd)"|<div class="c" id="C_')
_UID = re.compile(r"weibo\.cn/repost/[0-9A-Za-z]+\?uid=(\d+)")
_WORDS = re.compile(r'<span class="ctt">')
_WORDS_END = re.compile(r"(?:&nbsp;)?\[<a [^<>]*mblog/picAll|&nbsp;<br ?/?>|</div>|&nbsp;<a [^<>]*/attitude/")
_REASON = re.compile(r'<span class="cmt">转发理由[:：]</span>')
_QUOTED = re.compile(r'<span class="cmt">转发了(?P<who>.*?)微博[:：]</span>', re.DOTALL)
_AUTHOR = re.compile(r"<a [^<>]*>([^<]*)</a>")
_PICTURE = re.compile(
    r'<img src="(https?://[^"]*sinaimg\.cn/)[^/"]+/([0-9A-Za-z]{15,40}\.[a-z]{3,4})" alt="图片"'
)
_DECLARED = re.compile(r"组图共(\d+)张")
_TIME = re.compile(r'<span class="ct">([^<]*)')
_VIDEO = re.compile(r"/s/video/show\?|video\.weibo\.com/show")


class WeiboCn:
    """The source of saved weibo.cn pages."""

    name = "weibo-cn"
    label = "微博手机网页（weibo.cn）"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is HTML that links to weibo.cn itself, as every page of it does at its top."""
        text = head_text(head)
        return text.lstrip()[:1] == "<" and "<html" in text[:400] and _PAGE.search(text) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of the page. Raises MalformedExport when it is far too long to be one, or OSError."""
        with opened(path) as stream:
            page = stream.read(_MAX_PAGE + 1)
        if len(page) > _MAX_PAGE:
            raise MalformedExport("网页过长，不像 weibo.cn 的页面，请重新保存。")
        posts = list(_POST.finditer(page))
        if not posts:
            yield Skipped("", "是微博的图片页或资料页，不含微博正文；微博请从列表页或正文页导入")
            return
        named, saved = _NAME.search(page), SavedMedia(path.parent)
        account = AccountKey(
            PLATFORM, _uid(page) or account_of(path).ids, unescape(named[1]) if named else ""
        )
        for number, (start, after) in enumerate(zip(posts, [*posts[1:], None], strict=True), 1):
            end = _END.search(page, start.end())
            stop = min(after.start() if after else len(page), end.start() if end else len(page))
            status = _status(start[1], page[start.end() : stop])
            yield to_post(status, account, f"第 {number} 条", saved)


def _uid(page: str) -> tuple[str, ...]:
    match = _UID.search(page)
    return (match[1],) if match else ()


def _status(bid: str, block: str) -> Status:
    """Read one post; in a repost words and pictures up to the reason are the original's."""
    reason = _REASON.search(block)
    time = _TIME.search(block)
    created = unescape(time[1]).replace("\xa0", " ").partition("来自")[0].strip() if time else ""
    own = Status(bid=bid, created=(created,), stated_in="visible")
    first = _part(block[: reason.start()] if reason else block)
    if reason is None:
        return replace(first, bid=bid, created=own.created, stated_in=own.stated_in)
    words = weibo_html.read(f"<br/>{_until_end(block, reason.end())}")
    who = _QUOTED.search(block, 0, reason.start())
    author = _AUTHOR.search(who["who"]) if who else None
    origin = replace(first, name=unescape(author[1]) if author else "")
    return replace(own, text=words.text.strip(), links=tuple(words.links), origin=origin)


def _part(block: str) -> Status:
    start = _WORDS.search(block)
    html = _until_end(block, start.end()) if start else ""
    words = weibo_html.read(f"<br/>{html}")
    declared = _DECLARED.search(block)
    return Status(
        text=words.text.strip(),
        links=tuple(words.links),
        pictures=tuple(dict.fromkeys(f"{host}large/{name}" for host, name in _PICTURE.findall(block))),
        declared_pictures=count_of(declared[1]) if declared else 0,
        videos=int(_VIDEO.search(html) is not None),
    )


def _until_end(block: str, start: int) -> str:
    end = _WORDS_END.search(block, start)
    return block[start : end.start() if end else len(block)]
