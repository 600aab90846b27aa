"""What every engine can do: the seam behind which one may be exchanged for another.

Engines get a parsed query and say which documents fulfil it. Analysis, query parsing and snippets are ours
and stand above them, so all engines find the same documents (`Query.matches` is the definition); they may
differ in speed and, slightly, in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from search.query import Filters, Query
from search.schema import LABEL_MORE, Document

Sort = Literal["relevance", "newest"]
Checked = Mapping[tuple[int, int, int, int], str]
"""Digests of files that this process has read and found whole, by device, inode, size and time."""

UNCHECKED: Checked = {}
MOST_COPIES = 8
"""Copies of a document that are named beside it; of the others only the number is told."""


class IndexMissing(FileNotFoundError):
    """There is no index at the place named."""

    def __init__(self, path: Path) -> None:
        """Name the *path* that holds none."""
        super().__init__(f"{path}：这里没有检索索引。请先运行 invoke build，或 python -m search index。")


class IndexDamaged(RuntimeError):
    """An index differs from what was written, or was written by another version: it is not opened."""

    def __init__(self, path: Path, what: str) -> None:
        """Say *what* is wrong at *path*."""
        super().__init__(f"{path}：{what}索引可以随时重建：请重新运行 invoke build。")


class EngineGone(RuntimeError):
    """The engine's cluster does not answer, or not as it should."""

    def __init__(self, reason: str) -> None:
        """Say the *reason* as the cluster gave it."""
        super().__init__(
            f"检索集群不能用：{reason}。请检查集群是否在运行、地址和账号（GUIJI_OPENSEARCH_…）是否正确。"
        )


@dataclass(frozen=True, slots=True)
class Request:
    """A query with filters, an order, and the stretch of entries wanted (*first* counts from 0).

    An entry is a hit or, when *collapsed*, all hits that say the same: then the best of them stands for them.
    """

    query: Query
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    first: int = 0
    count: int = 10
    collapsed: bool = True


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, as it is shown, and how many hits have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Copies:
    """How many other hits say the same as one (*count*), and the oldest MOST_COPIES of them."""

    count: int
    documents: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Found:
    """The *documents* of the stretch asked for, the *total* of hits, and the counts of all facets.

    A facet's counts leave its own filter aside, so that a reader can change over from one value to another. Total
    and facets count documents, *entries* counts what is listed; *copies*, by id, are told with a document.
    """

    total: int
    documents: Sequence[Document] = ()
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    entries: int = 0
    copies: Mapping[str, Copies] = field(default_factory=dict)


def facet_values(counts: Mapping[str, int], labels: Mapping[str, str]) -> list[FacetValue]:
    """Values with hits, the most frequent first, under the *labels* that `told_apart` gave."""
    ordered = sorted((value for value in counts if counts[value]), key=lambda value: (-counts[value], value))
    return [FacetValue(value, labels[value], counts[value]) for value in ordered]


def told_apart(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each value of a facet its label, from all values of an index with their labels; the latest label counts.

    A label may have more after LABEL_MORE (an account's platform): it is shown where two values are called alike,
    and where even that is the same, the value is. A value without a label is its own.
    """
    labels: dict[str, str] = {}
    for value, label in named:
        labels[value] = label or labels.get(value, "")
    labels = {value: label or value for value, label in labels.items()}
    plain = {value: label.partition(LABEL_MORE)[0] for value, label in labels.items()}
    bearers, alike = Counter(plain.values()), Counter(labels.values())
    return {
        value: name if bearers[name] == 1 else _with_more(value, labels[value], alike[labels[value]])
        for value, name in plain.items()
    }


def _with_more(value: str, label: str, alike: int) -> str:
    name, _, more = label.partition(LABEL_MORE)
    shown = [more, value] if alike > 1 or not more else [more]
    return f"{name}（{'，'.join(filter(None, shown))}）"


@dataclass(frozen=True, slots=True)
class KnownWord:
    """A word of Chinese characters in the index, in how many documents it is, and its syllables."""

    word: str
    documents: int
    sound: tuple[str, ...]


class Engine(Protocol):
    """An opened index. `generation` names its state: answers may be kept as long as it stays."""

    name: str
    generation: str

    def __len__(self) -> int:
        """How many documents there are."""
        ...

    def find(self, request: Request) -> Found:
        """The answer to *request*."""
        ...

    def document(self, id: str) -> Document | None:
        """The document of that id."""
        ...

    def holding(self, text: str) -> int:
        """How many documents have the compact *text* in one piece in their title or body."""
        ...

    def near(self, text: str) -> Counter[str]:
        """Strings that documents have and that are one slip from the compact *text* (`slips.deviations`).

        Each with the number of documents, which may be too low where very many would have to be read.
        """
        ...

    def vocabulary(self) -> Iterable[KnownWord]:
        """The commoner words; one may come more than once."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


class EngineModule(Protocol):
    """A kind of engine: how its index is made and opened."""

    name: str

    def build(self, documents: Iterable[Document], place: Path) -> int:
        """Index *documents* at *place*, replacing what was there at the end; how many there were."""
        ...

    def open(self, place: Path, checked: Checked = UNCHECKED, /) -> Engine:
        """Open the index at *place*, files of which may be *checked*. Raises IndexMissing or IndexDamaged."""
        ...
