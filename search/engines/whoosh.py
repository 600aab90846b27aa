"""The embedded engine: words in Whoosh, character pairs, columns and texts in arrays beside it.

What is found is decided by character pairs and by the stored text; Whoosh's words rank it. All documents are
treated at once (a truth value or a number each), so an answer costs about the same however many match.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search import scoring
from search.engine import MOST_COPIES, UNCHECKED, Checked, Copies, Found, KnownWord, Request
from search.query import Query
from search.schema import Document
from search.slips import deviations
from search.storage import generation
from search.storage.arrays import Mask, Places
from search.storage.collection import Collection
from search.storage.hits import Hits
from search.storage.segment import Segment
from search.storage.words import in_body, in_title

name = "whoosh"


def build(documents: Iterable[Document], place: Path) -> int:
    """Index *documents* in the folder *place*, replacing the index there at the end."""
    return generation.build(documents, place)


def open(place: Path, checked: Checked = UNCHECKED) -> WhooshEngine:
    """Check what is not *checked* of the index in the folder *place*, and open it. Raises IndexMissing or IndexDamaged."""
    return WhooshEngine(place, checked)


class WhooshEngine:
    """An opened index folder."""

    name = name

    def __init__(self, place: Path, checked: Checked = UNCHECKED) -> None:
        """Open the index in the folder *place*."""
        listed = generation.read(place, checked)
        self.generation = listed.id
        self._all = Collection([Segment(place / s.name, list(s.deleted)) for s in listed.segments])

    def __len__(self) -> int:
        """How many documents there are."""
        return self._all.size

    def find(self, request: Request) -> Found:
        """The answer to *request*."""
        facets = self._all.facets
        matching = self._all.matching(request.query, request.filters)
        passing = {f: facets.having(f, value) for f, value in request.filters.chosen().items()}
        places = np.flatnonzero(_all_of(matching, passing.values()))
        wider = {
            facet: np.flatnonzero(
                _all_of(matching, (mask for name, mask in passing.items() if name != facet))
            )
            for facet in passing
        }
        weights = self._weights(request.query) if request.sort == "relevance" else {}
        hits = self._hits(places, weights)
        entries = hits.collapsed() if request.collapsed else hits
        shown = self._best(entries, request, sum(weights.values()))
        documents = [self._all.document(place) for place in shown.places.tolist()]
        return Found(
            total=len(hits),
            documents=documents,
            facets=facets.counted(places, wider),
            entries=len(entries),
            copies=self._copies(shown, documents, hits) if len(entries) < len(hits) else {},
        )

    def document(self, id: str) -> Document | None:
        """The document of that id."""
        for segment in self._all.segments:
            ordinal = segment.words.document(id)
            if ordinal is not None and segment.living[ordinal]:
                return segment.document(ordinal)
        return None

    def holding(self, text: str) -> int:
        """How many documents have the compact *text* in one piece."""
        return sum(segment.holding(text) for segment in self._all.segments)

    def near(self, text: str) -> Counter[str]:
        """Strings one slip from *text*, counted in a limited number of documents a segment."""
        found: Counter[str] = Counter()
        for gap in deviations(text):
            for segment in self._all.segments:
                found += segment.filling(gap)
        del found[text]
        return found

    def vocabulary(self) -> Iterator[KnownWord]:
        """The commoner words of each segment."""
        for segment in self._all.segments:
            yield from segment.vocabulary()

    def close(self) -> None:
        """Let go of the files, which are mapped and not held open."""
        self._all = Collection([])

    def _weights(self, query: Query) -> dict[str, float]:
        """The rarity of each word of *query* that any document has; without words all hits weigh the same."""
        having = {word: self._all.having(word) for word in query.words}
        return {word: scoring.rarity(len(self), number) for word, number in having.items() if number}

    def _hits(self, places: Places, weights: dict[str, float]) -> Hits:
        """The documents at *places*, by how well they match the words of *weights*; without any, by date."""
        columns = self._all.columns
        dates = columns.dates.take(places)
        keys = self._scores(places, weights) if weights else dates.astype(np.float64)
        return Hits(places, keys, dates, columns.clusters.take(places))

    def _scores(self, places: Places, weights: dict[str, float]) -> NDArray[np.float64]:
        columns = self._all.columns
        scores: NDArray[np.float64] = np.zeros(len(places), np.float64)
        norms = columns.norms.take(places)
        for word, weight in weights.items():
            found = self._all.occurrences(word).take(places)
            named = columns.named((word,)).take(places)
            scores += weight * (
                scoring.word_score(in_title(found), in_body(found), norms) + scoring.NAMED * named
            )
        scores += columns.shares.take(places) * sum(weights.values())
        return scores

    def _best(self, hits: Hits, request: Request, weight: float) -> Hits:
        """Those of *hits* that the request's stretch asks for, in order; *weight* is the whole query's."""
        end = request.first + request.count
        best = hits.top(max(end, scoring.RERANKED))
        if weight:
            looked_at = best.places[: scoring.RERANKED]
            shares = self._all.phrase_shares(looked_at, request.query.phrases)
            best = best.refined(len(looked_at), shares * weight)
        return best.only(slice(request.first, end))

    def _copies(self, shown: Hits, documents: Sequence[Document], hits: Hits) -> dict[str, Copies]:
        """For the ids of *documents*, which are at the places *shown*, the other *hits* that say the same."""
        copies: dict[str, Copies] = {}
        rows = zip(shown.places.tolist(), shown.clusters.tolist(), documents, strict=True)
        for place, cluster, document in rows:
            others = [other for other in hits.of_cluster(cluster) if other != place] if cluster else []
            if others:
                named = [self._all.document(other) for other in others[:MOST_COPIES]]
                copies[document.id] = Copies(len(others), named)
        return copies


def _all_of(matching: Mask, masks: Iterable[Mask]) -> Mask:
    for mask in masks:
        matching = matching & mask
    return matching
