"""What stands around a number: the words before it, and the heading of the table it stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_BEFORE = 28
_HEADING = 4000  # a longer first row names no columns
_TABLE = re.compile(r"^[ ]{0,3}\|?[^\n|]*\|[^\n]*\n[ ]{0,3}\|?[ ]*:?-{2,}:?[ ]*(?:\|[^\n]*)?$", re.MULTILINE)
# How a row begins and ends and what parts its cells, in a Markdown table and in an HTML one.
_ROWS = (
    ("\n", "\n", re.compile(r"\|")),
    ("<tr", "</tr", re.compile(r"<t[dh]\b[^<>]{0,200}>", re.IGNORECASE)),
)
_RAW_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_RAW_END = re.compile(r"</table>", re.IGNORECASE)
_RAW_ROW_END = re.compile(r"</tr>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """A table from *start* to *end* of a text, and the *heading* row that names its columns."""

    start: int
    end: int
    heading: str
    raw: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Answers for any place of *text* which words stand before it; reads the text's tables once."""

    text: str
    tables: tuple[Table, ...] = ()

    def before(self, position: int) -> str:
        """Up to 28 characters before *position* on its line; in a table also the row that names the columns."""
        start = max(position - _BEFORE, self.text.rfind("\n", 0, position) + 1)
        return f"{self.heading(position)} {self.text[start:position]}"

    def near(self, position: int) -> str:
        """Up to 28 characters before *position* on its line."""
        return self.text[max(position - _BEFORE, self.text.rfind("\n", 0, position) + 1) : position]

    def heading(self, position: int) -> str:
        """What names the column that *position* stands in; the whole heading row where columns do not match."""
        table = self.table(position)
        if table is None:
            return ""
        row_start, row_end, cell = _ROWS[table.raw]
        start = max(self.text.rfind(row_start, 0, position), table.start)
        stop = self.text.find(row_end, position)
        row = self.text[start : table.end if stop < 0 else stop]
        names = cell.split(table.heading.strip(" |"))
        column = len(cell.findall(self.text[start:position].strip().lstrip("|")))
        cells = len(cell.split(row.strip().strip("|")))
        return names[column] if cells == len(names) and column < len(names) else table.heading

    def table(self, position: int) -> Table | None:
        """The table that *position* stands in."""
        at = bisect_right(self.tables, position, key=lambda table: table.start) - 1
        return self.tables[at] if at >= 0 and position < self.tables[at].end else None


def surroundings(text: str) -> Surroundings:
    """Read *text* for its tables, in Markdown and in HTML."""
    found = [*_piped(text), *_raw(text)]
    return Surroundings(text, tuple(sorted(found, key=lambda table: table.start)))


def _piped(text: str) -> list[Table]:
    found: list[Table] = []
    if "|" not in text:
        return found
    for match in _TABLE.finditer(text):
        end = text.find("\n\n", match.end())
        heading = match[0].split("\n", 1)[0]
        found.append(Table(match.start(), len(text) if end < 0 else end, heading, False))
    return found


def _raw(text: str) -> list[Table]:
    found: list[Table] = []
    position = 0
    while start := _RAW_TABLE.search(text, position):
        end = _RAW_END.search(text, start.end())
        stop = end.start() if end else len(text)
        row = _RAW_ROW_END.search(text, start.end(), min(stop, start.end() + _HEADING))
        found.append(Table(start.start(), stop, text[start.end() : row.start()] if row else "", True))
        position = stop
    return found
