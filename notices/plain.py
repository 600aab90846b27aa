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
# A body that holds none of these consists of paragraphs: a sign that is not safe; a line that begins or ends with a
# blank or may begin a block; more than one empty line.
_UNSAFE = re.compile("[" + _SAFE.removeprefix("[^").replace(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f"))
_EDGE = re.compile(r"\n(?:[#>=~:+\- \u3000]|\d+\.[ \u3000\n]|\n\n)")
_BLANK_ENDS = (" \n", "\u3000\n")
# An ampersand that begins no entity, one that is written as such, and a link whose target needs no care: neither blanks nor signs that are escaped.
_AMPERSAND = r"&(?![#0-9A-Za-z])|&amp;"
_LINK = rf"\[({_BOLD})\]\((https?://[A-Za-z0-9][A-Za-z0-9./_~%?=#:@+-]*|\.\./media/[A-Za-z0-9.-]+)\)"
_MARKED = re.compile(rf"(?:{_SAFE}++|{_ESCAPE}|{_AMPERSAND}|\*\*{_BOLD}\*\*(?!\*)|{_LINK})+")
_TOKEN = re.compile(rf"({_ESCAPE}|&amp;|&)|\*\*({_BOLD})\*\*|{_LINK}")
# A line that begins so may be a list, a heading, a rule, a quotation, a fence, a definition or code.
_BLOCK_SIGN = re.compile(r"[#>=~:+\-\s]|\d+\.\s|\*\*?\s")
_HEADING = re.compile(rf"(#{{1,6}})[ ]({_SAFE}+)")
_PICTURE = re.compile(
    r"!\[([^\\`*_\[\]<>&!|{}\"'\x00-\x1f\x7f-\xa0\u2028\u2029]*)\]\((\.\./media/[A-Za-z0-9.-]+)\)"
)
_UNSAFE_CELL = re.compile(_UNSAFE.pattern.replace("|", ""))
_WIDE_EDGE = re.compile(r"\u3000 *\||\| *\u3000")
_RULER = re.compile(r"\|(?:[ ]?-{3,}[ ]?\|)+")
# A table of raw HTML as importers write it where cells are merged: words and breaks, a row a line.
_SPANS = r'(?: colspan="[1-9][0-9]{0,2}")?(?: rowspan="[1-9][0-9]{0,2}")?'
_RAW_TABLE = re.compile(
    rf"<table>\n(?:<tr>(?:<(t[dh]){_SPANS}>(?:{_SAFE}++|<br>)*+</\1>)++</tr>\n)++</table>"
)
# What begins the first line of a list or a quotation.
_GROUP = re.compile(r"- |> |([1-9][0-9]{0,8})\. ")
# Signs that Python-Markdown keeps for itself while it works.
_RESERVED = ("klzzwxh", "wzxhzdk")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|])")
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot);)")
_BLANK_LINES = re.compile(r"\n\s*\n")
_MEANS = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def to_html(body: str) -> str | None:
    """The HTML of *body*, or None where it is not plain enough to be certain."""
    if _is_reserved(body):
        return None
    if _is_paragraphs(body):
        return _paragraphs(body)
    blocks: list[str] = []
    grouped = False
    for block in body.split("\n\n"):
        html = _paragraphs(block) if _is_paragraphs(block) else _block(block.split("\n"))
        was, grouped = grouped, _GROUP.match(block) is not None
        # Two lists in a row may be one, and what is indented behind a list may be of it.
        if html is None or (was and (grouped or block.startswith(" "))):
            return None
        blocks.append(html)
    return "\n".join(blocks).removesuffix("\n")


def to_html_and_text(body: str) -> tuple[str, str] | None:
    """The HTML of *body* and its words, a line a line, where it is paragraphs in which blanks stand alone; else None."""
    if "  " in body or "\u3000" in body or _is_reserved(body) or not _is_paragraphs(body):
        return None
    return _paragraphs(body), body.replace("\n\n", "\n")


def _is_reserved(body: str) -> bool:
    return any(one in body for one in _RESERVED)


def _is_paragraphs(body: str) -> bool:
    """Whether *body* surely consists of nothing but paragraphs in which nothing is markup."""
    framed = f"\n{body}\n"
    return (
        _UNSAFE.search(body) is None
        and _EDGE.search(framed) is None
        and not framed.startswith("\n\n")
        and not framed.endswith("\n\n")
        and not any(one in framed for one in _BLANK_ENDS)
    )


def _paragraphs(text: str) -> str:
    shown = text.replace("\n\n", "</p>\v<p>").replace("\n", "<br>\n").replace("\v", "\n")
    return f"<p>{shown}</p>"


def as_it_stands(body: str) -> str:
    """The HTML of *body* line by line, no sign of it meaning anything but entities and escaped signs."""
    shown = _ENTITY.sub("&amp;", _ESCAPED.sub(r"\1", body)).replace("<", "&lt;").replace(">", "&gt;")
    blocks = (block.strip("\n").replace("\n", "<br>\n") for block in _BLANK_LINES.split(shown))
    return "\n".join(f"<p>{block}</p>" for block in blocks if block)


def _block(lines: list[str]) -> str | None:
    if lines[0].startswith("|"):
        return _table(lines)
    if lines[0] == "<table>":
        return _raw_table("\n".join(lines))
    if sign := _GROUP.match(lines[0]):
        return _group(lines, sign)
    if lines[0].startswith("#"):
        heading = _HEADING.fullmatch(lines[0])
        if heading is None or len(lines) > 1 or "#" in heading[2] or heading[2] != heading[2].strip():
            return None
        return f"<h{len(heading[1])}>{heading[2]}</h{len(heading[1])}>"
    shown: list[str] = []
    for line in (_unindented(lines[0]), *lines[1:]):
        html = _line(line)
        if html is None:
            return None
        shown.append(html)
    return "<p>" + "<br>\n".join(shown) + "</p>"


def _unindented(line: str) -> str:
    """The first *line* of a paragraph without the blanks before it, where they are fewer than make it code."""
    text = line.lstrip(" ")
    return text if len(line) - len(text) < 4 else line


def _group(lines: list[str], sign: re.Match[str]) -> str | None:
    """A list or a quotation of lines of text, one deep, that begins with *sign*; lists are numbered on and on."""
    first = int(sign[1] or 0)
    shown: list[str] = []
    for number, line in enumerate(lines, first):
        lead = f"{number}. " if first else sign[0]
        text = line[len(lead) :]
        html = _inline(text) if line.startswith(lead) and not _unlike_text(text) else None
        if html is None:
            return None
        shown.append(html)
    if sign[0] == "> ":
        return "<blockquote>\n<p>" + "<br>\n".join(shown) + "</p>\n</blockquote>"
    start = f' start="{first}"' if first > 1 else ""
    opening, closing = (f"<ol{start}>", "</ol>") if first else ("<ul>", "</ul>")
    return f"{opening}\n<li>" + "</li>\n<li>".join(shown) + f"</li>\n{closing}"


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
    return "&amp;" if token[1] == "&amp;" else _MEANS.get(token[1][-1], token[1][-1])


def _table(lines: list[str]) -> str | None:
    """A pipe table whose rows all have the cells of its head."""
    if len(lines) < 3 or not _RULER.fullmatch(lines[1]):
        return None
    bars = lines[1].count("|")
    rows = [lines[0], *lines[2:]]
    text = "\n".join(rows)
    if _UNSAFE_CELL.search(text) or _WIDE_EDGE.search(text):
        return None
    if any(row.count("|") != bars or row[0] != "|" or row[-1] != "|" for row in rows):
        return None
    head, *body = rows
    shown = "".join(_row(one, "td") for one in body)
    return f"<table>\n<thead>\n{_row(head, 'th')}</thead>\n<tbody>\n{shown}</tbody>\n</table>"


def _raw_table(block: str) -> str | None:
    """A table of raw HTML, with the body that every parser gives it; Markdown sets an empty line behind raw HTML."""
    if _RAW_TABLE.fullmatch(block) is None:
        return None
    return block.replace("<tr>", "<tbody><tr>", 1).removesuffix("</table>") + "</tbody></table>\n"


def _row(line: str, name: str) -> str:
    cells = f"</{name}>\n<{name}>".join([cell.strip(" ") for cell in line[1:-1].split("|")])
    return f"<tr>\n<{name}>{cells}</{name}>\n</tr>\n"
