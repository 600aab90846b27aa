"""Word files and texts that tools made of articles; the ids come from the page or the list beside them.

wechat-article-exporter wraps the article's HTML into a docx as an MHTML part (html-docx-js, altChunk of ECMA-376);
wechatDownload has pandoc write the whole page. The exporter's text is `title`, an empty line, the words.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from lxml.etree import _Element as Element

from importers.model import MalformedExport, Picture, Record
from importers.normalize import dates, dom, html, text, word
from importers.normalize.html import Body, Reading
from importers.sources.wechat import archive, elements, pairs, words
from importers.sources.wechat.fields import file_date
from importers.sources.wechat.markdowns import Told, article_of
from importers.sources.wechat.pictures import Pictures
from importers.sources.weibo_export import opened

_CHUNK = "word/afchunk.mht"
_PANDOC = b"word/media/rId"  # pandoc names pictures by their relation
_LARGEST = 256 << 20
_LONGEST = 4 << 20  # characters of a text
_TITLE = 200
_ABOVE = 4  # blocks: author, title, byline
_FOOT = ("预览时标签不可点", "精选留言")
_DATED = re.compile(r"(?:原创\s*)?(.*?)\s*(\d{4}-\d{2}-\d{2} \d{2}:\d{2})\s*(\S*)")
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError, ValueError)


class WeChatDocument:
    """The source of docx and txt that tools made of articles."""

    name = "wechat-document"
    label = "微信文章 docx 和 txt"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is such a Word file, or a text whose first line a list beside it names."""
        suffix = path.suffix.lower()
        if suffix == ".docx" and head.startswith(b"PK\x03\x04"):
            return _CHUNK.encode() in head or (_PANDOC in head and _is_dated(path.name))
        return suffix == ".txt" and pairs.lists_title(path, _first_line(text.head_text(head)))

    def read(self, path: Path) -> Iterator[Record]:
        """The one article of *path*. Raises MalformedExport or OSError."""
        if path.suffix.lower() == ".txt":
            yield from _text(path)
            return
        try:
            with zipfile.ZipFile(path) as package:
                if sum(part.file_size for part in package.infolist()) > _LARGEST:
                    raise MalformedExport("Word 文件解开后过大，不像一篇文章，请核对后另存。")
                chunk = package.read(_CHUNK) if _CHUNK in package.namelist() else None
        except _BROKEN:
            raise MalformedExport("Word 文件不完整或已损坏，请重新导出。") from None
        yield from _exported(path, chunk) if chunk is not None else _printed(path)


def _is_dated(name: str) -> bool:
    """Whether the desktop tool may have given *name*: a day, then the title, which may begin with digits."""
    return file_date(name) is not None or (name[:8].isdecimal() and dates.parse(name[:8], None) is not None)


def _first_line(shown: str) -> str:
    return shown.lstrip("\ufeff \n\r").split("\n", 1)[0].strip()


def _text(path: Path) -> Iterator[Record]:
    with opened(path) as stream:
        shown = stream.read(_LONGEST + 1)
    if len(shown) > _LONGEST:
        raise MalformedExport("文本过长，不像一篇文章，请核对导出工具。")
    title = _first_line(shown)
    yield from article_of(path, Told(title=title[:_TITLE]), Body(words.plain(shown, title), ()))


# wechat-article-exporter ----------------------------------------------------------------------------------------


def _exported(path: Path, chunk: bytes) -> Iterator[Record]:
    found = archive.unpack(chunk)
    root = html.parse(found.text)
    classes = _by_class(root)
    link = next((one for one in classes.get("source", root).iter("a") if one.get("href")), None)
    meta = _DATED.fullmatch(html.text_of(classes.get("__meta__")))
    name = html.text_of(classes.get("nick_name"))
    told = Told(
        title=html.text_of(classes.get("title")) or _heading(root),
        name=name,
        author=meta[1].removesuffix(name).strip() if meta else "",
        address=(link.get("href") or "") if link is not None else "",
        published=meta[2] if meta else "",
    )
    for one in ("title", "__meta__", "source", "__bottom-bar__"):
        if one in classes:
            dom.drop(classes[one])
    pictures = Pictures(path, found.parts)
    yield from article_of(path, told, html.to_markdown(root, Reading(pictures.shown, elements.note)))


def _by_class(root: Element) -> dict[str, Element]:
    """The first element of each class."""
    found: dict[str, Element] = {}
    for element in root.iter():
        for name in (element.get("class") or "").split():
            found.setdefault(name, element)
    return found


def _heading(root: Element) -> str:
    return html.text_of(next(root.iter("h1"), None))


# wechatDownload -------------------------------------------------------------------------------------------------


def _printed(path: Path) -> Iterator[Record]:
    try:
        with path.open("rb") as stream:
            made = word.read(stream)
    except _BROKEN:
        raise MalformedExport("Word 文件已损坏，请用 Word 或 WPS 打开后另存一份。") from None

    def shown(element: Element) -> Picture | None:
        source = element.get("src") or ""
        return Picture("", "", "", None, made.pictures[source]) if source in made.pictures else None

    body = html.to_markdown(made.source, Reading(shown))
    yield from article_of(path, *_opened(body))


def _opened(body: Body) -> tuple[Told, Body]:
    """What the lines above the article tell, and the article: up to the page's foot, so without readers' comments."""
    blocks = body.markdown.split("\n\n")
    lines = [words.bare(one) for one in blocks]
    heading = next((at for at, one in enumerate(blocks[:_ABOVE]) if one.startswith("#")), -1)
    byline = lines[heading + 1] if heading + 1 < len(lines) else ""
    is_byline = byline.startswith("原创 ") or (heading == 1 and bool(lines[0]) and lines[0] in byline)
    start = heading + 2 if is_byline else heading + 1
    end = next((at for at, one in enumerate(lines) if at >= start and one in _FOOT), len(blocks))
    told = Told(
        title=lines[heading] if heading >= 0 else "",
        name=byline.rsplit(" ", 1)[-1] if is_byline else "",
        author=lines[0] if heading == 1 else "",
    )
    return told, Body("\n\n".join(blocks[start:end]), body.pictures)
