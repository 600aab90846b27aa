"""What a page shows, told without any code of ours: html.parser and BeautifulSoup only.

Compares the page with the HTML that readers get: every text node in order, every picture, every table cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PreformattedString

_UNSEEN = {
    "script",
    "style",
    "template",
    "noscript",
    "input",
    "canvas",
    "head",
    "title",
    "meta",
    "link",
    "datalist",
}
_PLATFORM_ONLY = re.compile(r"mp[a-z-]*|qqmusic|iframe|video|audio|object|embed")
_BLANK = re.compile("[\\s\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\x00-\x1f\x7f-\x9f]+")
_HIDDEN = re.compile(r"display\s*:\s*none")
_EMOJI = re.compile(r"res\.wx\.qq\.com/.*(emoji|smiley|expression)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much of the page is in the result."""

    characters: int
    kept: int
    lost: tuple[str, ...]
    pictures: int
    tables: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def share(self) -> float:
        return self.kept / self.characters if self.characters else 1.0


def bare(text: str) -> str:
    """*text* without blanks and characters of no width."""
    return _BLANK.sub("", text)


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def judge(element: Tag, result: BeautifulSoup) -> Verdict:
    """Look for every visible text node of *element*, in order, in the text of *result*."""
    shown = bare(result.get_text())
    position = characters = kept = 0
    lost = []
    for node in visible_nodes(element):
        words = bare(node)
        characters += len(words)
        found = shown.find(words, position)
        if found >= 0:
            position = found + len(words)
            kept += len(words)
        else:
            lost.append(words)
    return Verdict(characters, kept, tuple(lost), len(pictures(element)), tables(element))


def visible_nodes(element: Tag) -> list[str]:
    return [
        str(node)
        for node in element.descendants
        if isinstance(node, NavigableString)
        and not isinstance(node, Comment | PreformattedString)
        and bare(node)
        and is_seen(node.parent, element)
    ]


def is_seen(tag: Tag | None, root: Tag) -> bool:
    while tag is not None and tag is not root:
        if tag.name in _UNSEEN or _PLATFORM_ONLY.fullmatch(tag.name) or tag.has_attr("hidden"):
            return False
        if _HIDDEN.search(str(tag.get("style", ""))):
            return False
        tag = tag.parent
    return True


def pictures(element: Tag) -> list[Tag]:
    """The `img`s that are seen and no emoji of the platform."""
    return [
        image
        for image in element.find_all("img")
        if is_seen(image, element) and not _EMOJI.search(str(image.get("data-src") or image.get("src") or ""))
    ]


def tables(element: Tag) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The cells' texts and spans of every table that has more than one cell, some text, and no table within."""
    found = []
    for table in element.find_all("table"):
        if table.find("table") is None and is_seen(table, element):
            rows = tuple(
                tuple(cell(one) for one in row.find_all(["td", "th"])) for row in table.find_all("tr")
            )
            rows = tuple(row for row in rows if row)
            if sum(map(len, rows)) > 1 and any(text.split("|")[0] for row in rows for text in row):
                found.append(rows)
    return tuple(found)


def cell(tag: Tag) -> str:
    """Text and spans of a cell."""
    text = bare("".join(visible_nodes(tag)))
    return f"{text}|{span(tag, 'colspan')}x{span(tag, 'rowspan')}"


def span(tag: Tag, name: str) -> int:
    said = str(tag.get(name, "1")).strip()
    return int(said) if said.isdecimal() and int(said) > 0 else 1
