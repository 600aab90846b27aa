"""Pages of misswell/octoman-weibo-backup: `WeiboBackup/<nickname>_<nn>.html`, 500 posts a page (background.js, htmlCard).

Style sheets and pictures stay online; an account shows by its nickname only. Comments are counted there, never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from importers.model import AccountKey, MalformedExport, Problem, Record, Skipped
from importers.normalize.html import parse, text_of
from importers.normalize.text import head_text
from importers.sources import weibo_html
from importers.sources.weibo_export import account_of, opened
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import PLATFORM, Status, to_post

_CARD = re.compile(r'<div class="card m-panel card9 weibo-member">')
_CONTAINER = 'class="m-container-max"'
_NAME = re.compile(r"<title>([^<]{1,60})</title>")
_DETAIL = re.compile(r"m\.weibo\.cn/detail/(\d{10,19})")
_SIZE = re.compile(r"(sinaimg\.cn)/[^/]+/")
_VIDEO = re.compile(r"video\.weibo\.com/show|/s/video/")
_FULL = re.compile(r'<a href="[^"<>]*">全文</a>')
_MAX_PAGE = 64 << 20  # characters; 500 posts take two million


class Octoman:
    """The source of the tool's pages."""

    name = "weibo-octoman"
    label = "微博备份 octoman-weibo-backup 网页"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* is a page of the tool with a post in it."""
        shown = head_text(head)
        return shown.lstrip()[:1] == "<" and _CONTAINER in shown and _CARD.search(shown) is not None

    def read(self, path: Path) -> Iterator[Record]:
        """Every post of the page. Raises MalformedExport when it is far too long to be one, or OSError."""
        with opened(path) as stream:
            page = stream.read(_MAX_PAGE + 1)
        if len(page) > _MAX_PAGE:
            raise MalformedExport("网页过长，不像 octoman 的备份，请重新导出。")
        head, *cards = _CARD.split(page)
        named, saved = _NAME.search(head), SavedMedia(path.parent)
        owner = text_of(parse(f"<p>{named[1]}</p>")).strip() if named else ""
        for number, card in enumerate(cards, 1):
            yield _record(parse(f"<div>{card}"), owner, f"第 {number} 条", (path, saved))


def _record(card: Element, owner: str, position: str, place: tuple[Path, SavedMedia]) -> Record:
    path, saved = place
    name = _words(card, './/h3[contains(@class, "m-text-cut")]')
    if owner and name and name != owner:
        return Skipped(position, f"是其他账号（{name}）的微博")
    article = card.find('.//article[@class="weibo-main"]')
    own = article.find('div[@class="weibo-og"]') if article is not None else None
    if article is None or own is None:
        return Problem(position, "这一条不完整，网页可能被截断，请重新导出")
    account = AccountKey(PLATFORM, account_of(path).ids, owner or name)
    return to_post(_status(card, article, own), account, position, saved)


def _status(card: Element, article: Element, own: Element) -> Status:
    detail = _DETAIL.search(card.xpath('string(.//header//a[@class="m-img-box"]/@href)'))
    html = _html(own.find('div[@class="weibo-text"]'))
    words = weibo_html.read(html)
    quoted = article.find('div[@class="weibo-rp"]')
    return Status(
        mid=detail[1] if detail else "",
        text=words.text.strip(),
        links=tuple(words.links),
        created=(_words(card, './/span[@class="time"]'),),
        stated_in="visible",
        pictures=_pictures(own),
        videos=int(_VIDEO.search(html) is not None),
        origin=_origin(quoted) if quoted is not None else None,
    )


def _origin(quoted: Element) -> Status:
    parts = quoted.findall('div[@class="weibo-text"]/span')
    words = weibo_html.read(_html(parts[1] if len(parts) > 1 else None))
    name = text_of(parts[0]).strip().removeprefix("@").removesuffix(":") if parts else ""
    return Status(name=name, text=words.text.strip(), links=tuple(words.links), pictures=_pictures(quoted))


def _pictures(part: Element) -> tuple[str, ...]:
    """Addresses of the pictures, at full size whichever size the page shows."""
    shown = part.xpath('.//li[@class="m-auto-box"]//a/@href')
    return tuple(dict.fromkeys(_SIZE.sub(r"\1/large/", str(url)) for url in shown if url))


def _words(part: Element, path: str) -> str:
    found = part.xpath(path)
    return " ".join(text_of(found[0]).split()) if found else ""


def _html(element: Element | None) -> str:
    """What stands in *element*, as HTML; the link that unfolds a long post becomes the words other tools leave."""
    if element is None:
        return ""
    inner = "".join(etree.tostring(one, encoding="unicode", method="html") for one in element)
    return _FULL.sub("全文", f"{_escaped(element.text)}{inner}")


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
