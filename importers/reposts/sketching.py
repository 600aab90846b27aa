"""Shingles of a folded text, and the sketches by which a hundred thousand texts are compared with their likes only.

MinHash and LSH are datasketch's (Broder 1997; Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, 3).
"""

from __future__ import annotations

import zlib
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

Shingles = NDArray[np.uint32]

SIZE = 4  # characters of a shingle
# 21 bands of 6: nine in ten pairs that are 0.7 alike meet, one in eight of those that are 0.43 alike.
_BANDS = (21, 6)
_PERMUTATIONS = 128
_FACTORS = np.array([2654435761, 2246822519, 3266489917, 668265263], dtype=np.uint64)
_FIRST = MinHash(_PERMUTATIONS, hashfunc=int)


def shingles(folded: str) -> Shingles:
    """The distinct runs of four characters of *folded* as sorted 32-bit hashes; a shorter text is one run."""
    codes = np.frombuffer(folded.ljust(SIZE).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(codes, SIZE)
    mixed = (runs * _FACTORS).sum(axis=1, dtype=np.uint64)
    mixed ^= mixed >> np.uint64(29)
    return np.unique((mixed * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(32)).astype(np.uint32))


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two texts share: of the shorter one, and of both together (Jaccard), each from 0 to 1."""

    of_shorter: float
    of_both: float


def likeness(one: Shingles, other: Shingles) -> Likeness:
    """How much the two sets of shingles have in common."""
    shared = np.intersect1d(one, other, assume_unique=True).size
    return Likeness(shared / min(one.size, other.size), shared / (one.size + other.size - shared))


class Index:
    """Texts by sketch: `near` names those that are likely to resemble a new one."""

    def __init__(self) -> None:
        """Start empty."""
        self._lsh = MinHashLSH(num_perm=_PERMUTATIONS, params=_BANDS)
        self._sketches = np.empty((1024, _PERMUTATIONS), dtype=np.uint32)
        self._count = 0

    def near(self, sketch: MinHash, most: int) -> list[int]:
        """The numbers of at most *most* texts whose sketches resemble *sketch*, the likest first."""
        found = np.array(sorted(_numbers(self._lsh.query(sketch))), dtype=np.int64)
        same = np.count_nonzero(self._sketches[found] == sketch.hashvalues, axis=1)
        return [int(one) for one in found[np.argsort(-same, kind="stable")][:most]]

    def add(self, sketch: MinHash) -> int:
        """Keep *sketch*; returns its number, from 0."""
        number = self._count
        if number == len(self._sketches):
            self._sketches = np.concatenate([self._sketches, np.empty_like(self._sketches)])
        self._sketches[number] = sketch.hashvalues
        self._lsh.insert(number, sketch)
        self._count += 1
        return number


def _numbers(found: list[Hashable]) -> list[int]:
    return [one for one in found if isinstance(one, int)]


def sketch(runs: Shingles, numbers: Iterable[str] = ()) -> MinHash:
    """The sketch of a text of these shingles, in which its *numbers* weigh as much as all the rest.

    Fillings of one form differ in numbers only; that they hardly meet keeps a thousand of them from being held
    against each other.
    """
    distinct = sorted(set(numbers))
    often = runs.size // len(distinct) if distinct else 0
    told = (zlib.crc32(f"{one}/{turn}".encode()) for one in distinct for turn in range(often))
    made = MinHash(_PERMUTATIONS, hashfunc=int, permutations=_FIRST.permutations, scheme=_FIRST.scheme)
    made.update_batch([*runs.tolist(), *told])
    return made
