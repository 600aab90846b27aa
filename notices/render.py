"""Markdown to HTML that is safe to show: Python-Markdown, then nh3 as the last step.

Bodies in which nothing is markup take the short way of `notices.plain`, which gives the same.

The only file that knows `nh3`, and with `tiring` the only one that knows `markdown`. Raw HTML in a body is allowed in so far as the sanitiser lets
it through (tables with merged cells need it); nothing that runs, loads from elsewhere or styles survives.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.entities import html5

import markdown
import nh3
from markdown.extensions import Extension

from notices import plain
from notices.tiring import Tiring

_EXTENSIONS: list[str | Extension] = ["tables", "nl2br", "sane_lists", "fenced_code", Tiring()]

LONGEST_BODY = 1_000_000
"""Characters of Markdown, more than a book has: Python-Markdown is not asked to make a page of so much."""

_CELL = {"colspan", "rowspan"}
# fmt: off
_TAGS = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "del",
    "sub", "sup", "ul", "ol", "li", "a", "img", "figure", "figcaption", "table", "caption", "thead", "tbody",
    "tfoot", "tr", "th", "td",
}
# fmt: on
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": _CELL | {"align"},
    "th": _CELL | {"align", "scope"},
    "ol": {"start"},
}
_PICTURE = re.compile(r"(?:\.\./media|media|/[a-z0-9-]+/media)/[A-Za-z0-9._-]+")
_UNDERLINE = re.compile(r"^[ ]{0,3}(?:-+|=+)[ ]*$", re.MULTILINE)
_UNDERLINES = 300  # headings without a blank line between them
_OPEN = 50  # brackets open at once; people nest two
_HIDDEN = {ord("["): "\ufdd0", ord("<"): "\ufdd1"}
_BLOCKS = re.compile(r"(\n[ \t]*\n)")
_BRACKET = re.compile(r"[\[\]]")
_TAG = re.compile(r"<[^>]*>")
_PRE_START = re.compile(r"<pre(?: [^>]*)?>\n")
_PASSES = 8
_DEEPEST, _SIGNS = 500, 1000  # elements within one another; signs that do no harm whatever they are
_NESTING = re.compile(
    r"""<!--.*?(?:-->|\Z)|<(/?)([a-zA-Z][^\s/>]*+)(?:[^>"']++|"[^"]*+"|'[^']*+')*+""", re.DOTALL
)
_CHILDLESS = frozenset(["br", "hr", "img", "wbr", "input", "col", "meta", "link", "source"])
_AMPERSAND = re.compile(
    rf"&amp;|&(?!#|[A-Za-z0-9]++;|{'|'.join(name for name in html5 if not name.endswith(';'))})"
)
_BOTTOMLESS = re.compile(r"^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}\.[ \t])){100}", re.MULTILINE)
_PLAIN_AMPERSAND = "\ufdd3"
_BLOCK_END = re.compile(
    r"</(?:p|h[1-6]|li|tr|blockquote|pre|table|figcaption|caption)>|<br ?/?>|<hr ?/?>|</t[dh]>", re.IGNORECASE
)


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Pictures only from our own store: no reader's browser ever asks another host.

    A blank parts words that end in `=` from the quote behind them, so that ` href="` is always an attribute, also to
    those who look for it with a regular expression.
    """
    if tag == "img" and name == "src" and _PICTURE.fullmatch(value) is None:
        return None
    return f"{value} " if value.endswith("=") and name != "href" else value


def to_html(body: str) -> str:
    """Safe HTML of the Markdown *body*; links keep http, https, mailto, tel and relative targets only.

    A body longer than LONGEST_BODY, which no check lets pass, is shown line by line as it stands.
    """
    short = plain.to_html(body)
    return sanitize(_converted(body)) if short is None else short


def to_html_and_text(body: str) -> tuple[str, str]:
    """`to_html` of *body* and `to_text` of that, for less than both of them cost."""
    short = plain.to_html_and_text(body)
    if short is not None:
        return short
    html = to_html(body)
    return html, to_text(html)


def unsanitised(markdown_text: str) -> str:
    """HTML of foreign Markdown as it stands, pictures and scripts and all: to be taken apart, never to be shown."""
    return _converted(markdown_text)


def sanitize(html: str) -> str:
    """*html* with only the tags and attributes of a document; idempotent.

    Where tags that must go had kept others apart (a paragraph within a button within a paragraph), what is left is
    read as another tree than it was written from: it is cleaned until it stands still, which what people write does at
    once. What never would is shown as it is written.
    """
    for _ in range(_PASSES):
        former, html = html, _cleaned(html)
        if html == former:
            return html
    return _cleaned(html.replace("<", "&lt;"))


def _cleaned(html: str) -> str:
    """*html* cleaned once.

    Elements deeper within one another than any document's are shown as they are written: at each of them the parser
    goes through all that are open. And it copies a text at each of its ampersands, where there are many: a
    noncharacter of Unicode stands for them meanwhile.
    """
    if html.count("<") > _SIGNS and _depth(html) > _DEEPEST:
        html = html.replace("<", "&lt;")
    if html.count("&") <= _SIGNS:
        return _clean(html)
    return _clean(_AMPERSAND.sub(_PLAIN_AMPERSAND, html)).replace(_PLAIN_AMPERSAND, "&amp;")


def _clean(html: str) -> str:
    """*html* as nh3 writes it, with line ends that a reader of HTML keeps.

    He takes a carriage return for a newline, and drops the first newline of `pre` (HTML, 13.2.3.5 and 13.2.6.4.7).
    """
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer",
    )
    if "\r" in clean:  # written as an entity
        clean = clean.replace("\r\n", "\n").replace("\r", "\n")
    return _PRE_START.sub(r"\g<0>\n", clean) if "<pre" in clean else clean


def _depth(html: str) -> int:
    """How many elements of *html* lie within one another at most, as far as its tags tell."""
    standing: Counter[str] = Counter()
    depth = deepest = 0
    for end, name in _NESTING.findall(html.lower()):
        if not end and name and name not in _CHILDLESS:
            standing[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif end and standing[name]:
            standing[name] -= 1
            depth -= 1
    return deepest


def _converted(body: str) -> str:
    """HTML of *body*, the brackets of hopeless blocks as plain characters.

    Python-Markdown looks from each opening bracket to the end for the one that closes it, again and again: ten
    thousand of them would take minutes. Two noncharacters of Unicode stand for them meanwhile. A body with a line of
    lists and quotations a hundred deep is shown as it stands.
    """
    # As Python-Markdown does; so carriage returns cannot hide anything.
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    if len(body) > LONGEST_BODY or _BOTTOMLESS.search(body) or _is_underlined(body):
        return plain.as_it_stands(body)
    if body.count("[") + body.count("<") <= _OPEN:
        return _convert(body)
    tamed = "".join(
        block.translate(_HIDDEN) if _is_hopeless(block) else block for block in _BLOCKS.split(body)
    )
    return _convert(tamed).replace("\ufdd0", "[").replace("\ufdd1", "&lt;")


def _is_underlined(body: str) -> bool:
    """Whether *body* has a block of endless underlines, each of them a heading: all lines after it are split again."""
    if body.count("\n-") + body.count("\n=") <= _UNDERLINES:
        return False
    return any(len(_UNDERLINE.findall(block)) > _UNDERLINES for block in _BLOCKS.split(body))


def _is_hopeless(block: str) -> bool:
    if block.count("<") - block.count(">") > _OPEN or block.count("](") - block.count(")") > _OPEN:
        return True
    depth = deepest = 0
    for bracket in _BRACKET.findall(block):
        depth = depth + 1 if bracket == "[" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest > _OPEN


def to_text(html: str) -> str:
    """The visible text of sanitised *html*, a line a block, for search documents and summaries."""
    marked = _BLOCK_END.sub("\n", html)
    text = unescape(_TAG.sub("", marked))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _convert(text: str) -> str:
    """HTML of *text* by the one converter of the process: making one costs as much as a quarter of a page.

    A converter that raised is in the middle of something and would spoil what comes after: it is not used again.
    Lists within lists deeper than it can follow are shown as they stand.
    """
    global _shared
    converter = _shared or markdown.Markdown(extensions=_EXTENSIONS, output_format="html")
    _shared = None
    try:
        html = converter.reset().convert(text)
    except RecursionError:
        return plain.as_it_stands(text)
    _shared = converter
    return html


_shared: markdown.Markdown | None = None
