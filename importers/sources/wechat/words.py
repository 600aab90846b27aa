"""Words that tools put around an article's own: what is cut at its edges, and plain text as Markdown."""

from __future__ import annotations

import ast
import html
import re

from importers.normalize import markdown, text

# Furniture of the page that tools copied with the article; facts: the platform shows it on every page.
_FURNITURE = frozenset(
    (
        "在小说阅读器读本章 去阅读",
        "在小说阅读器中沉浸阅读",
        "在小说阅读器读本章",
        "去阅读",
        "继续滑动看下一个",
        "轻触阅读原文",
        "向上滑动看下一个",
        "预览时标签不可点",
        "微信扫一扫 关注该公众号",
        "微信扫一扫",
        "关注该公众号",
        "知道了",
        "原创",
    )
)
_LIST = re.compile(r"\[['\"].*['\"]\]", re.DOTALL)
_LONGEST_LIST = 1 << 20
_MARKS = re.compile(r"^#+\s|[*\\]|^-{3,}$", re.MULTILINE)
_MARKUP = re.compile(r"<(?:p|div|section|span|img|br|a)\b", re.IGNORECASE)


def folded(line: str) -> str:
    """*line* for comparison: entities resolved, without any white space."""
    return "".join(html.unescape(line).split())


def is_markup(content: str) -> bool:
    """Whether *content* is HTML rather than plain text."""
    return _MARKUP.search(content) is not None


def plain(content: str, title: str) -> str:
    """Markdown of the plain text *content* of an article named *title*; empty when nothing is left of it."""
    lines = [line.strip() for line in text.clean(_joined(content)).split("\n")]
    while lines and (not lines[0] or lines[0] in _FURNITURE or folded(lines[0]) == folded(title)):
        lines.pop(0)
    while lines and (not lines[-1] or lines[-1] in _FURNITURE):
        lines.pop()
    paragraphs = re.split(r"\n{2,}", "\n".join(lines))
    shown = "\n\n".join(markdown.escape(one) for one in paragraphs if one)
    return f"{shown}\n\n{text.PLAIN_ONLY}" if shown else ""


def _joined(content: str) -> str:
    """The paragraphs of a list that a tool wrote as Python shows it; any other *content* as it is."""
    if len(content) > _LONGEST_LIST or not _LIST.fullmatch(content.strip()):
        return content
    try:
        read = ast.literal_eval(content.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return content
    return "\n\n".join(one for one in read if isinstance(one, str)) if isinstance(read, list) else content


def trimmed(body: str, title: str) -> str:
    """The Markdown *body* without the page's furniture and the repeated *title* at its edges."""
    blocks = body.split("\n\n")
    while blocks and _is_furniture(blocks[0], title):
        blocks.pop(0)
    while blocks and _is_furniture(blocks[-1], ""):
        blocks.pop()
    return "\n\n".join(blocks)


def bare(block: str) -> str:
    """What a reader sees of a block of Markdown, on one line."""
    return " ".join(_MARKS.sub("", block).split())


def _is_furniture(block: str, title: str) -> bool:
    shown = bare(block)
    return not shown or shown in _FURNITURE or bool(title and folded(shown) == folded(title))
