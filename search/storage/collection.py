"""All segments of an index as one collection, in which a document is known by its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search import deadline, scoring
from search.query import Condition, Filters, Query
from search.schema import Document
from search.storage.arrays import Mask, Places
from search.storage.facets import Facets
from search.storage.joined import Joined
from search.storage.segment import Segment
from search.storage.words import Occurrences


class Collection:
    """The documents of *segments*, one after the other."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Join *segments*."""
        self.segments = segments
        self.columns = Joined([segment.columns for segment in segments])
        self.facets = Facets([segment.columns for segment in segments])
        self._living = np.concatenate([np.empty(0, bool), *(segment.living for segment in segments)])
        self.size = int(self._living.sum())

    def document(self, place: int) -> Document:
        """The document at *place*."""
        for segment, start in zip(self.segments, self.columns.starts, strict=False):
            if place < start + segment.size:
                return segment.document(place - start)
        raise IndexError(place)

    def matching(self, query: Query, filters: Filters) -> Mask:
        """The documents that count and that *query* finds, of the days that *filters* allow."""
        mask: Mask = self._living
        in_text: Mask = np.full(len(self.columns), query.names_suffice or query.empty)
        for condition in query.required:
            held = self._holding(condition)
            in_text |= held
            mask = mask & (held | self.columns.named(condition.alternatives) if condition.named else held)
        mask = mask & in_text
        for condition in query.excluded:
            mask = mask & ~self._holding(condition)
        seconds = filters.seconds()
        return mask & self.columns.between(*seconds) if seconds else mask

    def _holding(self, condition: Condition) -> Mask:
        mask = np.zeros(len(self.columns), bool)
        for segment, part in self._parts(mask):
            for alternative in condition.alternatives:
                part[segment.containing(alternative)] = True
        return mask

    def having(self, word: str) -> int:
        """How many documents have *word*, those that count no more among them."""
        return sum(len(segment.words.postings(word)[0]) for segment in self.segments)

    def occurrences(self, word: str) -> Occurrences:
        """For each document how often it has *word* (`words.in_title`, `words.in_body`)."""
        spread = np.zeros(len(self.columns), np.uint8)
        for segment, part in self._parts(spread):
            ordinals, found = segment.words.postings(word)
            part[ordinals] = found
        return spread

    def phrase_shares(self, places: Places, phrases: Sequence[str]) -> NDArray[np.float64]:
        """What each of the documents at *places* gains for holding one of the compact *phrases* (`scoring`)."""
        best = np.zeros(len(places), np.float64)
        starts = self.columns.starts
        owners = np.searchsorted(starts, places, "right") - 1
        for phrase in (phrase.encode("utf-8") for phrase in phrases):
            begins = np.empty(len(places), np.float64)
            for number, segment in enumerate(self.segments):
                inside = owners == number
                if inside.any():
                    deadline.check()
                    begins[inside] = segment.begins((places[inside] - starts[number]).tolist(), phrase)
            np.maximum(best, scoring.place_share(begins, len(phrase), self.columns.titles[places]), out=best)
        return best

    def _parts(self, column: NDArray[np.generic]) -> Iterator[tuple[Segment, NDArray[Any]]]:
        """Each segment with its part of *column*."""
        for segment, start in zip(self.segments, self.columns.starts, strict=False):
            yield segment, column[start : start + segment.size]
