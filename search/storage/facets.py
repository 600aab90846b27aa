"""Counting, over any set of documents, how many have each value of each facet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.engine import FacetValue, facet_values
from search.schema import FACETS
from search.storage.arrays import Mask, Places
from search.storage.columns import Columns, Values


class Facets:
    """The facets of all segments: each document has one row of each facet's table, all tables being one."""

    def __init__(self, segments: Sequence[Columns]) -> None:
        """Join the facets of *segments*."""
        tables: dict[str, dict[Values, int]] = {facet: {} for facet in FACETS}
        coded = [_recoded(s, tables) for s in segments]
        self._rows: NDArray[np.intp] = np.concatenate([np.empty((0, len(FACETS)), np.intp), *coded])
        self._tables = {facet: list(table) for facet, table in tables.items()}
        sizes = [len(self._tables[facet]) for facet in FACETS]
        self._starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)
        self._rows += self._starts[:-1]

    def having(self, facet: str, value: str) -> Mask:
        """The documents that *value* of *facet* finds."""
        column = FACETS.index(facet)
        found = [any(value == known for known, _ in values) for values in self._tables[facet]]
        mask: Mask = np.array([*found, False], bool)[self._rows[:, column] - self._starts[column]]
        return mask

    def counted(self, places: Places, others: Mapping[str, Places]) -> dict[str, list[FacetValue]]:
        """The values of the documents at *places*, of a facet that is in *others* those of the places there."""
        counts = np.bincount(self._rows[places].ravel(), minlength=int(self._starts[-1]))
        for facet, wider in others.items():
            column = FACETS.index(facet)
            start, end = self._starts[column], self._starts[column + 1]
            counts[start:end] = np.bincount(self._rows[wider, column] - start, minlength=end - start)
        return {facet: self._values(column, counts) for column, facet in enumerate(FACETS)}

    def _values(self, column: int, counts: NDArray[np.intp]) -> list[FacetValue]:
        found: Counter[str] = Counter()
        labels: dict[str, str] = {}
        numbers = counts[self._starts[column] : self._starts[column + 1]].tolist()
        for values, number in zip(self._tables[FACETS[column]], numbers, strict=True):
            if number:
                for value, label in values:
                    found[value] += number
                    labels[value] = label or labels.get(value, "")
        return facet_values(found, labels)


def _recoded(segment: Columns, tables: dict[str, dict[Values, int]]) -> NDArray[np.intp]:
    """The facets of *segment* as rows of *tables*, which grow to hold what it has."""
    columns = []
    for column, facet in enumerate(FACETS):
        table = tables[facet]
        rows = np.array([table.setdefault(v, len(table)) for v in segment.facets_table[facet]], np.intp)
        codes = segment.facets[:, column]
        columns.append(rows[codes] if len(codes) else np.empty(0, np.intp))
    return np.stack(columns, axis=1)
