"""Which documents of a segment hold which two characters next to each other.

What makes every substring findable: a sorted array of character pairs, and for each pair the documents that
have it in their title or body. Written once, read through memory maps without decoding.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from durable import atomic_write
from search.storage.arrays import Ordinals, mapped

FIELD_END = "\n"
"""Ends each field in a compact text: no pair reaches over it."""
_BATCH = 512
_PAIRS, _STARTS, _DOCUMENTS = "grams.u64", "grams-starts.u32", "grams-documents.u16"


class GramWriter:
    """Collects the character pairs of texts, numbered from 0 as they come."""

    def __init__(self) -> None:
        self._waiting: list[str] = []
        self._batches: list[NDArray[np.uint64]] = []
        self._first = 0

    def add(self, text: str) -> None:
        """Take in the next document: its compact fields, each ending in FIELD_END."""
        self._waiting.append(text)
        if len(self._waiting) == _BATCH:
            self._take_in()

    def write(self, folder: Path) -> None:
        """Write the arrays to *folder*."""
        self._take_in()
        keys = np.concatenate(self._batches) if self._batches else np.empty(0, np.uint64)
        self._batches.clear()
        keys.sort()
        documents = (keys & np.uint64(0xFFFF)).astype("<u2")
        keys >>= np.uint64(16)
        starts = (
            np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if len(keys) else np.empty(0, int)
        )
        atomic_write(folder / _PAIRS, keys[starts].astype("<u8").tobytes())
        atomic_write(folder / _STARTS, np.append(starts, len(keys)).astype("<u4").tobytes())
        atomic_write(folder / _DOCUMENTS, documents.tobytes())

    def _take_in(self) -> None:
        texts, self._waiting = self._waiting, []
        if texts:
            self._batches.append(_keys(texts, self._first))
            self._first += len(texts)


def _keys(texts: list[str], first: int) -> NDArray[np.uint64]:
    """Sorted distinct numbers of 21 bits first character, 21 bits second (0 at a field's end), 16 bits document."""
    characters = np.frombuffer("".join(texts).encode("utf-32-le"), "<u4").astype(np.uint64)
    ordinals = np.repeat(np.arange(first, first + len(texts), dtype=np.uint64), [len(text) for text in texts])
    ends = characters == ord(FIELD_END)
    characters[ends] = 0
    keys = (characters[:-1] << np.uint64(37)) | (characters[1:] << np.uint64(16)) | ordinals[:-1]
    return np.unique(keys[~ends[:-1]])


class Grams:
    """Character pairs of one segment, read."""

    def __init__(self, folder: Path) -> None:
        """Map the arrays in *folder*."""
        self._pairs: NDArray[Any] = mapped(folder / _PAIRS, "<u8")
        self._starts: NDArray[Any] = mapped(folder / _STARTS, "<u4")
        self._documents: NDArray[Any] = mapped(folder / _DOCUMENTS, "<u2")

    def pair(self, first: str, second: str) -> Ordinals:
        """Documents with *first* directly before *second*, ascending."""
        return self._between(code := _code(first, second), code + 1)

    def single(self, character: str) -> Ordinals:
        """Documents with *character*; in no order, and repeated."""
        return self._between(_code(character), _code(chr(ord(character) + 1)))

    def _between(self, low: int, high: int) -> Ordinals:
        start, end = np.searchsorted(self._pairs, np.array([low, high], np.uint64))
        return self._documents[self._starts[start] : self._starts[end]]


def _code(first: str, second: str = "\0") -> int:
    return ord(first) << 21 | ord(second)
