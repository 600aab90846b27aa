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
# An ampersand that begins no entity, and a link whose target needs no care: neither blanks nor signs that are escaped.
_AMPERSAND = r"&(?![#0-9A-Za-z])"
_LINK = rf"\[({_BOLD})\]\((https?://[A-Za-z0-9][A-Za-z0-9./_~%?=#:@+-]*|\.\./media/[A-Za-z0-9.-]+)\)"
_MARKED = re.compile(rf"(?:{_SAFE}++|{_ESCAPE}|{_AMPERSAND}|\*\*{_BOLD}\*\*(?!\*)|{_LINK})+")
_TOKEN = re.compile(rf"({_ESCAPE}|&)|\*\*({_BOLD})\*\*|{_LINK}")
# A line that begins so may be a list, a heading, a rule, a quotation, a fence, a definition or code.
_BLOCK_SIGN = re.compile(r"[#>=~:+\-\s]|\d+\.\s|\*\*?\s")
_HEADING = re.compile(rf"(#{{1,6}})[ ]({_SAFE}+)")
_PICTURE = re.compile(
    r"!\[([^\\`*_\[\]<>&!|{}\"'\x00-\x1f\x7f-\xa0\u2028\u2029]*)\]\((\.\./media/[A-Za-z0-9.-]+)\)"
)
_RULER = re.compile(r"\|(?:[ ]?-{3,}[ ]?\|)+")
# What begins every line of a list or a quotation, and the HTML around them.
_GROUP = {
    "- ": ("<ul>\n<li>", "</li>\n</ul>"),
    "1. ": ("<ol>\n<li>", "</li>\n</ol>"),
    "> ": ("<blockquote>\n<p>", "</p>\n</blockquote>"),
}
_GROUPS = tuple(_GROUP)
# Signs that Python-Markdown keeps for itself while it works.
_RESERVED = re.compile("klzzwxh|wzxhzdk")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|])")
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot);)")
_BLANK_LINES = re.compile(r"\n\s*\n")
_MEANS = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def to_html(body: str) -> str | None:
    """The HTML of *body*, or None where it is not plain enough to be certain."""
    if _RESERVED.search(body):
        return None
    blocks: list[str] = []
    grouped = False
    for block in body.split("\n\n"):
        html = _block(block.split("\n"))
        was, grouped = grouped, block.startswith(_GROUPS)
        if html is None or (was and grouped):  # two lists in a row may be one
            return None
        blocks.append(html)
    return "\n".join(blocks)


def as_it_stands(body: str) -> str:
    """The HTML of *body* line by line, no sign of it meaning anything but entities and escaped signs."""
    shown = _ENTITY.sub("&amp;", _ESCAPED.sub(r"\1", body)).replace("<", "&lt;").replace(">", "&gt;")
    blocks = (block.strip("\n").replace("\n", "<br>\n") for block in _BLANK_LINES.split(shown))
    return "\n".join(f"<p>{block}</p>" for block in blocks if block)


def _block(lines: list[str]) -> str | None:
    if lines[0].startswith("|"):
        return _table(lines)
    if lines[0].startswith(_GROUPS):
        return _group(lines)
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


def _group(lines: list[str]) -> str | None:
    """A list or a quotation of lines of text, one deep."""
    sign, (opening, closing) = next(pair for pair in _GROUP.items() if lines[0].startswith(pair[0]))
    shown: list[str] = []
    for number, line in enumerate(lines, 1):
        lead = f"{number}. " if sign == "1. " else sign
        text = line[len(lead) :]
        html = _inline(text) if line.startswith(lead) and not _unlike_text(text) else None
        if html is None:
            return None
        shown.append(html)
    between = "<br>\n" if sign == "> " else "</li>\n<li>"
    return opening + between.join(shown) + closing


def _unlike_text(line: str) -> bool:
    return not line or line != line.strip() or _BLOCK_SIGN.match(line) is not None


def _line(line: str) -> str | None:
    if _unlike_text(line):
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
    if token[3]:
        return f'<a href="{token[4]}" rel="noopener noreferrer">{token[3]}</a>'
    return _MEANS.get(token[1][-1], token[1][-1])


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
