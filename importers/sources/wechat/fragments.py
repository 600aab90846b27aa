"""Fragments of an article's HTML, as tools and feeds carry them, read like the body of a page."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from importers.model import Picture
from importers.normalize import html
from importers.normalize.html import Body, Element, Reading
from importers.sources.wechat import elements
from importers.sources.wechat.pictures import Pictures

_LONGEST_ADDRESS = 500
_PROXY = re.compile(r"^(?:https?://[^/]+)?/static/res/logo/")  # we-mp-rss shows pictures through itself
_HEAD = re.compile(r"<(script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)


def fragment(content: str, path: Path) -> Body:
    """The body that *content*, a part of the file *path* or a whole page, holds. Raises MalformedExport."""
    return html.to_markdown(_article(content), reading(path))


def _article(content: str) -> Element | str:
    """The article's element where *content* has the frame of a page around it."""
    if "js_content" not in content and "rich_media_content" not in content:
        return content
    root = html.parse(f"<div>{_HEAD.sub('', content)}</div>")
    for element in root.iter("div", "section"):
        if element.get("id") == "js_content" or "rich_media_content" in (element.get("class") or "").split():
            return element
    return content


def reading(path: Path) -> Reading:
    """How fragments in the file *path* are read: pictures by their addresses or beside the file."""
    found = Pictures(path, {})

    def shown(element: Element) -> Picture | str | None:
        picture = found.shown(element)
        if not isinstance(picture, Picture) or picture.path or picture.content:
            return picture
        address = picture.url or element.get("src") or ""
        return replace(picture, url=_PROXY.sub("", address)[:_LONGEST_ADDRESS])

    return Reading(shown, elements.note, found.background, "https://mp.weixin.qq.com/s")
