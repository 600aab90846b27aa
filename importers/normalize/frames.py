"""Lists, quotations and tables put together from what stood in them, so that Markdown can hold them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element as Element

from importers.normalize.blocks import Block, Cell, Code, Listing, Paragraph, Quote, Rule, Table

_WIDEST = 1000  # the HTML standard's limit of colspan

KINDS = {
    "ul": "list",
    "ol": "list",
    "menu": "list",
    "li": "item",
    "blockquote": "quote",
    "table": "table",
    "tr": "row",
    "td": "cell",
    "th": "cell",
}


@dataclass(slots=True)
class Frame:
    """An open element that collects *blocks*; a list also its *items*, a row its *cells*, a table its *rows*."""

    element: Element | None
    kind: str
    blocks: list[Block] = field(default_factory=list)
    items: list[list[Block]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def close(frame: Frame, outer: Frame) -> None:
    """Hand what *frame* collected to the frame around it; a part without its whole becomes plain blocks."""
    match frame.kind, outer.kind:
        case "item", "list":
            outer.items.append(frame.blocks)
        case "cell", "row":
            outer.cells.append(_cell(frame))
        case "row", "table":
            outer.rows.append(frame.cells)
            outer.blocks += frame.blocks
        case "list", "list":  # a list put between the items of another belongs to the item before it
            outer.items.append([*frame.blocks, *_listing(frame)])
        case "list", _:
            outer.blocks += [*frame.blocks, *_listing(frame)]
        case "quote", _:
            outer.blocks += _quote(frame, outer)
        case "table", _:
            outer.blocks += [*frame.blocks, *_table(frame.rows)]
        case _:
            outer.blocks += [*frame.blocks, *(block for cell in frame.cells for block in cell.blocks)]


def _listing(frame: Frame) -> list[Block]:
    """The list, or its items as plain blocks when one holds what a Markdown item cannot."""
    items = [item for item in frame.items if item]
    if not all(isinstance(block, Paragraph | Listing) for item in items for block in item):
        return [block for item in items for block in item]
    joined: list[list[Block]] = []
    for item in items:
        if joined and isinstance(item[0], Listing):
            joined[-1] += item
        else:
            joined.append(item)
    if not joined:
        return []
    if isinstance(joined[0][0], Listing):  # an item without text of its own before the nested list
        return [*joined[0], *_listing(Frame(frame.element, "list", items=joined[1:]))]
    element = frame.element
    ordered = element is not None and element.tag == "ol"
    return [Listing(ordered, _number(element, "start", 0), joined)]


def _quote(frame: Frame, outer: Frame) -> list[Block]:
    """The quotation, or its blocks alone where Markdown cannot quote: in items, around tables and code."""
    whole = outer.kind == "item" or not frame.blocks
    return frame.blocks if whole or any(map(_is_stiff, frame.blocks)) else [Quote(frame.blocks)]


def _is_stiff(block: Block) -> bool:
    """Whether *block* can only stand at the left margin."""
    if isinstance(block, Quote):
        return any(map(_is_stiff, block.blocks))
    return isinstance(block, Table | Code)


def _cell(frame: Frame) -> Cell:
    element = frame.element
    assert element is not None
    head = element.tag == "th" or any(
        parent.tag == "thead" for parent in element.iterancestors("thead", "table")
    )
    columns, rows = _number(element, "colspan", 1), _number(element, "rowspan", 1)
    return Cell(frame.blocks, columns, rows, head)


def _number(element: Element | None, name: str, least: int) -> int:
    """The attribute *name* as a number of at least *least*, else 1."""
    text = "" if element is None else (element.get(name) or "").strip()
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    return min(number, _WIDEST) if number >= least else 1


def _table(rows: Sequence[list[Cell]]) -> list[Block]:
    """The table; one of a single cell is a frame around text, one without content nothing."""
    filled = [row for row in rows if row]
    cells = [cell for row in filled for cell in row]
    if len(cells) == 1:
        return cells[0].blocks
    if not any(cell.blocks for cell in cells):
        return []
    if len(filled) > 1 and not any(cell.header for cell in cells) and all(map(_is_bold, filled[0])):
        _make_header(filled[0])
    return [Table(filled)]


def _is_bold(cell: Cell) -> bool:
    runs = [run for block in cell.blocks if isinstance(block, Paragraph) for run in block.runs]
    return bool(runs) and all(run.style.bold and not run.picture for run in runs)


def _make_header(row: list[Cell]) -> None:
    """Editors of the platforms know no `th`: a first row all in bold is what their authors make a header of."""
    for cell in row:
        cell.header = True
        for block in cell.blocks:
            if isinstance(block, Paragraph):
                block.runs = [run._replace(style=run.style._replace(bold=False)) for run in block.runs]


def rules_apart(blocks: list[Block]) -> list[Block]:
    """*blocks* without a rule at the beginning or end, or after another rule."""
    kept: list[Block] = []
    for block in blocks:
        if not isinstance(block, Rule) or (kept and not isinstance(kept[-1], Rule)):
            kept.append(block)
    while kept and isinstance(kept[-1], Rule):
        kept.pop()
    return kept
