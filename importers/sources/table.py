"""Tables of row-writing tools: a definition says what the columns mean, rows become named values.

A definition is a TOML file in `tables/`: `label`, the cells with which a header `begins` (or the sets of columns
that it is `recognised_by`, in any order), header `generation`s, optional `repost` columns, and which column fills
which field of the record; `keys` tell the same tool's JSON and SQLite. Under `text` stand patterns of what the tool
mixed into a post's words.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from importers.model import MalformedExport, Problem, Skipped
from importers.normalize import workbook
from importers.normalize.delimited import Broken, Row, mark_of
from importers.normalize.text import head_text

_FOLDER = Path(__file__).with_name("tables")
_LINE_END = re.compile(r"\r\n?|\n")
_ABOVE = 3  # rows among which a header stands
_LOOKED_AT = 60  # texts of a workbook: a title and its row's empty cells, then the header
_NUMBERING = frozenset(("", "序号", "编号", "行号"))


@dataclass(frozen=True, slots=True)
class Values:
    """A row's cells by column name, and the *line* on which it began."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """One tool's table. *layouts* are its known rows, by width and whether they end in the repost flag."""

    name: str
    label: str
    begins: tuple[str, ...]
    recognised_by: tuple[frozenset[str], ...]
    keys: frozenset[str]
    starts: re.Pattern[str] | None
    layouts: Mapping[tuple[int, bool], tuple[str, ...]]
    flag_values: frozenset[str]
    fields: Mapping[str, tuple[str, ...]]
    origin: Mapping[str, tuple[str, ...]]
    prefix: str
    nothing: frozenset[str]
    repost: re.Pattern[str] | None
    residue: re.Pattern[str] | None

    def begins_like(self, head: bytes) -> bool:
        """Whether a file that begins with *head* has this table's header."""
        text = head_text(head[:4096]).lstrip("\n\r ")
        return self._opens_among(map(_cells, _LINE_END.split(text, maxsplit=_ABOVE)[:_ABOVE]))

    def is_workbook_at(self, path: Path, head: bytes) -> bool:
        """Whether *path*, beginning with *head*, is this table as a workbook: a tool's, or saved so by a person."""
        if not workbook.is_workbook(head) or path.suffix.lower() != ".xlsx":
            return False
        size = len(self.begins)
        texts = tuple(filter(None, workbook.first_texts(path, _LOOKED_AT)))
        if texts[:size] == self.begins:
            return True
        if not any(texts[at : at + size] == self.begins for at in range(1, _ABOVE + 1)):
            return False
        with suppress(MalformedExport, OSError):
            return self._opens_among(
                tuple(map(_plain, row.cells)) for row in islice(workbook.rows(path), _ABOVE)
            )
        return False

    def _opens_among(self, rows: Iterable[tuple[str, ...]]) -> bool:
        """Whether a header is the first of *rows* with more than one cell: a person puts a title above it."""
        full = next((cells for cells in rows if sum(map(bool, cells)) > 1), ())
        return self._opens(full)

    def _opens(self, cells: tuple[str, ...]) -> bool:
        """Whether *cells* are this table's header; a person numbers the rows in a column before it."""
        start = 1 if cells and cells[0] in _NUMBERING and cells[0] != self.begins[0] else 0
        return cells[start : start + len(self.begins)] == self.begins

    def read(self, rows: Iterator[Row | Broken]) -> Iterator[Values | Skipped | Problem]:
        """Name the cells of every row: by the header where the width is the header's, else by known widths."""
        header: tuple[str, ...] = ()
        for row in rows:
            position = f"第 {row.line} 行"
            if isinstance(row, Broken):
                yield Problem(position, row.reason)
            elif self._is_header(row.cells):
                if header:
                    yield Skipped(position, "重复的表头")
                header = tuple(_plain(cell) for cell in row.cells)
            elif not header and sum(map(bool, map(_plain, row.cells))) <= 1:
                yield Skipped(position, "表头之上的标题")
            elif columns := self._columns(row.cells, header):
                yield Values(row.line, dict(zip(columns, row.cells, strict=True)))
            else:
                yield Problem(
                    position, f"有 {len(row.cells)} 个字段，与“{self.label}”的任何一种表头都不符，可能被截断"
                )

    def field(self, values: Values, name: str) -> tuple[str, ...]:
        """Give the cells of *values* that fill the field *name*: those that are there and say something."""
        return self._said(values, self.fields.get(name, ()))

    def origin_field(self, values: Values, name: str) -> tuple[str, ...]:
        """Give the cells that fill the field *name* of the reposted original, as `field` does."""
        prefixed = tuple(self.prefix + column for column in self.fields.get(name, ()))
        return self._said(values, self.origin.get(name, prefixed if self.prefix else ()))

    def _said(self, values: Values, columns: Sequence[str]) -> tuple[str, ...]:
        cells = (values.cells.get(column, "") for column in columns)
        return tuple(cell for cell in cells if cell.strip() and cell.strip() not in self.nothing)

    def has_columns(self, columns: Collection[str]) -> bool:
        """Whether rows with *columns*, in whatever order, are of this table."""
        return any(known.issubset(columns) for known in self.recognised_by)

    def _is_header(self, cells: list[str]) -> bool:
        if self.recognised_by:
            return self.has_columns({_plain(cell) for cell in cells})
        return self._opens(tuple(map(_plain, cells)))

    def _columns(self, cells: list[str], header: tuple[str, ...]) -> tuple[str, ...] | None:
        if len(cells) == len(header):
            return header
        flagged = cells[-1].strip() in self.flag_values
        return self.layouts.get((len(cells), flagged)) or self.layouts.get((len(cells), False))


@cache
def definition(name: str) -> Mapping[str, Any]:
    """The definition *name* of `tables/` as it is written."""
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def load(name: str) -> Table:
    """Read the definition *name* of `tables/`."""
    raw = definition(name)
    repost = raw.get("repost", {})
    return Table(
        name=name,
        label=raw["label"],
        begins=tuple(raw.get("begins", ())),
        recognised_by=tuple(frozenset(columns) for columns in raw.get("recognised_by", ())),
        keys=frozenset(raw.get("keys", ())),
        starts=_pattern(raw, "starts"),
        layouts=_layouts([generation["columns"] for generation in raw.get("generation", ())], repost),
        flag_values=frozenset(repost.get("flag_values", ())),
        fields=_columns_of(raw["fields"]),
        origin=_columns_of(raw.get("origin", {})),
        prefix=repost.get("prefix", ""),
        nothing=frozenset(raw.get("nothing", ())),
        repost=_pattern(raw.get("text", {}), "repost"),
        residue=_pattern(raw.get("text", {}), "residue"),
    )


def _layouts(
    generations: list[list[str]], repost: Mapping[str, Any]
) -> dict[tuple[int, bool], tuple[str, ...]]:
    found: dict[tuple[int, bool], tuple[str, ...]] = {}
    for columns in generations:
        rows = [(columns, False)]
        if repost:
            rows.append(([*columns, repost["flag"]], True))
            originals = [repost["prefix"] + column for column in columns]
            rows.append(([*columns, *repost["columns"], *originals], False))
        found |= {(len(names), flagged): tuple(names) for names, flagged in rows}
    return found


def _columns_of(fields: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(columns) for name, columns in fields.items()}


def _pattern(raw: Mapping[str, Any], name: str) -> re.Pattern[str] | None:
    return re.compile(raw[name]) if name in raw else None


def _cells(line: str) -> tuple[str, ...]:
    try:
        cells = next(csv.reader([line.replace("\0", "")], delimiter=mark_of(line)), [])
    except csv.Error:
        return ()  # a cell without end: no header of a table
    return tuple(map(_plain, cells))


def _plain(cell: str) -> str:
    return cell.strip(" \t\ufeff")
