"""Snippets: the passage of a text that answers a query best, with its matches marked, safe to put in a page.

Pure. Matches are looked for in the folded text and shown in the text as written, in whichever script it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
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


def matches(text: str, query: Query) -> list[Span]:
    """Where *text* matches *query*, in order, not overlapping, the longest match first at a place."""
    patterns = _patterns(query)
    folded = analysis.fold(text)
    # A pattern each: one of them all would be tried at every character, these are skipped to by their first.
    found = [
        (match.start(), needle, match.end())
        for needle, pattern in enumerate(patterns)
        for match in islice(pattern.finditer(folded), _MOST_MATCHES)
    ]
    spans = list(islice(_not_overlapping(sorted(found)), _MOST_MATCHES))
    if len(folded) == len(text):
        return spans
    origins = analysis.origins(text)
    return [Span(origins[span.start], origins[span.end - 1] + 1, span.needle) for span in spans]


def _not_overlapping(found: Iterable[tuple[int, int, int]]) -> Iterator[Span]:
    """Of matches (start, needle, end) in order those that begin where none before them is at work."""
    reached = 0
    for start, needle, end in found:
        if start >= reached:
            yield Span(start, end, needle)
            reached = end


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
def _patterns(query: Query) -> list[re.Pattern[str]]:
    return [re.compile(_loosely(needle)) for needle in _needles(query)]


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
    shown = escape if _SPECIAL.search(text) else str  # most texts need no escaping, and there are many pieces
    pieces: list[str] = []
    position = 0
    for start, end, _ in spans:
        pieces += shown(text[position:start]), "<mark>", shown(text[start:end]), "</mark>"
        position = end
    return "".join([*pieces, shown(text[position:])])
