"""What a benchmark found is on the disk as soon as a part ends, and a part repeated takes the place of the former."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.claims import Claim, Record

SLOW = Claim("p99 不超过 200 毫秒", "240.0 毫秒", False)
FAST = Claim("p99 不超过 200 毫秒", "140.0 毫秒", True)


def test_each_part_is_kept_when_it_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "results/load.json"
    Record(path, "承载").add("steady", ["p50 5.3"], [SLOW])
    assert json.loads(path.read_text("utf-8"))["parts"]["steady"]["lines"] == ["p50 5.3"]
    assert capsys.readouterr().out == "p50 5.3\n未达到：p99 不超过 200 毫秒；240.0 毫秒\n"
    assert "- 未达到：p99" in path.with_suffix(".md").read_text("utf-8")


def test_a_part_repeated_replaces_the_former_and_leaves_the_others(tmp_path: Path) -> None:
    path = tmp_path / "load.json"
    first = Record(path, "承载")
    first.add("steady", [], [SLOW])
    first.add("memory", ["391 MB"])
    again = Record(path, "承载")
    again.add("steady", [], [FAST])
    assert again.parts["memory"] == first.parts["memory"]
    assert "未达到" not in path.with_suffix(".md").read_text("utf-8")


def test_a_part_that_grows_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = Record(tmp_path / "load.json", "承载")
    for count in (1, 2):
        record.add("memory", ["390 MB", "391 MB"][:count])
    record.add("memory", ["390 MB", "391 MB"], [FAST])
    assert capsys.readouterr().out == f"390 MB\n391 MB\n{FAST}\n"


def test_another_run_begins_anew(tmp_path: Path) -> None:
    Record(tmp_path / "load.json", "短").add("steady", [], [SLOW])
    assert Record(tmp_path / "load.json", "完整").parts == {}
