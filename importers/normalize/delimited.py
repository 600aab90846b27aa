"""Rows of delimited text (CSV), read so that one broken row costs only itself, in flat memory.

The csv module alone lets an unclosed quote swallow the rest of a file. Here rows are first assembled from
physical lines by the parity of their quotation marks; where that fails, reading goes on at the next line.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TextIO

MAX_LINE = 4 << 20  # characters of a physical line, and of a whole row: the longest real cell met is 30,000
_PIECE = 1 << 20
_MARKS = "\t;,"
_OPENING = 4  # lines that may stand above the first with cells: blank ones, a title
csv.field_size_limit(MAX_LINE)  # one limit, whichever part of a row is met first


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row and the 1-based *line* on which it begins."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that cannot be read, the *line* on which it begins, and why in Chinese."""

    line: int
    reason: str


UNCLOSED = "引号没有闭合，这一行可能被截断"
TOO_LONG = f"超过 {MAX_LINE // 10_000} 万字符，不像正常的一行"


def lines(stream: TextIO) -> Iterator[str]:
    """Physical lines of *stream* with their ends; one longer than MAX_LINE is cut off after MAX_LINE + 1."""
    while line := stream.readline(MAX_LINE + 1):
        yield line
        rest = line if len(line) > MAX_LINE else "\n"
        while rest and not rest.endswith("\n"):
            rest = stream.readline(_PIECE)


def mark_of(line: str) -> str:
    """What parts the cells of a table whose first *line* this is: a tab, a semicolon, else a comma."""
    counts = {mark: line.count(mark) for mark in _MARKS}
    best = max(counts, key=lambda mark: counts[mark])
    return best if counts[best] else ","


def table(physical: Iterator[str], starts: re.Pattern[str] | None = None) -> Iterator[Row | Broken]:
    """As `rows`, for a table whose header is among its first lines: what parts that one's cells parts all.

    Spreadsheet programs write tabs (“Unicode 文本”) or semicolons where a tool wrote commas, which *starts* is about.
    """
    opening: list[str] = []
    for line in physical:
        opening.append(line)
        if len(opening) >= _OPENING or any(mark in line for mark in _MARKS):
            break
    mark = mark_of(opening[-1]) if opening else ","
    return rows(chain(opening, physical), starts if mark == "," else None, mark)


def rows(
    physical: Iterable[str], starts: re.Pattern[str] | None = None, mark: str = ","
) -> Iterator[Row | Broken]:
    """Every row of *physical* lines, whose cells *mark* parts, blank lines left out.

    *starts* matches a line that begins a row beyond doubt: met inside a quoted cell, it shows that the row
    before it was cut off.
    """
    source = enumerate(physical, 1)
    again: deque[tuple[int, str]] = deque()
    while group := _group(source, again, starts):
        first, whole = group[0], _closed(group)
        if len(first[1]) > MAX_LINE:
            yield Broken(first[0], TOO_LONG)
            again.extendleft(reversed(group[1:]))
        elif whole:
            yield from _parse(group, mark)
        else:
            yield from _first_line(*first, mark)
            again.extendleft(reversed(group[1:]))


def _group(
    source: Iterator[tuple[int, str]], again: deque[tuple[int, str]], starts: re.Pattern[str] | None
) -> list[tuple[int, str]]:
    """Take lines up to the end of a row, or as far as it can reach."""
    group: list[tuple[int, str]] = []
    size, is_open = 0, False
    while True:
        numbered = again.popleft() if again else next(source, None)
        if numbered is None:
            return group
        if is_open and (size > MAX_LINE or (starts and starts.match(numbered[1]))):
            again.appendleft(numbered)
            return group
        group.append(numbered)
        size += len(numbered[1])
        is_open ^= numbered[1].count('"') % 2 == 1
        if not is_open:
            return group


def _closed(group: list[tuple[int, str]]) -> bool:
    return sum(line.count('"') for _, line in group) % 2 == 0


def _parse(group: list[tuple[int, str]], mark: str) -> Iterator[Row | Broken]:
    reader = csv.reader((line.replace("\0", "") for _, line in group), delimiter=mark)
    start = 0
    try:
        for cells in reader:
            if cells:
                yield Row(group[start][0], cells)
            start = reader.line_num
    except csv.Error:
        yield Broken(group[start][0], TOO_LONG)


def _first_line(number: int, line: str, mark: str) -> Iterator[Row | Broken]:
    """Read a line that opens a quoted cell without an end; a bare inch sign in a cell is no quote."""
    try:
        for cells in csv.reader([line], strict=True, delimiter=mark):
            yield Row(number, cells)
    except csv.Error:
        yield Broken(number, UNCLOSED)
