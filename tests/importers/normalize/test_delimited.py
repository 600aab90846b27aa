"""Laws and cases of `importers.normalize.delimited`."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize import delimited
from importers.normalize.delimited import TOO_LONG, UNCLOSED, Broken, Row, lines, rows

STARTS = re.compile(r"\d{4},")


def read(text: str, starts: re.Pattern[str] | None = None) -> list[Row | Broken]:
    return list(rows(lines(io.StringIO(text, newline="")), starts))


CELL = st.text(alphabet='ab"，,\n\r 中')


@given(st.lists(st.lists(CELL, min_size=1, max_size=4).filter(lambda row: row != [""]), max_size=6))
def test_what_csv_writes_comes_back(table: list[list[str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(table)
    assert [row.cells for row in read(stream.getvalue()) if isinstance(row, Row)] == table


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("a,b\n", [Row(1, ["a", "b"])]),
        ("a,b\n\n\nc,d", [Row(1, ["a", "b"]), Row(4, ["c", "d"])]),
        ('a,"x\ny"\nc,d\n', [Row(1, ["a", "x\ny"]), Row(3, ["c", "d"])]),
        ('5" 管,a\nc,d\n', [Row(1, ['5" 管', "a"]), Row(2, ["c", "d"])]),
        ('5" 管,a\n7" 管,b\n', [Row(1, ['5" 管', "a"]), Row(2, ['7" 管', "b"])]),
        ('a,"cut off', [Broken(1, UNCLOSED)]),
        ('a,"cut off\nb,c\nd,e\n', [Broken(1, UNCLOSED), Row(2, ["b", "c"]), Row(3, ["d", "e"])]),
        ("a\0,b\n", [Row(1, ["a", "b"])]),
    ],
)
def test_one_broken_row_costs_only_itself(text: str, expected: list[Row | Broken]) -> None:
    assert read(text) == expected


def test_a_known_beginning_ends_a_row_that_was_cut_off() -> None:
    text = '1001,"cut off\n1002,"two\nlines"\n1003,x\n'
    assert read(text, STARTS) == [Broken(1, UNCLOSED), Row(2, ["1002", "two\nlines"]), Row(4, ["1003", "x"])]


@pytest.fixture
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "MAX_LINE", 100)
    monkeypatch.setattr(delimited, "_PIECE", 30)


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("long", ["x" * 1000, '"' + "x" * 1000, "," * 101])
def test_an_endless_line_is_named_and_the_rest_is_read(long: str) -> None:
    assert read(f"a,b\n{long}\nc,d\n") == [Row(1, ["a", "b"]), Broken(2, TOO_LONG), Row(3, ["c", "d"])]


@pytest.mark.usefixtures("_small")
def test_an_endless_line_is_never_held_whole() -> None:
    class Endless(io.StringIO):
        longest = 0

        def readline(self, size: int | None = -1, /) -> str:
            line = super().readline(-1 if size is None else size)
            self.longest = max(self.longest, len(line))
            return line

    stream = Endless("x" * 100_000 + "\nb\n")
    assert [len(line) for line in lines(stream)] == [101, 2]
    assert stream.longest <= 101


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("opening", ["", "\ufeff", "\n"])
def test_what_parts_the_header_parts_every_row(mark: str, end: str, opening: str) -> None:
    told = [("a", "b"), ("1", "一，二"), ("2", '"三;四,五\t六"')]
    text = opening + "".join(mark.join(cells) + end for cells in told)
    found = list(delimited.table(lines(io.StringIO(text, newline=""))))
    assert [one.cells for one in found if isinstance(one, Row)][1:] == [
        ["1", "一，二"],
        ["2", "三;四,五\t六"],
    ]


def test_an_unclosed_quote_before_many_rows_loses_one_row() -> None:
    many = [f"row,{number}" for number in range(50)]
    found = read('a,"open\n' + "\n".join(many))
    assert found[0] == Broken(1, UNCLOSED)
    assert [",".join(row.cells) for row in found[1:] if isinstance(row, Row)] == many
