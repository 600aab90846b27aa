"""A saved page taken apart by one linear scan: its markup, its scripts, its comments.

The pages hold up to 4 MB of scripts and 0.3 MB of markup: only the markup is parsed, the scripts are read as
text where a literal is wanted and never run. What stands in comments (`<!--headTrap<body></body>…-->`) or
scripts is never taken for an element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from importers.model import HEAD_BYTES, MalformedExport
from importers.normalize import html
from importers.normalize.html import Element
from importers.normalize.text import UnknownEncoding, encoding_of
from importers.sources.wechat import archive
from importers.sources.wechat.archive import Archive
from notices.values import BEIJING

LARGEST = 64 << 20  # bytes; the largest page seen has 4 MB

# Names in ASCII only: `İ` and `ſ` are no letters of a tag, though they have `i` and `s` for other cases.
_OPENING = re.compile(r"<(?:!--|(?=s)((?a:script|style))\b)", re.IGNORECASE)
# <!-- saved from url=(0048)http://… -->, a bare address, <!-- Page saved with SingleFile \n url: … \n saved date: … -->
_SAVED_FROM = re.compile(
    r"(?: saved from url=\(\d{4}\)|\s*Page saved with SingleFile\s+url: )?(https?://\S+)"
)
_SAVED_DATE = re.compile(
    r"saved date: [A-Z][a-z]{2} ([A-Z][a-z]{2} \d{2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})"
)
_BEGIN = re.compile(r"<html\b", re.IGNORECASE)
_END = re.compile(r"</html\b", re.IGNORECASE)
_CLOSINGS = {
    "script": re.compile(r"</script[^>]*>", re.IGNORECASE | re.ASCII),
    "style": re.compile(r"</style[^>]*>", re.IGNORECASE | re.ASCII),
}


@dataclass(frozen=True)
class Page:
    """*markup* without scripts, styles and comments; the texts of *scripts* and *comments* in order.

    Of an MHTML archive also when it was made and its *parts* by address; its own address is the last comment.
    """

    markup: str
    scripts: tuple[str, ...]
    comments: tuple[str, ...]
    archived_at: datetime | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)

    @cached_property
    def root(self) -> Element:
        """The parsed markup. Raises MalformedExport when it is nested too deep."""
        return html.parse(self.markup)

    @cached_property
    def elements(self) -> dict[str, Element]:
        """The first element of each id."""
        found: dict[str, Element] = {}
        for element in self.root.iter():
            name = element.get("id")
            if name:
                found.setdefault(name, element)
        return found

    @property
    def saved_from(self) -> str:
        """The address that a browser, SingleFile or an archive noted when the page was saved, else empty."""
        found = (match[1] for comment in self.comments if (match := _SAVED_FROM.match(comment)))
        return next(found, "")

    @cached_property
    def saved_at(self) -> datetime | None:
        """When the page was saved, as an archive or SingleFile noted it."""
        if self.archived_at is None:
            for comment in self.comments:
                if match := _SAVED_DATE.search(comment):
                    return _moment(f"{match[1]} {match[2]}")
        return self.archived_at

    @property
    def is_torn(self) -> bool:
        """Whether the file ends before the document does: part of the article may be missing."""
        return bool(_BEGIN.search(self.markup)) and not _END.search(self.markup)

    def text(self, name: str) -> str:
        """The visible text of the element with id *name*, empty when there is none."""
        return html.text_of(self.elements.get(name))

    @cached_property
    def metas(self) -> dict[str, str]:
        """The `content` of each `meta`, by its `property` or `name`; the first of a name counts."""
        found: dict[str, str] = {}
        for element in self.root.iter("meta"):
            name = element.get("property") or element.get("name")
            if name:
                found.setdefault(name, (element.get("content") or "").strip())
        return found


def _moment(said: str) -> datetime | None:
    try:
        return datetime.strptime(said, "%b %d %Y %H:%M:%S %z").astimezone(BEIJING)
    except ValueError:
        return None


def read(path: Path) -> Page:
    """Take the file *path* apart. Raises MalformedExport or OSError."""
    if path.stat().st_size > LARGEST:
        raise MalformedExport(f"文件超过 {LARGEST >> 20} MB，不像一个网页，请检查后重新保存。")
    content = path.read_bytes()
    if archive.is_archive(content[:HEAD_BYTES]):
        return _unpacked(archive.unpack(content))
    try:
        encoding = encoding_of([content])
    except UnknownEncoding as error:
        raise MalformedExport(str(error)) from None
    return split(content.decode(encoding, "replace").removeprefix("\ufeff"))


def _unpacked(found: Archive) -> Page:
    page = split(found.text)
    comments = (*page.comments, found.address) if found.address else page.comments
    return replace(page, comments=comments, archived_at=found.saved_at, parts=found.parts)


def split(text: str) -> Page:
    """Take the *text* of a page apart; linear in its length."""
    markup: list[str] = []
    scripts: list[str] = []
    comments: list[str] = []
    position = 0
    while match := _OPENING.search(text, position):
        markup.append(text[position : match.start()])
        start, end, position = _extent(text, match)
        if match[1] is None:
            comments.append(text[start:end])
        elif match[1].lower() == "script":
            scripts.append(text[start:end])
    markup.append(text[position:])
    return Page("".join(markup), tuple(scripts), tuple(comments))


def _extent(text: str, opening: re.Match[str]) -> tuple[int, int, int]:
    """Where the content of a comment, script or style begins and ends, and where the markup goes on."""
    if opening[1] is None:
        start = opening.end()
        end = text.find("-->", start)
        return (start, end, end + 3) if end >= 0 else (start, len(text), len(text))
    start = text.find(">", opening.end()) + 1 or len(text)
    closing = _CLOSINGS[opening[1].lower()].search(text, start)
    return (start, closing.start(), closing.end()) if closing else (start, len(text), len(text))
