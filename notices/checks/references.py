"""The pictures and links of a body, in Markdown and in raw HTML, with where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_LABEL = r"(?:\\.|[^\[\]\\\n]|\[[^\[\]\n]{0,200}\]){0,500}"
# A blank within a target is no address, but Markdown takes it: ![图](../media/我的 图.jpg).
_TARGET = r"[ ]?(?:<([^<>\n]{0,2000})>|((?:[^\s()<>]|[ ](?![ \"')])|\([^\s()]{0,200}\)){0,2000}))(?:[ ]+(?:\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'))?[ ]?"
_MARKDOWN = re.compile(rf"(!?)\[({_LABEL})\]\({_TARGET}\)")
_AUTOLINK = re.compile(r"<([a-zA-Z][a-zA-Z0-9+.-]{1,20}:[^\s<>]{1,2000})>")
_IMG = re.compile(r"<img\b([^<>]{0,4000})>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\b([^<>]{0,4000})>(.{0,2000}?)</a>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"\b(href|src|alt)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture or link at character *offset* of the body; *label* is its alternative or visible text."""

    offset: int
    target: str
    label: str
    picture: bool


def references(body: str) -> Iterator[Reference]:
    """Every picture and link of *body*, by kind and then in order; linear in its length."""
    if "](" in body:
        yield from _markdown(body, 0)
    if "<" in body:
        for match in _AUTOLINK.finditer(body):
            yield Reference(match.start(), match[1], match[1], False)
        for match in _IMG.finditer(body):
            found = _attributes(match[1])
            yield Reference(match.start(), found.get("src", ""), found.get("alt", ""), True)
        for match in _ANCHOR.finditer(body):
            yield Reference(match.start(), _attributes(match[1]).get("href", ""), match[2], False)


def _markdown(body: str, offset: int) -> Iterator[Reference]:
    for match in _MARKDOWN.finditer(body):
        target = unescape(match[3] if match[3] is not None else match[4])
        yield Reference(offset + match.start(), target, match[2], match[1] == "!")
        if "](" in match[2]:  # a picture that is a link
            yield from _markdown(match[2], offset + match.start(2))


def _attributes(raw: str) -> dict[str, str]:
    return {
        match[1].lower(): unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(raw)
    }
