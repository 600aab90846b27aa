"""The source WordPress: its export WXR 1.x, an RSS file with everything a site held."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.etree import _Element as Element

from importers.model import AccountKey, MalformedExport, Post, Problem, Record, Skipped, Witness
from importers.normalize import dates, html, urls
from importers.normalize.html import Reading
from importers.normalize.text import head_text
from importers.sources.website import site
from importers.sources.website.files import Folder
from importers.sources.website.page import PLATFORM, Keeper
from importers.sources.website.site import Site

_MARK = re.compile(r"wordpress\.org/export/1\.\d")
# The namespaces are named http; files that somebody rewrote to https are about as common.
_CONTENT = re.compile(r"\{https?://purl\.org/rss/1\.0/modules/content/\}encoded")
_EXCERPT = re.compile(r"\{https?://wordpress\.org/export/1\.\d/excerpt/\}encoded")
_WP = re.compile(r"\{https?://wordpress\.org/export/1\.\d/\}")
_BLOCK_TAG = r"(?:p|div|h[1-6]|ul|ol|li|table|thead|tbody|tr|td|th|blockquote|pre|figure|figcaption|section|hr|form|dl|dt|dd)"
_OPENING = re.compile(rf"(?<!\s)\s*+(?=<{_BLOCK_TAG}\b)", re.IGNORECASE)  # each run of blanks is read once
_CLOSING = re.compile(rf"(</{_BLOCK_TAG}\s*>)\s*", re.IGNORECASE)
_SHORTCODE = re.compile(r"\[/?(?:caption|gallery|embed|audio|video|playlist)\b[^\]]*\]")
_COMMENT = re.compile(r"<!--[\s\S]*?-->")
_INLINE = re.compile(r"</?(?:a|b|br|em|i|mark|small|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)
_KINDS = {"attachment": "附件", "nav_menu_item": "菜单", "revision": "历史修订"}
_STATUSES = {
    "draft": "草稿",
    "private": "私密",
    "pending": "待审",
    "trash": "回收站",
    "future": "未到发布时间",
    "auto-draft": "草稿",
}


class WordPress:
    """`<site>.wordpress.YYYY-MM-DD.xml`."""

    name = "wordpress"
    label = "WordPress 导出 WXR"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* names the export's namespace."""
        return bool(_MARK.search(head_text(head)[:8192]))

    def read(self, path: Path) -> Iterator[Record]:
        """Every item of *path*. Raises MalformedExport when not even the first can be read, or OSError."""
        channel = _Channel(Folder(path, site.of(path)), path.stem)
        count = 0
        try:
            for element in _elements(path):
                if element.tag == "item":
                    count += 1
                    yield channel.record(element, f"第 {count} 条")
                else:
                    channel.learn(element)
        except etree.XMLSyntaxError as error:
            if not count:
                raise MalformedExport(
                    f"XML 不合规或不完整，第 {error.lineno} 行读不下去，请重新导出"
                ) from None
            yield Problem(f"第 {count + 1} 条", f"XML 在第 {error.lineno} 行断了或不合规，之后的内容读不出")


def _elements(path: Path) -> Iterator[Element]:
    """The children of `channel` as they end; each is emptied after use, so memory stays flat."""
    with path.open("rb") as stream:
        for _, element in etree.iterparse(
            stream, events=("end",), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        ):
            parent = element.getparent()
            if parent is None or parent.tag != "channel":
                continue
            yield element
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


@dataclass(slots=True)
class _Channel:
    """What the export says of the website."""

    folder: Folder
    holder: str
    title: str = ""
    link: str = ""

    def learn(self, element: Element) -> None:
        if element.tag == "title":
            self.title = (element.text or "").strip()
        elif element.tag == "link":
            self.link = (element.text or "").strip()

    def record(self, element: Element, position: str) -> Record:
        item = _Values.of(element)
        kind, status = item.wp("post_type") or "post", item.wp("status")
        if kind not in ("post", "page"):
            return Skipped(position, f"不是文章（{_KINDS.get(kind, kind)}）")
        if status != "publish":
            return Skipped(position, f"没有公开过（{_STATUSES.get(status, status or '状态不明')}）")
        if item.wp("post_password"):
            return Skipped(position, "设有密码，没有公开过")
        return self._post(item, position)

    def _post(self, item: _Values, position: str) -> Record:
        url = item.named.get("link", "")
        keeper = Keeper(self.folder, url or self.link)
        reading = Reading(picture=keeper.picture, base=url or self.link, attachment=keeper.attachment)
        body = html.to_markdown(paragraphs(item.content), reading)
        if not body.markdown:
            return Skipped(position, f"“{_title(item)}”在网站上只有标题，没有正文")
        return Post(
            position=position,
            account=_account(self.folder.site, self.link, self.title or self.holder),
            source_id=_source_id(item, self.link),
            title=_title(item) or "无标题",
            body=body.markdown,
            witnesses=tuple(_witnesses(item)),
            source_url=url,
            author=item.creator,
            summary=item.excerpt,
            tags=tuple(dict.fromkeys(item.tags)),
            pictures=(*body.pictures, *keeper.files.values()),
        )


@dataclass(frozen=True, slots=True)
class _Values:
    """An item's values: those of RSS by *named*, WordPress' own by `wp`."""

    named: dict[str, str]
    own: dict[str, str]
    content: str
    excerpt: str
    creator: str
    tags: tuple[str, ...]

    @classmethod
    def of(cls, element: Element) -> _Values:
        own: dict[str, str] = {}
        named: dict[str, str] = {}
        tags: list[str] = []
        content = excerpt = creator = ""
        for child in element:
            tag, text = str(child.tag), (child.text or "").strip()
            if _CONTENT.fullmatch(tag):
                content = child.text or ""
            elif _EXCERPT.fullmatch(tag):
                excerpt = html.text_of(html.parse(f"<div>{text}</div>")) if text else ""
            elif tag.endswith("}creator"):
                creator = text
            elif tag == "category":
                tags += [text] if text and text != "未分类" and not re.search(r"[,，、;；]", text) else []
            elif _WP.match(tag):
                own.setdefault(_WP.sub("", tag), text)
            else:
                named.setdefault(tag, text)
        return cls(named, own, content, excerpt, creator, tuple(tags))

    def wp(self, name: str) -> str:
        return self.own.get(name, "")


def paragraphs(content: str) -> str:
    """HTML of *content*, in which WordPress leaves paragraphs as blank lines and breaks as line ends (wpautop)."""
    text = _without(_SHORTCODE, "]", content.replace("\r\n", "\n"))
    text = _without(_COMMENT, "-->", text)
    text = _CLOSING.sub(r"\1\n\n", _OPENING.sub("\n\n", text))
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text)]
    return "".join(
        part
        if re.match(rf"\s*</?{_BLOCK_TAG}\b", part, re.IGNORECASE)
        else f"<p>{part.replace(chr(10), '<br>')}</p>"
        for part in parts
        if part.strip()
    )


def _without(pattern: re.Pattern[str], end: str, text: str) -> str:
    """*text* without what *pattern*, all of whose matches close with *end*, matches.

    Behind the last *end* nothing is sought: a thousand openings there would each be followed to the end of the text.
    """
    last = text.rfind(end) + len(end) if end in text else 0
    return pattern.sub("", text[:last]) + text[last:]


def _title(item: _Values) -> str:
    """The title as WordPress shows it, which lets inline tags stand in one."""
    raw = item.named.get("title", "")
    return (
        html.text_of(html.parse(f"<div>{raw}</div>"))
        if _INLINE.search(raw[: raw.rfind(">") + 1])
        else entities.unescape(raw)
    )


def _witnesses(item: _Values) -> Iterator[Witness]:
    local, universal = item.wp("post_date"), item.wp("post_date_gmt")
    if not universal.startswith("0000") and (when := dates.parse(f"{universal}Z" if universal else "", None)):
        yield Witness(when, "row", f"wp:post_date_gmt {universal}")
    elif when := dates.parse(local, None):
        yield Witness(when, "row", f"wp:post_date {local}")


def _account(found: Site, link: str, title: str) -> AccountKey:
    host = found.host or urls.host_of(link)
    return AccountKey(PLATFORM, (host,) if host else (), found.name or title)


def _source_id(item: _Values, link: str) -> str:
    """The site's host and the item's number; an address may be a mere draft's `?p=12`."""
    host = urls.host_of(link)
    number = item.wp("post_id")
    if host and number:
        return f"{host}/?p={number}"
    return item.named.get("link", "") or item.named.get("guid", "")
