"""Running text: white space folded as a browser folds it, broken into paragraphs at empty lines."""

from __future__ import annotations

import re

from importers.normalize.blocks import Run, Style
from importers.normalize.inline import printable

_BLANKS = re.compile("([ \t\n\r\f\v\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+)")
_BREAK = "\n"
_WIDE_QUOTES = "“”‘’…—·"


class Flow:
    """Collects text until the block ends; `take` gives the paragraphs and begins anew."""

    def __init__(self) -> None:
        """Begin empty."""
        self._paragraphs: list[list[Run]] = []
        # Joined at the end: a paragraph can have a million words.
        self._runs: list[tuple[list[str], Style]] = []
        self._pending = ""
        self._last = _BREAK

    def add(self, text: str, style: Style) -> None:
        """Add *text* in *style*; its line breaks are mere white space."""
        for number, part in enumerate(_BLANKS.split(printable(text))):
            if number % 2:
                self._pending += part
            elif part:
                self._put(_gap(self._pending, self._last, part[0]) + part, style)
                self._pending, self._last = "", part[-1]

    def add_lines(self, text: str, style: Style) -> None:
        """Add preformatted *text*: its line breaks are line breaks."""
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self.add(first, style)
        for line in rest:
            self.break_line()
            self.add(line, style)

    def break_line(self) -> None:
        """Break the line; a second break in a row ends the paragraph."""
        self._pending = ""
        if self._last == _BREAK:
            self._end_paragraph()
        else:
            self._put(_BREAK, Style())
            self._last = _BREAK

    def take(self) -> list[list[Run]]:
        """The paragraphs since the last call, none of them empty, without blanks or breaks at their edges."""
        self._end_paragraph()
        self._pending, self._last = "", _BREAK
        paragraphs, self._paragraphs = self._paragraphs, []
        return paragraphs

    def _put(self, text: str, style: Style) -> None:
        if self._runs and self._runs[-1][1] == style:
            self._runs[-1][0].append(text)
        else:
            self._runs.append(([text], style))

    def _end_paragraph(self) -> None:
        runs = [Run("".join(texts), style) for texts, style in self._runs]
        self._runs = []
        while runs and not (text := runs[-1].text.rstrip(_BREAK)):
            runs.pop()
        if runs:
            runs[-1] = runs[-1]._replace(text=text)
            self._paragraphs.append(runs)


def _gap(blanks: str, before: str, after: str) -> str:
    """What the white space *blanks* shows between two characters; nothing where a line begins.

    A line break of the source beside a Chinese character comes from a pretty printer, not from the author.
    """
    if not blanks or before == _BREAK:
        return ""
    if "\u3000" in blanks:
        return "\u3000" * blanks.count("\u3000")
    return "" if "\n" in blanks and (_is_wide(before) or _is_wide(after)) else " "


def _is_wide(character: str) -> bool:
    return character >= "\u2e80" or character in _WIDE_QUOTES
