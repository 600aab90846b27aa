"""The embedded engine: words in Whoosh, character pairs, columns and texts in arrays beside it.

What is found is decided by character pairs and by the stored text; Whoosh's words rank it. All documents of a
segment are treated at once (a truth value or a number each), so an answer costs about the same however many
documents match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search import deadline, scoring
from search.engine import FacetValue, Found, KnownWord, Request, facet_values
from search.query import Filters, Query
from search.schema import FACETS, Document
from search.slips import deviations
from search.storage import generation
from search.storage.arrays import Mask, Ordinals
from search.storage.segment import Segment
from search.storage.words import Occurrences, in_body, in_title

name = "whoosh"


def build(documents: Iterable[Document], place: Path) -> int:
    """Index *documents* in the folder *place*, replacing the index there at the end."""
    return generation.build(documents, place)


def open(place: Path) -> WhooshEngine:
    """Check and open the index in the folder *place*. Raises IndexMissing or IndexDamaged."""
    return WhooshEngine(place)


@dataclass(frozen=True, slots=True)
class _Hits:
    """The documents of one segment that pass all filters, with their scores."""

    segment: Segment
    ordinals: NDArray[np.intp]
    scores: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A document on its way to the answer, with what it is ranked by."""

    segment: Segment
    ordinal: int
    score: float
    date: int


class WhooshEngine:
    """An opened index folder."""

    name = name

    def __init__(self, place: Path) -> None:
        """Open the index in the folder *place*."""
        listed = generation.read(place)
        self.generation = listed.id
        self._segments = [Segment(place / s.name, list(s.deleted)) for s in listed.segments]
        self._count = sum(int(segment.living.sum()) for segment in self._segments)
        self._newest = max((int(s.columns.dates.max()) for s in self._segments), default=0)
        words = sum(float(segment.columns.lengths.sum()) for segment in self._segments)
        self._average = words / max(1, sum(segment.size for segment in self._segments))

    def __len__(self) -> int:
        """How many documents there are."""
        return self._count

    def find(self, request: Request) -> Found:
        """The answer to *request*."""
        weights = self._weights(request.query) if request.sort == "relevance" else {}
        hits, counts, labels = [], _counters(), {facet: dict[str, str]() for facet in FACETS}
        for segment in self._segments:
            matching = segment.matching(request.query)
            if seconds := request.filters.seconds():
                matching = matching & segment.columns.between(*seconds)
            passing = _passing(segment, request.filters)
            for facet in FACETS:
                inside = _all_of(matching, [mask for name, mask in passing.items() if name != facet])
                segment.columns.count(facet, inside, counts[facet], labels[facet])
            ordinals = np.flatnonzero(_all_of(matching, list(passing.values())))
            hits.append(_Hits(segment, ordinals, self._scores(segment, ordinals, weights)))
        facets: dict[str, list[FacetValue]] = {f: facet_values(counts[f], labels[f]) for f in FACETS}
        best = _best(hits, request, sum(weights.values()))
        stretch = best[request.first : request.first + request.count]
        return Found(
            sum(len(h.ordinals) for h in hits), [c.segment.document(c.ordinal) for c in stretch], facets
        )

    def document(self, id: str) -> Document | None:
        """The document of that id."""
        for segment in self._segments:
            ordinal = segment.words.document(id)
            if ordinal is not None and segment.living[ordinal]:
                return segment.document(ordinal)
        return None

    def holding(self, text: str) -> int:
        """How many documents have the compact *text* in one piece."""
        return sum(segment.holding(text) for segment in self._segments)

    def near(self, text: str) -> Counter[str]:
        """Strings one slip from *text*, counted in a limited number of documents a segment."""
        found: Counter[str] = Counter()
        for gap in deviations(text):
            for segment in self._segments:
                found += segment.filling(gap)
        del found[text]
        return found

    def vocabulary(self) -> Iterator[KnownWord]:
        """The commoner words of each segment."""
        for segment in self._segments:
            yield from segment.vocabulary()

    def close(self) -> None:
        """Let go of the files, which are mapped and not held open."""
        self._segments = []

    def _weights(self, query: Query) -> dict[str, float]:
        having = {w: sum(len(s.words.postings(w)[0]) for s in self._segments) for w in query.words}
        return {word: scoring.rarity(self._count, number) for word, number in having.items() if number}

    def _scores(
        self, segment: Segment, ordinals: NDArray[np.intp], weights: dict[str, float]
    ) -> NDArray[np.float64]:
        scores = np.zeros(len(ordinals), np.float64)
        if not len(ordinals):
            return scores
        norm = scoring.length_norm(segment.columns.lengths[ordinals], self._average)
        for word, weight in weights.items():
            found = _spread(segment.words.postings(word), segment.size)[ordinals]
            named = segment.columns.named((word,))[ordinals]
            scores += weight * (
                scoring.word_score(in_title(found), in_body(found), norm) + scoring.NAMED * named
            )
        ages = (self._newest - segment.columns.dates[ordinals]).astype(np.float64)
        shares = segment.columns.authorities[ordinals] + scoring.freshness(ages)
        return scores + shares * sum(weights.values())


def _spread(postings: tuple[Ordinals, Occurrences], size: int) -> Occurrences:
    """Occurrences for every document of a segment."""
    spread = np.zeros(size, np.uint8)
    spread[postings[0]] = postings[1]
    return spread


def _counters() -> dict[str, Counter[str]]:
    return {facet: Counter() for facet in FACETS}


def _passing(segment: Segment, filters: Filters) -> dict[str, Mask]:
    return {facet: segment.columns.having(facet, value) for facet, value in filters.chosen().items()}


def _all_of(matching: Mask, masks: list[Mask]) -> Mask:
    for mask in masks:
        matching = matching & mask
    return matching


def _best(hits: list[_Hits], request: Request, weight: float) -> list[_Candidate]:
    """The best documents in order, at least as many as the request's stretch reaches to.

    Equals stand in the order in which they were indexed, so that pages follow one another without a gap.
    """
    wanted = max(request.first + request.count, scoring.RERANKED)
    newest = request.sort == "newest"
    found = [candidate for h in hits for candidate in _top(h, wanted, newest)]
    if newest:
        return sorted(found, key=lambda c: -c.date)
    best = sorted(found, key=_rank)
    phrases = [phrase.encode("utf-8") for phrase in request.query.phrases]
    ranked = [_with_bonus(c, phrases, weight) for c in deadline.each(best[: scoring.RERANKED])]
    return sorted(ranked, key=_rank) + best[scoring.RERANKED :]


def _rank(candidate: _Candidate) -> tuple[float, int]:
    return -candidate.score, -candidate.date


def _top(hits: _Hits, wanted: int, newest: bool) -> list[_Candidate]:
    """The best *wanted* documents of one segment; those that equal the last of them are weighed by date."""
    scores, dates = hits.scores, hits.segment.columns.dates[hits.ordinals]
    keys = dates if newest else scores
    chosen = np.arange(len(keys))
    if len(keys) > wanted:
        chosen = np.flatnonzero(keys >= np.partition(keys, len(keys) - wanted)[len(keys) - wanted])
        chosen = chosen[np.lexsort((chosen, -dates[chosen], -keys[chosen]))[:wanted]]
    rows = zip(hits.ordinals[chosen].tolist(), scores[chosen].tolist(), dates[chosen].tolist(), strict=True)
    return [_Candidate(hits.segment, ordinal, score, date) for ordinal, score, date in sorted(rows)]


def _with_bonus(candidate: _Candidate, phrases: list[bytes], weight: float) -> _Candidate:
    share = candidate.segment.phrase_share(candidate.ordinal, phrases)
    if not share:
        return candidate
    return _Candidate(candidate.segment, candidate.ordinal, candidate.score + share * weight, candidate.date)
