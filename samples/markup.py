"""The small markup of `samples/city/*.toml`: plain blocks parted by empty lines, one line each where not noted.

`## 标题` heading · `1. ` or `- ` list lines · `> ` quotation · `|` table lines (`<` joins the cell to its left
one, `^` to the one above, `//` starts a second paragraph in a cell) · `!名称 说明` picture (`!?名称 说明`: the
export lacks the file) · `@kind {"key": "value"}` a card of the platform · anything else a paragraph.
Inline: `**bold**` and `[text](address)`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^)]+)\)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_CARD = re.compile(r"@([a-z]+) (\{.*\})")
_ITEM = re.compile(r"(?:(\d+)\. |- )(.*)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text with inline marks; a line break inside is a break within the paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A line set apart as a heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody else."""

    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """List entries, numbered or not."""

    ordered: bool
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell and how many rows and columns it covers."""

    text: str
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; covered places hold no cell of their own."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by the name of its drawing; *missing*: the export refers to it but does not hold the file."""

    name: str
    caption: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Something of the platform that is no text: video, audio, vote, mini-program, account card."""

    kind: str
    fields: dict[str, str]


Block = Paragraph | Heading | Quotation | Listing | Table | Picture | Card


def parse(source: str) -> tuple[Block, ...]:
    """The blocks of *source*. Raises ValueError for a table that is not rectangular."""
    return tuple(_block(chunk.strip("\n")) for chunk in re.split(r"\n\s*\n", source.strip("\n")))


def _block(chunk: str) -> Block:
    if chunk.startswith("|"):
        return Table(_rows(chunk))
    if chunk.startswith("## "):
        return Heading(chunk[3:])
    if chunk.startswith("> "):
        return Quotation(chunk[2:])
    if chunk.startswith("!"):
        name, _, caption = chunk.lstrip("!?").partition(" ")
        return Picture(name, caption, chunk.startswith("!?"))
    if card := _CARD.fullmatch(chunk):
        return Card(card[1], json.loads(card[2]))
    items = [_ITEM.fullmatch(line) for line in chunk.split("\n")]
    if all(items):
        found = [item for item in items if item]
        return Listing(found[0][1] is not None, tuple(item[2] for item in found))
    return Paragraph(chunk)


def _rows(chunk: str) -> tuple[tuple[Cell, ...], ...]:
    grid = [[cell.strip() for cell in line[1:-1].split("|")] for line in chunk.split("\n")]
    if len({len(row) for row in grid}) != 1:
        raise ValueError(f"not rectangular: {chunk[:80]}")
    return tuple(
        tuple(
            Cell(text, _reach([r[x] for r in grid[y + 1 :]], "^"), _reach(row[x + 1 :], "<"))
            for x, text in enumerate(row)
            if text not in ("^", "<")
        )
        for y, row in enumerate(grid)
    )


def _reach(following: list[str], mark: str) -> int:
    reach = 1
    for text in following:
        if text != mark:
            break
        reach += 1
    return reach


def plain(text: str) -> str:
    """*text* without its inline marks."""
    return _BOLD.sub(r"\1", _LINK.sub(r"\1", text))


def inline_html(text: str) -> str:
    """*text* as HTML: escaped, links and bold marked up, line breaks as `<br>`."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _LINK.sub(r'<a href="\2" target="_blank" data-linktype="2">\1</a>', shown)
    shown = _BOLD.sub(r"<strong>\1</strong>", shown)
    return shown.replace("\n", "<br>")


def pictures(blocks: tuple[Block, ...]) -> list[Picture]:
    """The pictures of *blocks* in order."""
    return [block for block in blocks if isinstance(block, Picture)]


def cells(blocks: tuple[Block, ...]) -> int:
    """How many table cells *blocks* hold; a merged cell counts once."""
    return sum(len(row) for block in blocks if isinstance(block, Table) for row in block.rows)


def running_text(blocks: tuple[Block, ...]) -> str:
    """The text of paragraphs with an empty line between them: posts without layout, summaries and phrases."""
    return "\n\n".join(plain(block.text) for block in blocks if isinstance(block, Paragraph))
