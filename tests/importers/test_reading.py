"""Reading one file: what is wrong with it is told in full, but not a million times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from importers import reading
from importers.model import Problem, Record, Skipped
from importers.walk import Entry
from notices.values import parse_moment

LATEST = parse_moment("2026-11-23")


class Broken:
    """A source of *count* lines none of which can be read, with one to pass over in the middle."""

    name, label = "broken", "坏的表"

    def __init__(self, count: int) -> None:
        self.count = count

    def detect(self, path: Path, head: bytes) -> bool:
        return True

    def read(self, path: Path) -> Iterator[Record]:
        for number in range(self.count):
            yield Problem(f"第 {number + 1} 行", "少一个字段")
            if number == self.count // 2:
                yield Skipped("中间", "是合计")


@pytest.mark.parametrize("count", [0, 1, 999, 1000])
def test_a_thousand_problems_are_told_one_by_one(tmp_path: Path, count: int) -> None:
    (tmp_path / "a.csv").touch()
    found = list(reading.records(Entry(tmp_path / "a.csv", "a.csv", 0), Broken(count), LATEST))
    assert sum(isinstance(one, Problem) for one in found) == count


@pytest.mark.parametrize("count", [1001, 5000])
def test_more_of_them_are_told_together_and_whatever_else_there_is_by_itself(
    tmp_path: Path, count: int
) -> None:
    (tmp_path / "a.csv").touch()
    found = list(reading.records(Entry(tmp_path / "a.csv", "a.csv", 0), Broken(count), LATEST))
    assert Skipped("中间", "是合计") in found
    *single, rest = (one for one in found if isinstance(one, Problem))
    assert [one.position for one in single] == [f"第 {number} 行" for number in range(1, 1001)]
    assert rest.position == f"第 1001 行 至 第 {count} 行"
    assert f"另有 {count - 1000} 条也读不出来（少一个字段）" in rest.reason
