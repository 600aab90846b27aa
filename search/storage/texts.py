"""Byte strings of a segment's documents, one after the other in one file, with the places where each begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import numpy as np

from durable import atomic_write
from search.storage.arrays import bytes_of, mapped


class TextWriter:
    """Collects texts, numbered from 0 as they come."""

    def __init__(self) -> None:
        self._texts: list[bytes] = []

    def add(self, text: str) -> None:
        """Take in the text of the next document."""
        self._texts.append(text.encode("utf-8"))

    def write(self, folder: Path, name: str) -> None:
        """Write the texts to *folder* under *name*."""
        ends = np.fromiter(accumulate(map(len, self._texts), initial=0), "<u8", len(self._texts) + 1)
        atomic_write(folder / f"{name}.utf8", b"".join(self._texts))
        atomic_write(folder / f"{name}-starts.u64", ends.tobytes())


class Texts:
    """Texts read in place."""

    def __init__(self, folder: Path, name: str) -> None:
        """Map the texts *name* in *folder*."""
        self._bytes = bytes_of(folder / f"{name}.utf8")
        self._starts: list[int] = mapped(folder / f"{name}-starts.u64", "<u8").tolist()

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._starts) - 1

    def places(self, ordinals: Iterable[int], wanted: bytes) -> list[int]:
        """Where in the bytes of each of the texts *ordinals* the string *wanted* begins first; -1 when nowhere."""
        starts, find = self._starts, self._bytes.find
        found = []
        for ordinal in ordinals:
            start = starts[ordinal]
            place = find(wanted, start, starts[ordinal + 1])
            found.append(place - start if place >= 0 else -1)
        return found

    def matches(self, ordinal: int, pattern: re.Pattern[bytes]) -> set[str]:
        """The different strings of text *ordinal* that *pattern* matches."""
        found = pattern.finditer(self._bytes, self._starts[ordinal], self._starts[ordinal + 1])
        return {match[0].decode("utf-8") for match in found}
