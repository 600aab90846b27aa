"""One number a document: dates, lengths, and which facet values it has."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from durable import atomic_write
from search.schema import FACETS, Document
from search.scoring import authority
from search.storage.arrays import Mask, mapped

_Values = tuple[tuple[str, str], ...]


class ColumnWriter:
    """Collects the columns of documents, numbered from 0 as they come."""

    def __init__(self) -> None:
        self._dates: list[int] = []
        self._lengths: list[int] = []
        self._authorities: list[float] = []
        self._codes: dict[str, list[int]] = {facet: [] for facet in FACETS}
        self._tables: dict[str, dict[_Values, int]] = {facet: {} for facet in FACETS}
        self._named: list[int] = []
        self._names: dict[str, int] = {}

    def add(self, document: Document, length: int) -> None:
        """Take in the next *document*, *length* words long."""
        self._dates.append(int(document.date.timestamp()))
        self._lengths.append(length)
        self._authorities.append(authority(document))
        self._named.append(self._names.setdefault(document.names, len(self._names)))
        for facet, values in document.facets().items():
            table = self._tables[facet]
            self._codes[facet].append(table.setdefault(values, len(table)))

    def write(self, folder: Path) -> None:
        """Write the columns to *folder*."""
        atomic_write(folder / "dates.i64", np.array(self._dates, "<i8").tobytes())
        atomic_write(folder / "lengths.u32", np.array(self._lengths, "<u4").tobytes())
        atomic_write(folder / "authorities.f64", np.array(self._authorities, "<f8").tobytes())
        for facet in FACETS:
            atomic_write(folder / f"facet-{facet}.u16", np.array(self._codes[facet], "<u2").tobytes())
        atomic_write(folder / "names.u16", np.array(self._named, "<u2").tobytes())
        atomic_write(folder / "names.json", json.dumps(list(self._names), ensure_ascii=False))
        tables = {facet: list(table) for facet, table in self._tables.items()}
        atomic_write(folder / "facets.json", json.dumps(tables, ensure_ascii=False))


class Columns:
    """Columns of one segment, read."""

    def __init__(self, folder: Path) -> None:
        """Map the columns in *folder*."""
        self.dates: NDArray[np.int64] = mapped(folder / "dates.i64", "<i8")
        self.lengths: NDArray[np.float64] = mapped(folder / "lengths.u32", "<u4").astype(np.float64)
        self.authorities: NDArray[np.float64] = mapped(folder / "authorities.f64", "<f8")
        self._codes = {facet: mapped(folder / f"facet-{facet}.u16", "<u2") for facet in FACETS}
        self._tables = json.loads((folder / "facets.json").read_text("utf-8"))
        self._named = mapped(folder / "names.u16", "<u2")
        self._names: list[str] = json.loads((folder / "names.json").read_text("utf-8"))

    def having(self, facet: str, value: str) -> Mask:
        """The documents that *value* of *facet* finds."""
        found = [any(value == known for known, _ in values) for values in self._tables[facet]]
        mask: Mask = np.array([*found, False], bool)[self._codes[facet]]
        return mask

    def named(self, alternatives: Sequence[str]) -> Mask:
        """The documents whose publisher's names hold one of the compact *alternatives*."""
        found = [any(alternative in names for alternative in alternatives) for names in self._names]
        mask: Mask = np.array([*found, False], bool)[self._named]
        return mask

    def between(self, first: int, end: int) -> Mask:
        """The documents dated from second *first* to before second *end* since 1970."""
        mask: Mask = (self.dates >= first) & (self.dates < end)
        return mask

    def count(self, facet: str, mask: Mask, into: Counter[str], labels: dict[str, str]) -> None:
        """Add the number of documents in *mask* that each value of *facet* has, and the values' labels."""
        table = self._tables[facet]
        for values, number in zip(
            table, np.bincount(self._codes[facet][mask], minlength=len(table)).tolist(), strict=True
        ):
            if number:
                for value, label in values:
                    into[value] += number
                    labels[value] = label or labels.get(value, "")
