"""The HTML of plain Markdown, which is most of what importers write, without the whole of Markdown's machinery.

`to_html` answers only where it is certain to give what `notices.render` gives by way of Python-Markdown and the
sanitiser; anything else it leaves to them. The tests compare both ways over every body they can make or find.
All text comes out with nothing in it that HTML could take for markup, so there is nothing left to sanitise.
"""

from __future__ import annotations

import re

# What stands for nothing but itself inside a line: no Markdown sign, no HTML sign, no white space but the plain
# blank and the full-width one, no control or private sign of Python-Markdown's.
_SAFE = r"[^\\`*_\[\]<>&!|{}\x00-\x1f\x7f-\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
_ESCAPE = r"\\[\\`*_{}\[\]()>#+\-.!|]"
# Signs of Markdown stand open between emphasis marks and blanks (`**# **` is a list to it): no blanks there.
_BOLD = rf"(?:(?![\u3000 #>=~:+-]){_SAFE})+"
_PLAIN = re.compile(rf"{_SAFE}+")
_MARKED = re.compile(rf"(?:{_SAFE}++|{_ESCAPE}|\*\*{_BOLD}\*\*(?!\*))+")
_TOKEN = re.compile(rf"({_ESCAPE})|\*\*({_BOLD})\*\*")
# A line that begins so may be a list, a heading, a rule, a quotation, a fence, a definition or code.
_BLOCK_SIGN = re.compile(r"[#>=~:+\-\s]|\d+\.\s|\*\*?\s")
_HEADING = re.compile(rf"(#{{1,6}})[ ]({_SAFE}+)")
_PICTURE = re.compile(
    r"!\[([^\\`*_\[\]<>&!|{}\"'\x00-\x1f\x7f-\xa0\u2028\u2029]*)\]\((\.\./media/[A-Za-z0-9.-]+)\)"
)
_RULER = re.compile(r"\|(?:[ ]?-{3,}[ ]?\|)+")
# Signs that Python-Markdown keeps for itself while it works.
_RESERVED = re.compile("klzzwxh|wzxhzdk")
_MEANS = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def to_html(body: str) -> str | None:
    """The HTML of *body*, or None where it is not plain enough to be certain."""
    if _RESERVED.search(body):
        return None
    blocks: list[str] = []
    for block in body.split("\n\n"):
        html = _block(block.split("\n"))
        if html is None:
            return None
        blocks.append(html)
    return "\n".join(blocks)


def _block(lines: list[str]) -> str | None:
    if lines[0].startswith("|"):
        return _table(lines)
    if lines[0].startswith("#"):
        heading = _HEADING.fullmatch(lines[0])
        if heading is None or len(lines) > 1 or "#" in heading[2] or heading[2] != heading[2].strip():
            return None
        return f"<h{len(heading[1])}>{heading[2]}</h{len(heading[1])}>"
    shown: list[str] = []
    for line in lines:
        html = _line(line)
        if html is None:
            return None
        shown.append(html)
    return "<p>" + "<br>\n".join(shown) + "</p>"


def _line(line: str) -> str | None:
    if not line or line != line.strip() or _BLOCK_SIGN.match(line):
        return None
    picture = _PICTURE.fullmatch(line)
    if picture is not None:
        return f'<img alt="{picture[1]}" src="{picture[2]}">'
    return _inline(line)


def _inline(text: str) -> str | None:
    if _PLAIN.fullmatch(text):
        return text
    if not _MARKED.fullmatch(text):
        return None
    return _TOKEN.sub(_shown, text)


def _shown(token: re.Match[str]) -> str:
    if token[2]:
        return f"<strong>{token[2]}</strong>"
    return _MEANS.get(token[1][1], token[1][1])


def _table(lines: list[str]) -> str | None:
    """A pipe table whose rows all have the cells of its head."""
    if len(lines) < 3 or not _RULER.fullmatch(lines[1]):
        return None
    columns = lines[1].count("|") - 1
    rows: list[list[str]] = []
    for line in (lines[0], *lines[2:]):
        cells = [_cell(one) for one in line[1:-1].split("|")]
        if not line.startswith("|") or not line.endswith("|") or len(cells) != columns:
            return None
        if None in cells:
            return None
        rows.append([cell for cell in cells if cell is not None])
    head, *body = rows
    return (
        f"<table>\n<thead>\n{_row(head, 'th')}</thead>\n"
        + "<tbody>\n"
        + "".join(_row(one, "td") for one in body)
        + "</tbody>\n</table>"
    )


def _cell(text: str) -> str | None:
    text = text.strip(" ")
    if not text:
        return ""
    return text if text == text.strip() and _PLAIN.fullmatch(text) else None


def _row(cells: list[str], name: str) -> str:
    return "<tr>\n" + "".join(f"<{name}>{cell}</{name}>\n" for cell in cells) + "</tr>\n"
