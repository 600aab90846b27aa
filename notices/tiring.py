"""An extension of Python-Markdown: text whose marks would take it too long is shown as it stands.

For every mark that it finds in a paragraph, Python-Markdown copies the whole paragraph (treeprocessors.py,
`__applyPattern`): a page of 200,000 angle brackets takes two minutes, one of two million hours. Here a body has a
budget, by which what honest people write is never touched.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

BUDGET = 1_000_000_000
"""Marks of a paragraph times its characters, summed over a body: about half a second of copying."""
_HARMLESS = 30_000  # characters of text that cannot spend the budget, whatever they are
_MARK = re.compile(r"[\\`*_\[<&\n]")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|])")
_LINE_END = "\ufdd2"
_BEFORE_INLINE = 25  # that one has priority 20
_LAST = 0


class Tiring(Extension):
    """Goes before what looks for marks inside lines."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register both steps with the converter *md*."""
        md.treeprocessors.register(_Sparing(md), "tiring", _BEFORE_INLINE)
        md.postprocessors.register(_LineEnds(md), "tiring", _LAST)


class _Sparing(Treeprocessor):
    """Spends the budget on element after element; those for which it is too small are made plain and cost nothing."""

    def run(self, root: Element) -> None:
        """Make plain what is too much in the tree *root*."""
        elements = [one for one in root.iter() if one.text and not isinstance(one.text, AtomicString)]
        if sum(len(one.text or "") for one in elements) <= _HARMLESS:
            return
        left = BUDGET
        for one in elements:
            labour = _labour(one.text or "")
            if labour > left:
                one.text = _plain(one.text or "")
            else:
                left -= labour


def _labour(text: str) -> int:
    return len(_MARK.findall(text)) * len(text)


def _plain(text: str) -> AtomicString:
    """*text* with nothing left to look for; escaped signs are what they stand for."""
    return AtomicString(_ESCAPED.sub(r"\1", text).replace("\n", _LINE_END))


class _LineEnds(Postprocessor):
    """Elements for them would take long in their turn: each is looked for among all."""

    def run(self, text: str) -> str:
        """The HTML *text* with line breaks where plain lines end."""
        return text.replace(_LINE_END, "<br>\n")
