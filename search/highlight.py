"""Snippets: the passage of a text that answers a query best, with its matches marked, safe to put in a page.

Pure. Matches are looked for in the folded text and shown in the text as written, in whichever script it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import islice
from typing import NamedTuple

from search import analysis
from search.query import Query

SNIPPET_LENGTH = 120
"""Characters of a snippet, roughly: it grows to the end of a match."""
_LEAD = 24
_MOST_MATCHES = 120
_SPECIAL = re.compile("[&<>\"']")
_SPECIAL = re.compile("[&<>\"']")
_SENTENCE_START = re.compile(r"[。！？；\n]\s*")


class Span(NamedTuple):
    """Characters *start* to *end* (not included) of a text, which match needle number *needle*."""

    start: int
    end: int
    needle: int = 0


class Marker:
    """Marks what matches a query in any number of texts."""

    def __init__(self, query: Query) -> None:
        """Mark the whole readings of *query* and each condition's alternatives, the longest first."""
        wanted = {*query.phrases, *(form for c in query.required for form in c.alternatives)}
        self._needles = sorted(wanted, key=lambda needle: (-len(needle), needle))

    def matches(self, text: str) -> list[Span]:
        """Where *text* matches, in order, not overlapping, the longest match first at a place."""
        folded = analysis.fold(text)
        compact = folded.replace(" ", "")
        found = [
            (start, number, start + len(needle))
            for number, needle in enumerate(self._needles)
            if needle in compact
            for start in islice(_starts(compact, needle), _MOST_MATCHES)
        ]
        if not found:
            return []
        chosen = list(islice(_not_overlapping(sorted(found)), _MOST_MATCHES))
        places = analysis.places(text, folded, [(s.start, s.end - 1) for s in chosen])
        return [Span(first, last + 1, s.needle) for (first, last), s in zip(places, chosen, strict=True)]

    def marked(self, text: str) -> str:
        """All of *text* as HTML with its matches in <mark>."""
        return _mark(text, self.matches(text))

    def snippet(self, text: str, length: int = SNIPPET_LENGTH) -> str:
        """The best passage of *text* as HTML of about *length* characters; its beginning when nothing matches."""
        spans = self.matches(text)
        start, end = _passage(text, spans, length)
        inside = [Span(s.start - start, s.end - start) for s in spans if s.start >= start and s.end <= end]
        before = "…" if start else ""
        after = "…" if end < len(text) else ""
        return before + _mark(text[start:end], inside).replace("\n", " ") + after


def _starts(compact: str, needle: str) -> Iterator[int]:
    start = compact.find(needle)
    while start >= 0:
        yield start
        start = compact.find(needle, start + len(needle))


def _not_overlapping(found: Iterable[tuple[int, int, int]]) -> Iterator[Span]:
    """Of matches (start, needle, end) in order those that begin where none before them is at work."""
    reached = 0
    for start, needle, end in found:
        if start >= reached:
            yield Span(start, end, needle)
            reached = end


def _passage(text: str, spans: Sequence[Span], length: int) -> tuple[int, int]:
    """The window with the most different needles, then the most matches, then the earliest."""
    if not spans:
        return 0, min(len(text), length)
    best = _densest(spans, length - _LEAD)
    start = _beginning(text, spans[best].start)
    end = max(min(len(text), start + length), spans[best].end)
    if end == len(text):
        start = min(start, _beginning(text, max(0, end - length))) if end > length else 0
    return start, max([end, *(s.end for s in spans if s.start < end < s.end)])


def _densest(spans: Sequence[Span], length: int) -> int:
    """The span from which on *length* characters hold the most different needles, then the longest, then the most."""
    inside: dict[int, int] = {}
    best, best_worth, end = 0, (0, 0, 0), 0
    for first, (start, _, needle) in enumerate(spans):
        while end < len(spans) and (end <= first or spans[end].end <= start + length):
            inside[spans[end].needle] = inside.get(spans[end].needle, 0) + 1
            end += 1
        worth = len(inside), -min(inside), end - first
        if worth > best_worth:
            best, best_worth = first, worth
        if inside[needle] == 1:
            del inside[needle]
        else:
            inside[needle] -= 1
    return best


def _beginning(text: str, match: int) -> int:
    """Where a passage around the *match* begins: at its sentence, when that is near."""
    earliest = max(0, match - _LEAD)
    starts = [found.end() for found in _SENTENCE_START.finditer(text, earliest, match)]
    return starts[-1] if starts else earliest


def _mark(text: str, spans: Iterable[Span]) -> str:
    shown = escape if _SPECIAL.search(text) else str  # most texts need no escaping, and there are many pieces
    pieces: list[str] = []
    position = 0
    for start, end, _ in spans:
        pieces += shown(text[position:start]), "<mark>", shown(text[start:end]), "</mark>"
        position = end
    return "".join([*pieces, shown(text[position:])])
