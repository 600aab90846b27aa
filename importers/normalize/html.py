"""HTML to Markdown: no visible text lost, layout flattened, pictures listed in the order they stand.

Visible is what a browser shows: not scripts, styles, templates, comments, `noscript`, nor what is hidden by
`hidden` or `display: none`. White space is folded as in HTML; the page's own indents (U+3000, NBSP) go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element as Element

from importers.model import Picture
from importers.normalize import markdown
from importers.normalize.blocks import Block, Paragraph, Quote, Run
from importers.normalize.builder import Builder, Note, Reading
from importers.normalize.dom import link, parse, text_of

__all__ = ["Body", "Element", "Note", "Reading", "link", "parse", "text_of", "to_markdown"]

_DRAWING = "〔矢量图形：未随导出转存，见归档原件〕"


@dataclass(frozen=True, slots=True)
class Body:
    """*markdown* and the pictures it refers to as `media:<key>`, each once, in the order they first stand."""

    markdown: str
    pictures: tuple[Picture, ...]


def to_markdown(source: Element | str, reading: Reading) -> Body:
    """Convert the content of an element, or a fragment of HTML, to Markdown with its pictures.

    Raises MalformedExport when a fragment cannot be read in full.
    """
    root = parse(f"<div>{source}</div>") if isinstance(source, str) else source
    builder = Builder(reading)
    blocks = builder.build(root)
    if not blocks and next(root.iter("svg"), None) is not None:
        blocks = [Paragraph([Run(_DRAWING)])]
    return Body(markdown.render(_below_title(blocks)), tuple(builder.pictures.values()))


def _below_title(blocks: list[Block]) -> list[Block]:
    """*blocks* whose headings begin at the second level: the first is the notice's title."""
    headings = list(_headings(blocks))
    if any(heading.level == 1 for heading in headings):
        for heading in headings:
            heading.level = min(heading.level + 1, 6)
    return blocks


def _headings(blocks: Sequence[Block]) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.level:
            found.append(block)
        elif isinstance(block, Quote):
            found += _headings(block.blocks)
    return found
