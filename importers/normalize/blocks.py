"""What a body is made of, between the HTML it came from and the Markdown it becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Style(NamedTuple):
    """How a run of text looks: *script* is `sup`, `sub` or empty, *href* the target of a link or empty."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    deleted: bool = False
    script: str = ""
    href: str = ""


class Run(NamedTuple):
    """Text of one style; with a *picture* key it is that picture, and the text its description.

    A newline in *text* is a line break.
    """

    text: str
    style: Style = Style()
    picture: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or a heading when *level* is 1 to 6."""

    runs: list[Run]
    level: int = 0


@dataclass(slots=True)
class Listing:
    """A list; an ordered one counts from *start*."""

    ordered: bool
    start: int = 1
    items: list[list[Block]] = field(default_factory=list)


@dataclass(slots=True)
class Quote:
    """A quotation."""

    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Code:
    """Preformatted *text* in *language* (may be empty)."""

    text: str
    language: str = ""


@dataclass(slots=True)
class Cell:
    """A cell of a table, spanning *columns* and *rows*; *header* for a `th`."""

    blocks: list[Block] = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    header: bool = False


@dataclass(slots=True)
class Table:
    """The rows of a table."""

    rows: list[list[Cell]] = field(default_factory=list)


@dataclass(slots=True)
class Rule:
    """A thematic break."""


Block = Paragraph | Listing | Quote | Code | Table | Rule
