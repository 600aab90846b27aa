"""The Markdown of dataabc/weibo-crawler (weibo.py, generate_markdown_file): a file a day, month, year or account.

Its words are the platform's plain words, not Markdown; only the lines that the tool itself writes are markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from importers.model import AccountKey, MalformedExport, Record
from importers.normalize.text import head_text
from importers.sources.weibo_export import opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_post

_MAX_FILE = 64 << 20  # characters: twenty thousand posts take 10 million
_TITLE = re.compile(r"\ufeff?## (\S+) \[([^\]\n]*)\] 微博存档\s")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_POST = re.compile(r"^### ([^\n]*)\n<!-- weibo_id: (\d+) -->\n", re.MULTILINE)
_CLOCK = re.compile(r"\d{2}:\d{2}:\d{2}")
_END = re.compile(r"\n---\s*$")
_PICTURE = re.compile(r"!\[(?:img|查看图片)\]\(img/([^()\n]+)\)")
_MEDIA = re.compile(r"\[(?:转发)?(视频|Live Photo)(?: \d+)?\]\((?:原创|转发)微博[^()\n]*\)")
_LINK = re.compile(r"\[网页链接\]\(([^()\s]+)\)")


class WeiboCrawlerMarkdown:
    """The source of weibo-crawler's Markdown."""

    name = "weibo-crawler-markdown"
    label = "微博爬虫 weibo-crawler Markdown"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* opens with the tool's title and a post with its id."""
        text = head_text(head).replace("\r\n", "\n")
        return _TITLE.match(text) is not None and _POST.search(text) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of *path*. Raises MalformedExport when it is far too long to be one, or OSError."""
        with opened(path) as stream:
            text = stream.read(_MAX_FILE + 1)
        if len(text) > _MAX_FILE:
            raise MalformedExport("文件过长，不像 weibo-crawler 的 Markdown，请改用它的 CSV 或 JSON。")
        text = text.replace("\r\n", "\n")
        title = _TITLE.match(text)
        account = AccountKey(PLATFORM, name=title[2] if title else path.parent.name)
        day = _DAY.search(title[1]) if title else None
        saved, posts = SavedMedia(path.parent), list(_POST.finditer(text))
        for number, (start, after) in enumerate(zip(posts, [*posts[1:], None], strict=True), 1):
            block = _END.sub("", text[start.end() : after.start() if after else len(text)].rstrip())
            when = f"{day[0]} {start[1]}" if day and _CLOCK.fullmatch(start[1].strip()) else start[1]
            status = replace(_status(block), mid=start[2], created=(when,))
            yield to_post(status, account, f"第 {number} 条", saved)


def _status(block: str) -> Status:
    own = [line for line in block.split("\n") if not line.startswith(">")]
    quoted = [line.removeprefix(">").removeprefix(" ") for line in block.split("\n") if line.startswith(">")]
    status = _part("\n".join(own))
    if not quoted:
        return status
    origin = replace(_part("\n".join(quoted).removeprefix("转发: ")), is_anonymous=True)
    return replace(status, origin=origin)


def _part(text: str) -> Status:
    media = _MEDIA.findall(text)
    words = _LINK.sub("网页链接", _MEDIA.sub("", _PICTURE.sub("", text)))
    return Status(
        text=words.strip(),
        pictures=tuple(f"img/{name}" for name in _PICTURE.findall(text)),
        videos=media.count("视频"),
        live_photos=media.count("Live Photo"),
        links=tuple(_LINK.findall(text)),
    )
