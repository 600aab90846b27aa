"""Runs of text as inline Markdown that Python-Markdown shows with exactly their characters, or as inline HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as escape_html
from itertools import groupby

from importers.normalize.blocks import Run, Style

# What begins a construct anywhere in a line (`|`: the tables extension) and what only where a line begins. Words like
# the address of one of our media refer to none: the site is not made where a file that a notice refers to is missing.
_ANYWHERE = re.compile(r"[\\`*_\[\]|]|<|&(?=#|\w+;)|(?<=\.\.)/(?=media/)")
_ENTITIES = {"<": "&lt;", "&": "&amp;", "/": "&#47;"}
_LINE_START = re.compile(r"^(?:(?P<mark>[#>+-])|(?P<number>\d+)\.(?=\s|$)|(?P<rule>[=~:]))", re.MULTILINE)
# XML and Python-Markdown (which marks its own places by U+0002 and U+0003) cannot carry controls; the others
# of these characters have no width and hide words from a search.
_UNSHOWN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)
_HREF = str.maketrans({character: f"%{ord(character):02X}" for character in " \"'()<>[]\\`*|{}^"})
_HREF_ENTITY = re.compile(r"(&#?\w+);")


def printable(text: str) -> str:
    """*text* without control characters, lone surrogates and characters that have no width."""
    return _UNSHOWN.sub("", text)


def escape_anywhere(text: str) -> str:
    """*text* for the middle of a line: no emphasis, link, code, entity, tag or table cell begins in it."""
    return _ANYWHERE.sub(lambda found: _ENTITIES.get(found[0], "\\" + found[0]), text)


def escape_line_starts(markdown: str) -> str:
    """*markdown* whose lines begin no heading, quotation, list, rule or fence."""
    return _LINE_START.sub(_escape_start, markdown)


def _escape_start(found: re.Match[str]) -> str:
    if found["mark"]:
        return "\\" + found["mark"]
    return f"{found['number']}\\." if found["number"] else f"&#{ord(found['rule'])};"


def to_markdown(runs: Sequence[Run]) -> str:
    """Inline Markdown of *runs*; a newline in a run is a line break, pictures are `![text](media:key)`."""
    return escape_line_starts(_links(runs))


def _links(runs: Sequence[Run]) -> str:
    if not any(run.style.href for run in runs):
        return _strong(runs)
    parts: list[str] = []
    for href, group in groupby(runs, key=lambda run: run.style.href):
        if href and parts and parts[-1].endswith("!"):
            parts[-1] = parts[-1][:-1] + "\\!"  # else the link would be read as a picture
        inner = _strong([Run(run.text, run.style._replace(href=""), run.picture) for run in group])
        if href:
            inner = inner.replace("]:", "]&#58;")  # else the line would be read as a link definition
            inner = _around(inner, "[", f"]({target(href)})")
        parts.append(inner)
    return "".join(parts)


def _strong(runs: Sequence[Run]) -> str:
    parts = []
    for bold, group in groupby(runs, key=lambda run: run.style.bold):
        inner = "".join(_span(style, list(same)) for style, same in groupby(group, key=lambda run: run.style))
        parts.append(_around(inner, "**", "**") if bold else inner)
    return "".join(parts)


def _span(style: Style, runs: list[Run]) -> str:
    text = "".join(
        "".join(map(_picture, same)) if is_picture else _text(same)
        for is_picture, same in groupby(runs, key=lambda run: bool(run.picture))
    )
    if style.code:
        text = _around(text, "<code>", "</code>") if _needs_tag(runs) else _around(text, "`", "`")
    for tag in _tags(style._replace(code=False)):
        text = _around(text, f"<{tag}>", f"</{tag}>")
    return text


def _needs_tag(runs: list[Run]) -> bool:
    return any(run.picture or re.search(r"[\\`*_\[\]|<&\n]", run.text) for run in runs)


def _text(runs: Iterable[Run]) -> str:
    """The words of *runs* that stand together: what one begins (`&`) another may end (`#39;`)."""
    return escape_anywhere("".join(run.text for run in runs))


def _picture(run: Run) -> str:
    return f"![{escape_anywhere(_on_one_line(run.text))}](media:{run.picture})"


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _tags(style: Style) -> list[str]:
    """The tags, innermost first, of what *style* holds besides bold and link."""
    tags = [
        style.script,
        "em" if style.italic else "",
        "del" if style.deleted else "",
        "code" if style.code else "",
    ]
    return [tag for tag in tags if tag]


def _around(text: str, before: str, after: str) -> str:
    """*text* between two marks that stand next to its first and last visible character, never to a blank."""
    visible = text.strip()
    if not visible:
        return text
    start = text.index(visible[0])
    return f"{text[:start]}{before}{visible}{after}{text[start + len(visible) :]}"


def target(href: str) -> str:
    """*href* as the target of a Markdown link: nothing in it ends the link or begins a construct."""
    return _HREF_ENTITY.sub(r"\1%3B", printable(href).translate(_HREF).replace("\n", ""))


def to_html(runs: Iterable[Run]) -> str:
    """Inline HTML of *runs*, every character of the text escaped."""
    return "".join(_html(run) for run in runs)


def _html(run: Run) -> str:
    if run.picture:
        return f'<img src="media:{run.picture}" alt="{escape_html(_on_one_line(run.text))}">'
    text = escape_html(run.text, quote=False).replace("../media/", "..&#47;media/").replace("\n", "<br>")
    for tag in [*_tags(run.style), *(["strong"] if run.style.bold else [])]:
        text = f"<{tag}>{text}</{tag}>"
    return f'<a href="{escape_html(run.style.href)}">{text}</a>' if run.style.href else text
