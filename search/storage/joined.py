"""The columns of all segments as one, by a document's place in the whole index.

What does not depend on a question is worked out here, once for each index that is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search import scoring
from search.storage.arrays import Mask
from search.storage.columns import Columns

_KEPT_MASKS = 64  # a byte a document each; a question asks for its words' masks more than once


class Joined:
    """Columns of *segments*, one after the other; *starts* says where each begins, and at last the end.

    *norms* and *shares* are what length, and authority and freshness, add to a score (`scoring`); *clusters* are
    numbers of those that share a text, 0 for none.
    """

    def __init__(self, segments: Sequence[Columns]) -> None:
        """Join the columns of *segments*."""
        self.starts = list(accumulate((len(s.dates) for s in segments), initial=0))
        self.dates: NDArray[np.int64] = _joined((s.dates for s in segments), np.int64)
        self.titles: NDArray[np.float64] = _joined((s.titles for s in segments), np.float64)
        lengths: NDArray[np.float64] = _joined((s.lengths for s in segments), np.float64)
        authorities: NDArray[np.float64] = _joined((s.authorities for s in segments), np.float64)
        ages = (self.dates.max(initial=0) - self.dates).astype(np.float64)
        self.norms = scoring.length_norm(lengths, float(lengths.sum()) / max(1, len(lengths)))
        self.shares = authorities + scoring.freshness(ages)
        self.clusters = _recoded(((s.clusters, s.clusters_table) for s in segments), {"": 0})
        names: dict[str, int] = {}
        self._names = _recoded(((s.names, s.names_table) for s in segments), names)
        self._names_table = list(names)
        self.named = lru_cache(_KEPT_MASKS)(self._named)
        """The documents whose publisher's names hold one of a tuple of compact strings."""

    def __len__(self) -> int:
        """How many documents there are, deleted ones too."""
        return self.starts[-1]

    def _named(self, alternatives: tuple[str, ...]) -> Mask:
        found = [any(alternative in names for alternative in alternatives) for names in self._names_table]
        mask: Mask = np.array([*found, False], bool)[self._names]
        return mask

    def between(self, first: int, end: int) -> Mask:
        """The documents dated from second *first* to before second *end* since 1970."""
        mask: Mask = (self.dates >= first) & (self.dates < end)
        return mask


def _joined(columns: Iterable[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, dtype), *columns]).astype(dtype, copy=False)


def _recoded(coded: Iterable[tuple[NDArray[Any], list[str]]], table: dict[str, int]) -> NDArray[np.intp]:
    """All codes as rows of the one *table*, which grows to hold what their own tables have."""
    columns = []
    for codes, values in coded:
        rows = np.array([table.setdefault(value, len(table)) for value in values], np.intp)
        columns.append(rows[codes] if len(codes) else np.empty(0, np.intp))
    return np.concatenate([np.empty(0, np.intp), *columns])
