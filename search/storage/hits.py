"""Documents found, a row of numbers each: put in order, told once where several say the same, cut to a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.storage.arrays import Mask, Places


@dataclass(frozen=True, slots=True)
class Hits:
    """Documents at *places*, ascending, with *keys* (more is better), *dates*, and *clusters* (0 for none)."""

    places: Places
    keys: NDArray[np.float64]
    dates: NDArray[np.int64]
    clusters: NDArray[np.intp]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.places)

    def only(self, chosen: NDArray[np.intp] | Mask | slice) -> Hits:
        """Those that *chosen* numbers or marks, in its order."""
        return Hits(self.places[chosen], self.keys[chosen], self.dates[chosen], self.clusters[chosen])

    def ordered(self) -> Hits:
        """The best first, of equals the newer, of these the one that was indexed first: pages leave no gap."""
        return self.only(np.lexsort((self.places, -self.dates, -self.keys)))

    def top(self, wanted: int) -> Hits:
        """The best *wanted* in order; all others are passed over without being put in order."""
        if len(self) <= wanted:
            return self.ordered()
        least = np.partition(self.keys, len(self) - wanted)[len(self) - wanted]
        return self.only(self.keys >= least).ordered().only(slice(wanted))

    def collapsed(self) -> Hits:
        """The best of each cluster alone, and all that belong to none."""
        some = np.flatnonzero(self.clusters)
        if not len(some):
            return self
        keys, dates, clusters = self.keys[some], self.dates[some], self.clusters[some]
        order = np.lexsort((some, -dates, -keys, clusters))
        repeats = np.flatnonzero(_equal_to_the_one_before(clusters[order]))
        kept = np.ones(len(self), bool)
        kept[some[order[repeats]]] = False
        return self.only(kept)

    def of_cluster(self, cluster: int) -> list[int]:
        """The places of those of *cluster*, the oldest first."""
        found = self.only(self.clusters == cluster)
        places: list[int] = found.places[np.lexsort((found.places, found.dates))].tolist()
        return places

    def refined(self, count: int, bonus: NDArray[np.float64]) -> Hits:
        """The first *count* put in order anew, each with its *bonus*; the rest after them as they are."""
        first = self.only(slice(count))
        anew = replace(first, keys=first.keys + bonus).ordered()
        pairs = zip(_columns(anew), _columns(self.only(slice(count, None))), strict=True)
        return Hits(*(np.concatenate(pair) for pair in pairs))


def _columns(hits: Hits) -> tuple[NDArray[Any], ...]:
    return hits.places, hits.keys, hits.dates, hits.clusters


def _equal_to_the_one_before(values: NDArray[np.intp]) -> Mask:
    return np.concatenate([np.zeros(1, bool), values[1:] == values[:-1]])
