"""Laws of the table definitions, and cases of `importers.sources.table`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from importers.model import Problem, Skipped
from importers.normalize.delimited import Broken, Row
from importers.sources.table import Values, load

FOLDER = Path(__file__).parents[3] / "importers" / "sources" / "tables"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_used_or_ignored_on_purpose(name: str) -> None:
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    explained = {
        column for columns in (*raw["fields"].values(), *raw.get("origin", {}).values()) for column in columns
    }
    explained |= {*raw["ignored"]["columns"], raw.get("repost", {}).get("flag", "")}
    columns = {column for generation in raw.get("generation", ()) for column in generation["columns"]}
    assert columns <= explained


@pytest.mark.parametrize("name", NAMES)
def test_no_two_layouts_of_a_tool_look_alike(name: str) -> None:
    table = load(name)
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert len(table.layouts) == len(raw.get("generation", ())) * (3 if "repost" in raw else 1)
    assert all(len(columns) == width == len(set(columns)) for (width, _), columns in table.layouts.items())


@pytest.mark.parametrize(
    ("width", "last", "original", "quoted"),
    [
        (13, "", "", ""),
        (14, "", "", ""),
        (14, "True", "True", ""),
        (15, "2024-11-29 10:00:00", "", ""),
        (15, "False", "False", ""),
        (16, "True", "True", ""),
        (18, "0", "", ""),
        (19, "True", "True", ""),
        (29, "", "c13", "c18"),
        (31, "", "c14", "c19"),
        (33, "", "c15", "c20"),
        (39, "", "c18", "c23"),
    ],
)
def test_rows_of_every_width_are_understood_under_any_header(
    width: int, last: str, original: str, quoted: str
) -> None:
    header = ["id", "bid", "正文", "某一列"]
    cells = [f"c{number}" for number in range(width - 1)] + [last]
    (values,) = load("weibo-crawler").read(iter([Row(1, header), Row(2, cells)]))
    assert isinstance(values, Values)
    assert values.cells["正文"] == "c2"
    assert values.cells.get("是否原创", "") == original
    assert values.cells.get("源微博正文", "") == quoted


def test_a_header_of_the_rows_width_counts_more_than_the_known_ones() -> None:
    header = ["id", "bid", "正文", *(f"新列{number}" for number in range(11))]
    (values,) = load("weibo-crawler").read(iter([Row(1, header), Row(2, list("abcdefghijklmn"))]))
    assert isinstance(values, Values)
    assert values.cells["新列10"] == "n"


def test_what_is_no_row_is_named_with_its_line() -> None:
    rows = [
        Row(1, ["id", "bid", "正文"]),
        Row(2, ["\ufeffid", "bid", "正文"]),
        Broken(3, "断了"),
        Row(4, ["1", "2"]),
    ]
    found = list(load("weibo-crawler").read(iter(rows)))
    assert found[0] == Skipped("第 2 行", "重复的表头")
    assert found[1] == Problem("第 3 行", "断了")
    assert isinstance(found[2], Problem)
    assert "2 个字段" in found[2].reason


def test_placeholders_of_nothing_say_nothing() -> None:
    table = load("weibo-spider")
    values = Values(1, {"微博id": "P2zg665pf", "微博视频url": "无", "发布位置": " ", "publish_place": "青澜"})
    assert table.field(values, "videos") == ()
    assert table.field(values, "place") == ("青澜",)
    assert table.field(values, "no such field") == ()


@pytest.mark.parametrize("first", ["<p>一\r二</p>", "a" * (5 << 20), '"', ""])
def test_what_csv_cannot_read_is_no_header(first: str) -> None:
    assert not load("weibo-crawler").begins_like(f"{first}\n第二行".encode())
