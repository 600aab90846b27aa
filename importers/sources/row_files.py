"""Files of rows, whatever wrote them: CSV, JSON, JSON a line, xlsx and SQLite give the same named values."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from importers.model import MalformedExport, Problem, Skipped
from importers.normalize import delimited, workbook
from importers.normalize.delimited import Broken, Row
from importers.normalize.text import head_text
from importers.sources import weibo_json
from importers.sources.table import Table, Values
from importers.sources.weibo_export import opened
from importers.sources.weibo_sqlite import BROKEN, MAGIC, connect, open_database

Kind = Literal["csv", "json", "jsonl", "xlsx", "sqlite"]
_LONGEST_HEADER = 1 << 16
_WIDEST = 60  # columns of a workbook's table
_DEEP = 4
_LINE_END = re.compile(r"[\r\n]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as the beginning of a file shows it: its *kind* of file, its *name* there, and its *columns*."""

    kind: Kind
    name: str
    columns: frozenset[str]


@lru_cache(maxsize=4)  # every tool asks
def tables(path: Path, head: bytes) -> tuple[Shown, ...]:
    """The tables of the file *path*, which begins with *head*; none when it holds no rows. Never raises."""
    return tuple(_tables(path, head))


def _tables(path: Path, head: bytes) -> list[Shown]:
    if head[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return []  # a page; most files are
    if head.startswith(MAGIC):
        return _of_database(path)
    if workbook.is_workbook(head):
        return [Shown("xlsx", "", frozenset(workbook.first_texts(path, _WIDEST)))]
    text = head_text(head).lstrip()
    if text.startswith(("{", "[")):
        return _of_json(text)
    return _of_header(_LINE_END.split(text, maxsplit=1)[0])


def _of_header(line: str) -> list[Shown]:
    if len(line) > _LONGEST_HEADER:
        return []
    try:
        cells = next(csv.reader([line.replace("\0", " ")], delimiter=delimited.mark_of(line)), [])
    except csv.Error:
        return []
    return [Shown("csv", "", frozenset(cell.strip() for cell in cells))] if len(cells) > 1 else []


def rows(path: Path, shown: Shown, table: Table) -> Iterator[tuple[str, Values] | Skipped | Problem]:
    """Every row of the table *shown* of *path* with its position, its cells named by *table* or by the file.

    Raises MalformedExport when nothing can be read, or OSError.
    """
    if shown.kind == "csv":
        with opened(path) as stream:
            yield from _named(table, delimited.table(delimited.lines(stream), table.starts))
    elif shown.kind == "xlsx":
        yield from _named(table, workbook.rows(path))
    elif shown.kind == "sqlite":
        yield from _of_rows(path, shown.name)
    else:
        yield from _of_objects(_lines(path) if shown.kind == "jsonl" else _members(path))


def _named(table: Table, source: Iterator[Row | Broken]) -> Iterator[tuple[str, Values] | Skipped | Problem]:
    for found in table.read(source):
        yield (f"第 {found.line} 行", found) if isinstance(found, Values) else found


# JSON --------------------------------------------------------------------------------------------------------


def _of_json(text: str) -> list[Shown]:
    """The first object of *text*, or the first in a list of its own; a line of its own is JSON a line."""
    start = 0 if text[0] == "{" else text.find("{")
    try:
        value, end = json.JSONDecoder().raw_decode(text, max(start, 0))
    except (ValueError, RecursionError):
        return _of_wrapped(text)
    if not isinstance(value, dict):
        return []
    if text[0] == "{" and text[end:].lstrip().startswith("{"):
        return [Shown("jsonl", "", frozenset(flat(value)))]
    inner = next(_lists(value), None) if text[0] == "{" else None
    single: Kind = "jsonl" if text[0] == "{" and inner is None else "json"
    return [Shown(single, "", frozenset(flat(inner[0] if inner else value)))]


def _of_wrapped(text: str) -> list[Shown]:
    """As `_of_json`, for a list in an object whose end the head does not show."""
    found = re.search(r"\[\s*(?=\{)", text) if text[0] == "{" else None
    try:
        value = json.JSONDecoder().raw_decode(text, found.end())[0] if found else None
    except (ValueError, RecursionError):
        return []
    return [Shown("json", "", frozenset(flat(value)))] if isinstance(value, dict) else []


def flat(value: Mapping[str, object], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """The texts and numbers of *value* by name, those of objects in it as `outer.inner`, lists joined by commas."""
    found: dict[str, str] = {}
    for name, inner in value.items():
        if isinstance(inner, Mapping) and depth < _DEEP:
            found |= flat(inner, f"{prefix}{name}.", depth + 1)
        elif isinstance(inner, list):
            found[prefix + name] = ",".join(_text(one) for one in inner if isinstance(one, str | int))
        else:
            found[prefix + name] = _text(inner)
    return found


def _text(value: object) -> str:
    """*value* as a cell shows it: a number that went through floating point is left as it reads, damage and all."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1 << 53:
        return str(int(value))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _members(path: Path) -> Iterator[object]:
    for member in weibo_json.read(path):
        if isinstance(member, Problem) or member.index:
            yield member if isinstance(member, Problem) else member.value
        elif isinstance(member.value, dict):
            yield from next(_lists(member.value), ())


def _lists(value: Mapping[str, object], depth: int = 0) -> Iterator[list[dict[str, object]]]:
    """Lists of objects in *value*, the outer ones first."""
    for inner in value.values():
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner):
            yield inner
    for inner in value.values():
        if isinstance(inner, dict) and depth < _DEEP:
            yield from _lists(inner, depth + 1)


def _lines(path: Path) -> Iterator[object]:
    with opened(path) as stream:
        for number, line in enumerate(delimited.lines(stream), 1):
            if not line.strip("\ufeff \t\r\n"):
                continue
            try:
                yield json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError):
                yield Problem(f"第 {number} 行", "不是完整的 JSON，可能被截断")


def _of_objects(values: Iterable[object]) -> Iterator[tuple[str, Values] | Skipped | Problem]:
    for number, value in enumerate(values, 1):
        position = f"第 {number} 条"
        if isinstance(value, Problem):
            yield value
        elif isinstance(value, dict):
            yield position, Values(number, flat(value))
        else:
            yield Problem(position, "不是一条记录")


# SQLite ------------------------------------------------------------------------------------------------------


def _of_database(path: Path) -> list[Shown]:
    try:
        with closing(connect(path)) as database:
            names = [
                str(row[0]) for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            ]
            return [Shown("sqlite", name, _columns(database, name)) for name in names]
    except (sqlite3.Error, OSError, ValueError):
        return []


def _columns(database: sqlite3.Connection, name: str) -> frozenset[str]:
    return frozenset(str(row[1]) for row in database.execute(f"PRAGMA table_info({_quoted(name)})"))


def _of_rows(path: Path, name: str) -> Iterator[tuple[str, Values] | Skipped | Problem]:
    count = 0
    try:
        with closing(open_database(path)) as database:
            for count, row in enumerate(database.execute(f"SELECT * FROM {_quoted(name)}"), 1):  # noqa: S608
                yield f"{name} 第 {count} 条", Values(count, flat(dict(zip(row.keys(), row, strict=True))))
    except BROKEN as error:
        if not count:
            raise MalformedExport(f"数据库无法读取（{error}），请从原电脑重新复制完整的文件。") from None
        yield Problem(f"{name} 第 {count} 条之后", f"数据库在此损坏（{error}），之前的记录已读出")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
