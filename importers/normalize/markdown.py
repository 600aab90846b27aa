"""Blocks as Markdown in the dialect of `notices.render`; what pipe tables cannot say becomes raw table HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from importers.normalize import inline
from importers.normalize.blocks import Block, Cell, Code, Listing, Paragraph, Quote, Rule, Run, Table

_APART = "<!-- -->"  # shows nothing; two lists or quotations in a row would melt into one without it
_BACKTICKS = re.compile(r"^`{3,}", re.MULTILINE)
_LINE_EDGES = re.compile(r"^[^\S\n]+|[^\S\n]+$", re.MULTILINE)


def escape(text: str) -> str:
    """Markdown that shows *text* literally, its newlines as line breaks; blanks around each line are dropped.

    Law: `to_text(to_html(escape(text)))` of `notices.render` is *text* with its white space folded.
    """
    unified = inline.printable(text.replace("\r\n", "\n").replace("\r", "\n"))
    return inline.escape_line_starts(inline.escape_anywhere(_LINE_EDGES.sub("", unified)))


def render(blocks: Sequence[Block]) -> str:
    """The Markdown of *blocks*, parted by blank lines, without a newline at the end."""
    parts: list[str] = []
    former: Block | None = None
    for block in blocks:
        if part := _block(block):
            if isinstance(block, Listing | Quote) and type(block) is type(former):
                parts.append(_APART)
            parts.append(part)
            former = block
    return "\n\n".join(parts)


def _block(block: Block) -> str:
    match block:
        case Paragraph():
            return _paragraph(block)
        case Listing():
            return _listing(block)
        case Quote():
            return "\n".join(f"> {line}".rstrip() for line in render(block.blocks).split("\n"))
        case Code():
            return _code(block)
        case Table():
            return _pipes(block) if _is_simple(block) else table_html(block)
        case Rule():
            return "---"


def _paragraph(block: Paragraph) -> str:
    if not block.level:
        return inline.to_markdown(block.runs)
    runs = [
        run._replace(text=run.text.replace("\n", " "), style=run.style._replace(bold=False))
        for run in block.runs
    ]
    return f"{'#' * block.level} {_end_of_heading(inline.to_markdown(runs))}"


def _end_of_heading(markdown: str) -> str:
    """Escape the `#` at the end of a heading, which would count as its closing mark."""
    text = markdown.rstrip("#")
    hashes = len(markdown) - len(text)
    if hashes and (len(text) - len(text.rstrip("\\"))) % 2:
        text, hashes = text + "#", hashes - 1
    return text + "\\#" * hashes


def _listing(block: Listing) -> str:
    lines = []
    for number, item in enumerate(block.items, block.start):
        marker = f"{number}." if block.ordered else "-"
        parts = [_block(part) for part in [*item[:1], *map(_unranked, item[1:])]]
        body = "\n".join(part for part in parts if part)
        first, *rest = body.split("\n")
        lines.append(f"{marker:<3} {first}".rstrip() if block.ordered else f"- {first}")
        lines += [f"    {line}" for line in rest]
    return "\n".join(lines)


def _unranked(block: Block) -> Block:
    """*block*, a heading as a plain paragraph: within an item, below its first line, the dialect knows no headings."""
    return replace(block, level=0) if isinstance(block, Paragraph) and block.level else block


def _code(block: Code) -> str:
    longest = max((len(found) for found in _BACKTICKS.findall(block.text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{block.language}\n{block.text}\n{fence}"


def _is_simple(table: Table) -> bool:
    """Whether pipes can say it: a header row, every row as wide, no span, at most one paragraph a cell."""
    widths = {len(row) for row in table.rows}
    if len(widths) != 1 or widths == {1} or not all(cell.header for cell in table.rows[0]):
        return False
    body = [cell for row in table.rows[1:] for cell in row]
    return all(_is_plain(cell) for row in table.rows for cell in row) and not any(
        cell.header for cell in body
    )


def _is_plain(cell: Cell) -> bool:
    if cell.columns > 1 or cell.rows > 1 or len(cell.blocks) > 1:
        return False
    return not cell.blocks or (isinstance(cell.blocks[0], Paragraph) and not _has_break(cell.blocks[0].runs))


def _has_break(runs: list[Run]) -> bool:
    return any("\n" in run.text for run in runs)


def _pipes(table: Table) -> str:
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Cell) -> str:
    block = cell.blocks[0] if cell.blocks else None
    return inline.to_markdown(block.runs) if isinstance(block, Paragraph) else ""


def table_html(table: Table) -> str:
    """*table* as raw HTML on lines of its own, a row a line."""
    rows = ["<tr>" + "".join(_cell_html(cell) for cell in row) + "</tr>" for row in table.rows]
    return "\n".join(["<table>", *rows, "</table>"])


def _cell_html(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = (f' colspan="{cell.columns}"' if cell.columns > 1 else "") + (
        f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    )
    return f"<{tag}{spans}>{_blocks_html(cell.blocks)}</{tag}>"


def _blocks_html(blocks: Sequence[Block]) -> str:
    """HTML of *blocks* on one line; paragraphs are parted by breaks, as cells of official tables read."""
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph) and parts and not parts[-1].endswith(">\n"):
            parts.append("<br>")
        parts.append(_block_html(block))
    return "".join(parts).replace("\n", "")


def _block_html(block: Block) -> str:
    match block:
        case Paragraph():
            return inline.to_html(block.runs)
        case Listing():
            tag = "ol" if block.ordered else "ul"
            start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
            return (
                f"<{tag}{start}>{''.join(f'<li>{_blocks_html(item)}</li>' for item in block.items)}</{tag}>\n"
            )
        case Quote():
            return f"<blockquote>{_blocks_html(block.blocks)}</blockquote>\n"
        case Code():
            return f"<pre>{inline.to_html([Run(block.text)])}</pre>\n"
        case Table():
            return table_html(block).replace("\n", "") + "\n"
        case Rule():
            return "<hr>\n"
