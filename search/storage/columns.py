"""One number a document: dates, lengths, and which facet values it has."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from durable import atomic_write
from search import analysis
from search.schema import FACETS, Document
from search.scoring import authority
from search.storage.arrays import mapped

Values = tuple[tuple[str, str], ...]
"""What a document has of one facet: values, each with the name a reader sees."""


class ColumnWriter:
    """Collects the columns of documents, numbered from 0 as they come."""

    def __init__(self) -> None:
        self._dates: list[int] = []
        self._lengths: list[int] = []
        self._titles: list[int] = []
        self._authorities: list[float] = []
        self._codes: list[int] = []
        self._tables: dict[str, dict[Values, int]] = {facet: {} for facet in FACETS}
        self._named: list[int] = []
        self._names: dict[str, int] = {}
        self._clustered: list[int] = []
        self._clusters: dict[str, int] = {"": 0}

    def add(self, document: Document, length: int) -> None:
        """Take in the next *document*, *length* words long."""
        self._dates.append(int(document.date.timestamp()))
        self._lengths.append(length)
        self._titles.append(len(analysis.compact(document.title).encode("utf-8")))
        self._authorities.append(authority(document))
        self._named.append(self._names.setdefault(document.names, len(self._names)))
        self._clustered.append(self._clusters.setdefault(document.cluster, len(self._clusters)))
        for facet, values in document.facets().items():
            table = self._tables[facet]
            self._codes.append(table.setdefault(values, len(table)))

    def write(self, folder: Path) -> None:
        """Write the columns to *folder*."""
        atomic_write(folder / "dates.i64", np.array(self._dates, "<i8").tobytes())
        atomic_write(folder / "lengths.u32", np.array(self._lengths, "<u4").tobytes())
        atomic_write(folder / "titles.u32", np.array(self._titles, "<u4").tobytes())
        atomic_write(folder / "authorities.f64", np.array(self._authorities, "<f8").tobytes())
        atomic_write(folder / "facets.u16", np.array(self._codes, "<u2").tobytes())
        atomic_write(folder / "names.u16", np.array(self._named, "<u2").tobytes())
        atomic_write(folder / "clusters.u16", np.array(self._clustered, "<u2").tobytes())
        _write_table(folder / "names.json", list(self._names))
        _write_table(folder / "clusters.json", list(self._clusters))
        _write_table(folder / "facets.json", {facet: list(table) for facet, table in self._tables.items()})


def _write_table(path: Path, table: object) -> None:
    atomic_write(path, json.dumps(table, ensure_ascii=False))


class Columns:
    """Columns of one segment, read. The codes in *facets* (a column each), *names* and *clusters* are rows of tables.

    *titles* are the lengths of compact titles in UTF-8; *clusters* 0 is a document that belongs to none.
    """

    def __init__(self, folder: Path) -> None:
        """Map the columns in *folder*."""
        self.dates: NDArray[np.int64] = mapped(folder / "dates.i64", "<i8")
        self.lengths: NDArray[np.uint32] = mapped(folder / "lengths.u32", "<u4")
        self.titles: NDArray[np.uint32] = mapped(folder / "titles.u32", "<u4")
        self.authorities: NDArray[np.float64] = mapped(folder / "authorities.f64", "<f8")
        self.facets: NDArray[np.uint16] = mapped(folder / "facets.u16", "<u2").reshape(-1, len(FACETS))
        self.names: NDArray[np.uint16] = mapped(folder / "names.u16", "<u2")
        self.clusters: NDArray[np.uint16] = mapped(folder / "clusters.u16", "<u2")
        self.names_table: list[str] = json.loads((folder / "names.json").read_bytes())
        self.clusters_table: list[str] = json.loads((folder / "clusters.json").read_bytes())
        tables: dict[str, list[list[list[str]]]] = json.loads((folder / "facets.json").read_bytes())
        self.facets_table: dict[str, list[Values]] = {
            facet: [tuple((value, label) for value, label in values) for values in table]
            for facet, table in tables.items()
        }
