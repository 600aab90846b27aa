"""What people see: plain lines in a log, a bar on a terminal, nothing when quiet."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from running.counts import Counts
from running.lines import EVERY, Lines, described, duration, size
from running.progress import Phase, Silent
from running.report import phases_json, table
from running.screens import Terminal, screen

HALF = Phase("生成网页", "个", total=1000, done=400, seconds=20.0, bytes=150_000_000)
WHOLE = Phase("生成网页", "个", total=1000, done=1000, seconds=50.0, bytes=150_000_000)


@pytest.mark.parametrize(
    ("phase", "said"),
    [
        (HALF, "生成网页 · 400/1,000 个 · 20 个/秒 · 剩余 30.0 秒 · 内存 150 MB"),
        (WHOLE, "生成网页 · 1,000 个 · 20 个/秒 · 内存 150 MB"),
        (Phase("写入磁盘"), "写入磁盘"),
        (Phase("读", "件", done=3, seconds=0.1), "读 · 3 件"),
        (Phase("导入", "个文件", total=7, done=3, note="1,234 条"), "导入 · 3/7 个文件 · 1,234 条"),
    ],
)
def test_a_phase_in_a_line(phase: Phase, said: str) -> None:
    assert described(phase) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.04, "0.0 秒"), (59.9, "59.9 秒"), (61, "1 分 1 秒"), (7260, "2 小时 1 分")]
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_sizes() -> None:
    assert (size(999_400_000), size(1_260_000_000)) == ("999 MB", "1.3 GB")


def test_a_log_gets_a_line_every_ten_seconds_and_one_at_the_end() -> None:
    lines: list[str] = []
    log = Lines(lines.append)
    for tenth in range(251):
        log.show(Phase("读", "件", total=251, done=tenth, seconds=tenth / 10))
    log.end(Phase("读", "件", total=251, done=251, seconds=25.1))
    log.show(Phase("写", seconds=EVERY - 0.1))
    log.end(Phase("写", seconds=EVERY))
    log.end(Phase("空"))
    assert [line.split(" · ")[1] for line in lines[:3]] == ["100/251 件", "200/251 件", "251 件"]
    assert lines[3:] == ["写 · 用时 10.0 秒"]


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=120, legacy_windows=False)


def drawn(drawing: Console) -> str:
    assert isinstance(drawing.file, io.StringIO)
    return drawing.file.getvalue()


def test_a_terminal_gets_a_bar_that_goes_and_a_line_that_stays() -> None:
    drawing = console(terminal=True)
    shown = screen(drawing)
    assert isinstance(shown, Terminal)
    shown.show(HALF)
    assert "400/1,000 个" in drawn(drawing)
    assert "━" in drawn(drawing)
    shown.end(WHOLE)
    assert "用时 50.0 秒" in drawn(drawing)
    shown.close()


def test_no_terminal_gets_plain_lines_and_no_control_characters() -> None:
    drawing = console(terminal=False)
    shown = screen(drawing)
    shown.show(HALF)
    shown.end(WHOLE)
    shown.close()
    lines = drawn(drawing).splitlines()
    assert [line.split(" · ")[1] for line in lines] == ["400/1,000 个", "1,000 个"]
    assert "\x1b" not in drawn(drawing)
    assert "━" not in drawn(drawing)


def test_quiet_is_quiet() -> None:
    drawing = console(terminal=True)
    assert isinstance(screen(drawing, quiet=True), Silent)


def test_counts_are_lines_for_another_program() -> None:
    stream = io.StringIO()
    counts = Counts(stream)
    counts.show(HALF)
    counts.show(Phase("不知道总数", "件", done=4))
    counts.end(WHOLE)
    counts.close()
    assert stream.getvalue() == "400/1000\n"


def test_the_closing_table_has_a_row_a_phase_and_the_sum() -> None:
    text = table([WHOLE, Phase("写入磁盘", seconds=3.0), Phase("没做", seconds=0.0)])
    assert [
        word for word in ("阶段", "数量", "用时", "每秒", "内存", "写入磁盘", "53.0 秒") if word not in text
    ] == []
    assert "没做" not in text
    headings, first, *_ = text.splitlines()
    assert first.split() == ["生成网页", "1,000", "个", "50.0", "秒", "20", "150", "MB"]
    assert len(first.encode("gb18030")) == len(headings.encode("gb18030"))


def test_machines_get_numbers_under_these_names_and_no_others() -> None:
    told = phases_json([WHOLE])
    assert set(told) == {"phases", "peak_bytes"}
    assert told["phases"] == [
        {"name": "生成网页", "unit": "个", "done": 1000, "seconds": 50.0, "rate": 20.0, "bytes": 150_000_000}
    ]
    assert set(told["peak_bytes"]) == {"main", "largest_child"}
    assert told["peak_bytes"]["main"] > 1_000_000
