"""Cases and laws of `importers.sources.row_files`: the same rows, whatever wrote them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.model import HEAD_BYTES, MalformedExport, Problem
from importers.sources.row_files import flat, rows, tables
from importers.sources.table import Values, load
from notices.workbook import workbook

TABLE = load("xhs-downloader")
COLUMNS = ["作品ID", "作品标题", "作品描述", "发布时间", "作者ID", "作品链接"]
ROWS = [["1", "甲", "第一行\n第二行", "2024-08-02_20:00:00", "u", ""], ["2", "乙，“丙”", "", "", "u", "x"]]
OBJECTS = [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


def as_csv() -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([COLUMNS, *ROWS])
    return stream.getvalue().encode("utf-8-sig")


def quoted(cell: str) -> str:
    return f'"{cell}"'


def write(folder: Path, kind: str) -> Path:
    """Write the rows into *folder* as a file of *kind*."""
    path = folder / f"rows.{kind.split('-')[0]}"
    if kind == "db":
        with closing(sqlite3.connect(path)) as base:
            base.execute(f"CREATE TABLE explore_data ({', '.join(COLUMNS)})")
            base.executemany("INSERT INTO explore_data VALUES (?, ?, ?, ?, ?, ?)", ROWS)
            base.commit()
        return path
    contents = {
        "csv": as_csv(),
        "csv-tabs": "\r\n".join("\t".join(map(quoted, row)) for row in (COLUMNS, *ROWS)).encode("utf-16"),
        "csv-mac": as_csv().replace(b"\r\n", b"\r"),
        "csv-gbk": as_csv().decode("utf-8-sig").encode("gb18030"),
        "xlsx": workbook({"表": [COLUMNS, *ROWS]}),
        "json": json.dumps(OBJECTS, ensure_ascii=False, indent=4).encode(),
        "json-wrapped": json.dumps({"code": 0, "data": {"list": OBJECTS}}).encode(),
        "json-listed": json.dumps({"data": OBJECTS}).encode(),
        "jsonl": "\n".join(json.dumps(one, ensure_ascii=False) for one in OBJECTS).encode(),
        "jsonl-bom": b"\xef\xbb\xbf" + "\r\n\r\n".join(json.dumps(one) for one in OBJECTS).encode(),
    }
    path.write_bytes(contents[kind])
    return path


@pytest.mark.parametrize(
    "kind",
    [
        "csv",
        "csv-tabs",
        "csv-mac",
        "csv-gbk",
        "xlsx",
        "json",
        "json-wrapped",
        "json-listed",
        "jsonl",
        "jsonl-bom",
        "db",
    ],
)
def test_every_file_gives_the_same_rows(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, kind)
    (shown,) = tables(path, path.read_bytes()[:HEAD_BYTES])
    assert TABLE.has_columns(shown.columns)
    found = [row[1] for row in rows(path, shown, TABLE) if isinstance(row, tuple)]
    assert [[one.cells.get(name, "") for name in COLUMNS] for one in found] == ROWS


@pytest.mark.parametrize("kind", ["json-wrapped", "json", "jsonl"])
def test_a_table_is_known_by_its_beginning_alone(tmp_path: Path, kind: str) -> None:
    path = write(tmp_path, kind)
    head = path.read_bytes()[: path.read_bytes().index(b"}") + 2]
    (shown,) = tables(path, head)
    assert TABLE.has_columns(shown.columns)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"[",
        b"{",
        b"[1, 2]",
        b"{}",
        b"[{",
        b'{"a": [',
        b"<html>a,b</html>",
        b"\0\0\0",
        b"a",
        b"\xff\xfe",
    ],
)
def test_what_holds_no_rows_shows_no_table(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(content)
    assert not any(one.columns for one in tables(path, content))


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\0", b"SQLite format 3\0" + bytes(4096), b"PK\x03\x04 no zip"]
)
def test_a_damaged_container_shows_nothing_and_raises_nothing(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    assert not any(one.columns for one in tables(path, content))


def test_a_damaged_line_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    whole = json.dumps(OBJECTS[0])
    path.write_text(f"{whole}\n{whole[:20]}\n7\n{whole}\n", encoding="utf-8")
    (shown,) = tables(path, f"{whole}\n{whole}".encode())
    found = list(rows(path, shown, TABLE))
    assert [type(one) for one in found] == [tuple, Problem, Problem, tuple]


def test_a_database_being_written_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "db")
    (shown,) = tables(path, path.read_bytes())
    path.with_name(f"{path.name}-wal").write_bytes(b"x")
    with pytest.raises(MalformedExport, match="正常退出"):
        list(rows(path, shown, TABLE))


def test_names_of_tables_are_never_run(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    name = 'a" ; DROP TABLE b; --'
    with closing(sqlite3.connect(path)) as base:
        base.execute('CREATE TABLE "a"" ; DROP TABLE b; --" (c)')
        base.execute("CREATE TABLE b (c)")
        base.execute('INSERT INTO "a"" ; DROP TABLE b; --" VALUES (1)')
        base.commit()
    shown = next(one for one in tables(path, path.read_bytes()) if one.name == name)
    assert [row[1] for row in rows(path, shown, TABLE) if isinstance(row, tuple)] == [Values(1, {"c": "1"})]


@pytest.mark.parametrize(
    ("value", "cells"),
    [
        ({"a": 1, "b": None, "c": True, "d": "x"}, {"a": "1", "b": "", "c": "", "d": "x"}),
        ({"a": {"b": {"c": 1}}}, {"a.b.c": "1"}),
        ({"a": ["x", 1, {"no": 1}]}, {"a": "x,1"}),
        ({"a": 1731550500.0}, {"a": "1731550500"}),
        ({"a": 7.436001234567890e18}, {"a": "7.43600123456789e+18"}),
        ({"a": 7436001234567890123}, {"a": "7436001234567890123"}),
    ],
)
def test_values_are_shown_as_they_read(value: dict[str, object], cells: dict[str, str]) -> None:
    assert flat(value) == cells


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
NESTED = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
)


@given(st.dictionaries(st.text(max_size=3), NESTED, max_size=4))
def test_anything_nested_becomes_texts(value: dict[str, object]) -> None:
    found = flat(value)
    assert all(isinstance(name, str) and isinstance(text, str) for name, text in found.items())
