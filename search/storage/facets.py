"""Counting, over any set of documents, how many have each value of each facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from search.engine import FacetValue, told_apart
from search.schema import FACETS
from search.storage.arrays import Mask, Places
from search.storage.columns import Columns, Values

_KEPT_MASKS = 64  # a byte a document each; readers click the same few filters


class Facets:
    """The facets of all segments: each document has one row of each facet's table, all tables being one."""

    def __init__(self, segments: Sequence[Columns]) -> None:
        """Join the facets of *segments*."""
        tables: dict[str, dict[Values, int]] = {facet: {} for facet in FACETS}
        coded = [_recoded(s, tables) for s in segments]
        self._rows: NDArray[np.intp] = np.concatenate([np.empty((0, len(FACETS)), np.intp), *coded])
        self._tables = {facet: list(table) for facet, table in tables.items()}
        self._starts = list(accumulate(map(len, self._tables.values()), initial=0))
        self._rows += np.array(self._starts[:-1], np.intp)
        self._named = _Named(self._tables)
        self.having = lru_cache(_KEPT_MASKS)(self._having)
        """The documents that a value finds, by the facet's name and the value."""

    def _having(self, facet: str, value: str) -> Mask:
        column = FACETS.index(facet)
        found = [any(value == known for known, _ in values) for values in self._tables[facet]]
        mask: Mask = np.array([*found, False], bool)[self._rows[:, column] - self._starts[column]]
        return mask

    def counted(self, places: Places, others: Mapping[str, Places]) -> dict[str, list[FacetValue]]:
        """The values of the documents at *places*, of a facet that is in *others* those of the places there."""
        counts = np.bincount(self._rows.take(places, axis=0).ravel(), minlength=self._starts[-1])
        for facet, wider in others.items():
            column = FACETS.index(facet)
            start, end = self._starts[column], self._starts[column + 1]
            counts[start:end] = np.bincount(self._rows[wider, column] - start, minlength=end - start)
        return self._named.counted(counts)


class _Named:
    """The values of all facets, by facet and then by name, and which rows of the *tables* count for which."""

    def __init__(self, tables: Mapping[str, Sequence[Values]]) -> None:
        labels = {facet: told_apart(chain.from_iterable(table)) for facet, table in tables.items()}
        self._values = [
            (facet, value, labels[facet][value]) for facet in tables for value in sorted(labels[facet])
        ]
        numbers = {(facet, value): number for number, (facet, value, _) in enumerate(self._values)}
        rows = enumerate((facet, values) for facet, table in tables.items() for values in table)
        pairs = [(row, numbers[facet, value]) for row, (facet, values) in rows for value, _ in values]
        self._pairs = np.array(pairs, np.intp).reshape(-1, 2)
        self._facets = np.array([FACETS.index(facet) for facet, _, _ in self._values], np.intp)

    def counted(self, rows: NDArray[np.intp]) -> dict[str, list[FacetValue]]:
        """The values of documents of which *rows* says how many have each row; the most frequent first."""
        counts = np.bincount(self._pairs[:, 1], rows[self._pairs[:, 0]], len(self._values)).astype(np.intp)
        some = np.flatnonzero(counts)
        order = some[np.lexsort((some, -counts[some], self._facets[some]))]
        found: dict[str, list[FacetValue]] = {facet: [] for facet in FACETS}
        for number, count in zip(order.tolist(), counts[order].tolist(), strict=True):
            facet, value, label = self._values[number]
            found[facet].append(FacetValue(value, label, count))
        return found


def _recoded(segment: Columns, tables: dict[str, dict[Values, int]]) -> NDArray[np.intp]:
    """The facets of *segment* as rows of *tables*, which grow to hold what it has."""
    columns = []
    for column, facet in enumerate(FACETS):
        table = tables[facet]
        rows = np.array([table.setdefault(v, len(table)) for v in segment.facets_table[facet]], np.intp)
        codes = segment.facets[:, column]
        columns.append(rows[codes] if len(codes) else np.empty(0, np.intp))
    return np.stack(columns, axis=1)
