"""Feeds of articles: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.x of wewe-rss, we-mp-rss, wechat-feeds and RSSHub.

What a feed gives only as a title is expected, not had. A feed that is cut off or is no XML is refused whole: half
a feed looks like an account that published less.
"""

from __future__ import annotations

import base64
import binascii
import html as entities
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from importers.model import MalformedExport, Problem, Record, Skipped, Witness
from importers.normalize import dates, html
from importers.normalize.html import Body
from importers.normalize.text import head_text
from importers.sources import weibo_json
from importers.sources.wechat import addresses, pairs, words
from importers.sources.wechat.article import NOTHING, Article, record
from importers.sources.wechat.fragments import fragment
from importers.sources.weibo_export import opened
from notices.values import BEIJING

_LARGEST = 256 << 20
_XML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*|<\?[^>]*>\s*)*<(?:rss|feed)\b", re.DOTALL
)
_PLATFORM = "mp.weixin.qq.com/"
_NAMES_ARTICLE = re.compile(
    r"<(?:link|guid|id)\b[^>]*>\s*(?:<!\[CDATA\[\s*)?https?://mp\.weixin\.qq\.com/"
    r"|<link\b[^>]*\bhref=[\"']https?://mp\.weixin\.qq\.com/"
)
_OTHER = "wordpress.org/export"  # a site's own posts, which may well link to articles
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_PREFIXED = re.compile(rb"<content:encoded\b")
_DECLARED = re.compile(rb"xmlns:content\s*=")
_ROOT = re.compile(rb"<rss\b")
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*)\]\]>\s*", re.DOTALL)
_AFTER_NAME = re.compile(
    r"\s*(?:\||-|–)\s*(?:wechat-feeds|WeWe-RSS|Mp-We-Rss|微信公众号|公众号|RSSHub).*$", re.IGNORECASE
)
_MANY = frozenset(("wewe-rss", "mp-we-rss", "werss", "we-mp-rss"))  # titles of feeds of all accounts together
_FAILED = re.compile(r"(?:获取全文失败|获取失败|内容获取失败|加载失败|当前环境异常)[^<]{0,40}")
_NUMBERED = re.compile(r"MP_WXS_(\d{6,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as any kind of feed has it; *content* is HTML, *published* as written.

    *name* is its author's: in a feed of many accounts the account, else only who signed.
    """

    title: str
    address: str
    content: str
    published: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's *name*, the *biz* it shows, and its *entries*."""

    name: str
    biz: str
    entries: tuple[Entry, ...]


class WeChatFeed:
    """The source of feeds whose entries are articles of the platform."""

    name = "wechat-feed"
    label = "公众号订阅源（RSS、Atom、JSON）"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* opens a feed and names an article of the platform."""
        text = head_text(head)
        if _XML.match(text):
            return _NAMES_ARTICLE.search(text) is not None and _OTHER not in text
        plain = text.replace("\\/", "/")
        return plain.lstrip()[:1] == "{" and "jsonfeed.org/version/" in plain[:2000] and _PLATFORM in plain

    def read(self, path: Path) -> Iterator[Record]:
        """Every entry of *path*. Raises MalformedExport for a feed that is not whole, or OSError."""
        if path.stat().st_size > _LARGEST:
            raise MalformedExport(f"订阅源超过 {_LARGEST >> 20} MB，请分开保存。")
        with path.open("rb") as stream:
            is_json = stream.read(64).lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
        feed = _json(path) if is_json else _xml(path)
        if not feed.entries:
            yield Skipped("", "订阅源里一条也没有")
        for number, entry in enumerate(feed.entries, 1):
            yield _record(feed, entry, (f"第 {number} 条", path))


def _record(feed: Feed, entry: Entry, where: tuple[str, Path]) -> Record:
    position, path = where
    if not addresses.canonical(entry.address):
        return Problem(position, f"没有公众号文章的链接（{entry.title[:40]}）")
    when = _moment(entry.published)
    article = Article(
        position=position,
        name=feed.name or entry.name,
        biz=feed.biz,
        address=entry.address,
        title=" ".join(entities.unescape(entry.title).split()),
        body=_body(entry, path),
        witnesses=(Witness(when, "row", f"订阅源 {entry.published}"),) if when else (),
    )
    return record(article)


def _body(entry: Entry, path: Path) -> Body:
    """The content, unless it is the title over again or a tool's excuse."""
    content = entry.content
    if inner := _CDATA.fullmatch(content):  # we-mp-rss escapes the marks that should have kept it whole
        content = inner[1]
    plain = html.text_of(html.parse(f"<div>{content}</div>")) if content.strip() else ""
    same = pairs.key(plain) == pairs.key(entry.title) or _FAILED.fullmatch(plain.strip())
    if not content.strip() or (same and "<img" not in content):
        return NOTHING
    if not words.is_markup(content):
        return Body(words.plain(content, entry.title), ())
    return fragment(content, path)


def _moment(said: str) -> datetime | None:
    """When *said* is, in the form of RFC 822, of ISO 8601 or plain; without a zone it is Beijing time."""
    plain = said.strip()
    found = dates.from_mail(plain, BEIJING)
    return found or dates.parse(re.sub(r"\.\d+(?=Z|[+-]|$)", "", plain), None)


# XML --------------------------------------------------------------------------------------------------------------


def _xml(path: Path) -> Feed:
    content = path.read_bytes()
    if _PREFIXED.search(content) and not _DECLARED.search(
        content
    ):  # we-mp-rss forgets it when full text is off
        content = _ROOT.sub(
            b'<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"', content, count=1
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedExport(f"订阅源不是完整的 XML（第 {error.lineno} 行），请重新下载整个文件。") from None
    if root.tag == f"{_ATOM}feed":
        return _atom(root, path)
    channel = root.find("channel")
    if channel is None:
        raise MalformedExport("订阅源没有 channel，不是 RSS 2.0。")
    link = f"{_said(channel, 'link')} {_said(channel, 'description')}"
    entries = tuple(_rss_entry(item) for item in channel.iter("item"))
    return _feed(_said(channel, "title"), link, (path, entries))


def _rss_entry(item: Element) -> Entry:
    return Entry(
        title=_said(item, "title"),
        address=_said(item, "link") or _said(item, "guid"),
        content=_said(item, _CONTENT) or _said(item, "description"),
        published=_said(item, "pubDate"),
        name=_said(item, "author") or _said(item, _CREATOR),
    )


def _atom(root: Element, path: Path) -> Feed:
    entries = tuple(
        Entry(
            title=_said(entry, f"{_ATOM}title"),
            address=_atom_link(entry) or _said(entry, f"{_ATOM}id"),
            content=_content(entry) or _said(entry, f"{_ATOM}summary"),
            published=_said(entry, f"{_ATOM}published") or _said(entry, f"{_ATOM}updated"),
        )
        for entry in root.iter(f"{_ATOM}entry")
    )
    return _feed(_said(root, f"{_ATOM}title"), _said(root, f"{_ATOM}id"), (path, entries))


def _content(entry: Element) -> str:
    """Text content, or the markup of `type="xhtml"`."""
    found = entry.find(f"{_ATOM}content")
    if found is None:
        return ""
    inner = "".join(etree.tostring(one, encoding="unicode") for one in found)
    return (found.text or "") + inner


def _atom_link(entry: Element) -> str:
    found = [one for one in entry.findall(f"{_ATOM}link") if one.get("rel", "alternate") == "alternate"]
    return (found[0].get("href") or "") if found else ""


def _said(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


# JSON -------------------------------------------------------------------------------------------------------------


def _json(path: Path) -> Feed:
    with opened(path) as stream:
        try:
            raw = json.load(stream)
        except (ValueError, RecursionError):
            raise MalformedExport("订阅源不是完整的 JSON，请重新下载整个文件。") from None
    if not isinstance(raw, dict):
        raise MalformedExport("订阅源不是 JSON Feed。")
    items = [one for one in weibo_json.elements(raw.get("items")) if isinstance(one, dict)]
    entries = tuple(_json_entry(item) for item in items)
    return _feed(weibo_json.text(raw.get("title")), weibo_json.text(raw.get("feed_url")), (path, entries))


def _json_entry(item: Mapping[str, Any]) -> Entry:
    def text(name: str) -> str:
        return weibo_json.text(item.get(name))

    return Entry(
        title=text("title"),
        address=text("url") or text("id"),
        content=text("content_html") or text("content_text") or text("summary"),
        published=text("date_published") or text("date_modified"),
        name=weibo_json.text(weibo_json.mapping(item, "author").get("name")),
    )


# Whose ------------------------------------------------------------------------------------------------------------


def _feed(title: str, link: str, held: tuple[Path, tuple[Entry, ...]]) -> Feed:
    """The feed; its account by the name, the file's name or the number that tools give it."""
    path, entries = held
    name = _AFTER_NAME.sub("", entities.unescape(title)).strip()
    if name.lower() in _MANY:
        return Feed("", "", entries)
    number = _NUMBERED.search(f"{path.name} {link}")
    biz = base64.b64encode(number[1].encode()).decode() if number else _biz_of(path.stem)
    return Feed(name, biz, entries)


def _biz_of(stem: str) -> str:
    """*stem* where it is a biz: base64 of the account's number."""
    try:
        number = base64.b64decode(stem, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return stem if number.isdigit() else ""
