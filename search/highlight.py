"""Snippets: the passage of a text that answers a query best, with its matches marked, safe to put in a page.

Pure. Matches are looked for in the folded text and shown in the text as written, in whichever script it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from search import analysis
from search.query import Query

SNIPPET_LENGTH = 120
"""Characters of a snippet, roughly: it grows to the end of a match."""
_LEAD = 24
_MOST_MATCHES = 120
_SENTENCE_START = re.compile(r"[。！？；\n]\s*")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters *start* to *end* (not included) of a text, which match needle number *needle*."""

    start: int
    end: int
    needle: int = 0


def matches(text: str, query: Query) -> list[Span]:
    """Where *text* matches *query*, in order, not overlapping, the longest match first at a place."""
    pattern = _pattern(query)
    if pattern is None:
        return []
    folded = analysis.fold(text)
    found = [
        Span(match.start(), match.end(), match.lastindex or 0)
        for match, _ in zip(pattern.finditer(folded), range(_MOST_MATCHES), strict=False)
    ]
    if len(folded) == len(text):
        return found
    origins = analysis.origins(text)
    return [Span(origins[span.start], origins[span.end - 1] + 1, span.needle) for span in found]


def marked(text: str, query: Query) -> str:
    """All of *text* as HTML with its matches in <mark>."""
    return _mark(text, matches(text, query))


def snippet(text: str, query: Query, length: int = SNIPPET_LENGTH) -> str:
    """The best passage of *text* as HTML of about *length* characters; its beginning when nothing matches."""
    spans = matches(text, query)
    start, end = _passage(text, spans, length)
    inside = [Span(s.start - start, s.end - start) for s in spans if s.start >= start and s.end <= end]
    before = "…" if start else ""
    after = "…" if end < len(text) else ""
    return before + _mark(text[start:end], inside).replace("\n", " ") + after


@lru_cache(maxsize=64)
def _pattern(query: Query) -> re.Pattern[str] | None:
    needles = _needles(query)
    return re.compile("|".join(f"({_loosely(needle)})" for needle in needles)) if needles else None


def _needles(query: Query) -> list[str]:
    """What to mark, longest first: whole readings, and each condition's alternatives."""
    wanted = {*query.phrases, *(form for c in query.required for form in c.alternatives)}
    return sorted(wanted, key=lambda needle: (-len(needle), needle))


def _loosely(needle: str) -> str:
    """A pattern of *needle* in folded text, where blanks stand for punctuation and for line ends."""
    return " {0,3}".join(map(re.escape, needle))


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
    inside: Counter[int] = Counter()
    best, best_worth, end = 0, (0, 0, 0), 0
    for first, span in enumerate(spans):
        while end < len(spans) and (end <= first or spans[end].end <= span.start + length):
            inside[spans[end].needle] += 1
            end += 1
        worth = len(inside), -min(inside), end - first
        if worth > best_worth:
            best, best_worth = first, worth
        inside[span.needle] -= 1
        if not inside[span.needle]:
            del inside[span.needle]
    return best


def _beginning(text: str, match: int) -> int:
    """Where a passage around the *match* begins: at its sentence, when that is near."""
    earliest = max(0, match - _LEAD)
    starts = [found.end() for found in _SENTENCE_START.finditer(text, earliest, match)]
    return starts[-1] if starts else earliest


def _mark(text: str, spans: Iterable[Span]) -> str:
    pieces: list[str] = []
    position = 0
    for span in spans:
        pieces += (
            escape(text[position : span.start]),
            "<mark>",
            escape(text[span.start : span.end]),
            "</mark>",
        )
        position = span.end
    return "".join([*pieces, escape(text[position:])])
