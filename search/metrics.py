"""What the server counts, for Prometheus: numbers only, never a reader or a question.

Workers are processes of their own; each counts in its row of a table that all of them share, and whichever is
asked adds the rows up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from multiprocessing import RawArray, Value
from typing import Literal

Part = Literal["search", "api", "go", "file", "other"]
Outcome = Literal["hit", "miss", "joined"]
Shed = Literal["full", "late", "hard", "reader"]

_PARTS: tuple[Part, ...] = ("search", "api", "go", "file", "other")
_CLASSES = ("2xx", "3xx", "4xx", "5xx")
_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5)
_OUTCOMES: tuple[Outcome, ...] = ("hit", "miss", "joined")
_SHED: tuple[Shed, ...] = ("full", "late", "hard", "reader")
_ROWS = 32  # workers that may come and go; the next one takes the first row again

_NAMES = [
    *(f'guiji_requests_total{{part="{part}",status="{status}"}}' for part in _PARTS for status in _CLASSES),
    *(f'guiji_request_seconds_bucket{{le="{bound}"}}' for bound in (*_BOUNDS, "+Inf")),
    "guiji_request_seconds_sum",
    *(f'guiji_cache_total{{outcome="{outcome}"}}' for outcome in _OUTCOMES),
    *(f'guiji_shed_total{{reason="{reason}"}}' for reason in _SHED),
    "guiji_computing_seconds_total",
]
_AT = {name: number for number, name in enumerate(_NAMES)}
_FIRST_BUCKET = _AT[f'guiji_request_seconds_bucket{{le="{_BOUNDS[0]}"}}']
_HELP = {
    "guiji_requests_total": ("counter", "Requests answered, by part of the site and class of status."),
    "guiji_request_seconds": ("histogram", "Seconds from a request's arrival in the worker to its answer."),
    "guiji_cache_total": (
        "counter",
        "Questions answered from the cache, computed, or joined to one computed.",
    ),
    "guiji_shed_total": (
        "counter",
        "Questions sent away: no room, waited too long, too hard while busy, the reader's limit.",
    ),
    "guiji_computing_seconds_total": ("counter", "CPU seconds spent on answers."),
    "guiji_documents": ("gauge", "Documents in the index that answers; 0 without one."),
}


class Table:
    """The table that workers share; made before they start."""

    def __init__(self) -> None:
        """All zeros."""
        self._cells = RawArray("d", _ROWS * len(_NAMES))
        self._taken = Value("i", 0)

    def row(self) -> Counters:
        """A row of its own for one worker."""
        with self._taken.get_lock():
            number, self._taken.value = self._taken.value % _ROWS, self._taken.value + 1
        return Counters(self, number * len(_NAMES))

    def add(self, place: int, amount: float) -> None:
        """Add to one cell; each worker only to its own row."""
        self._cells[place] += amount

    def sums(self) -> list[float]:
        """The sum of every column."""
        return [sum(self._cells[column :: len(_NAMES)]) for column in range(len(_NAMES))]


class Counters:
    """What one worker counts."""

    def __init__(self, table: Table, first: int) -> None:
        """Count in *table*, in the row that begins at cell *first*."""
        self._table, self._first = table, first

    def answered(self, part: Part, status: int, seconds: float) -> None:
        """A request was answered."""
        self._add(_AT[f'guiji_requests_total{{part="{part}",status="{status // 100}xx"}}'], 1)
        self._add(_FIRST_BUCKET + bisect_left(_BOUNDS, seconds), 1)
        self._add(_AT["guiji_request_seconds_sum"], seconds)

    def cache(self, outcome: Outcome) -> None:
        """A question was looked for in the cache."""
        self._add(_AT[f'guiji_cache_total{{outcome="{outcome}"}}'], 1)

    def shed(self, reason: Shed) -> None:
        """A question was sent away."""
        self._add(_AT[f'guiji_shed_total{{reason="{reason}"}}'], 1)

    def computed(self, seconds: float) -> None:
        """An answer took that much CPU."""
        self._add(_AT["guiji_computing_seconds_total"], seconds)

    def _add(self, column: int, amount: float) -> None:
        self._table.add(self._first + column, amount)

    def text(self, documents: int) -> str:
        """All workers' numbers in Prometheus' text format 0.0.4, and how many *documents* there are."""
        return (
            "\n".join(
                [*_lines(self._table.sums()), *_told("guiji_documents"), f"guiji_documents {documents}"]
            )
            + "\n"
        )


def _told(family: str) -> Iterator[str]:
    kind, meaning = _HELP[family]
    yield f"# HELP {family} {meaning}"
    yield f"# TYPE {family} {kind}"


def _lines(sums: list[float]) -> Iterator[str]:
    family, within = "", 0.0
    for name, value in zip(_NAMES, sums, strict=True):
        base = name.partition("{")[0].removesuffix("_bucket").removesuffix("_sum")
        if base != family:
            family = base
            yield from _told(family)
        if "_bucket{" in name:
            value = within = within + value
        yield f"{name} {value:.15g}"
        if name == "guiji_request_seconds_sum":
            yield f"guiji_request_seconds_count {within:.15g}"
