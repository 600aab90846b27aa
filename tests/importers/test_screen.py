"""The screen: a bar on a terminal only, numbers that are those of the run."""

from __future__ import annotations

import io
from contextlib import closing

import pytest
from rich.console import Console

from importers.outcomes import Outcome, Outcomes
from importers.run import Summary
from importers.screen import Bar, as_json, show
from running.progress import Progress
from running.screens import screen


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, legacy_windows=False)


def drawn(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


@pytest.mark.parametrize("terminal", [True, False])
def test_the_bar_shows_files_and_records(terminal: bool) -> None:
    drawing = console(terminal=terminal)
    with closing(Progress(screen(drawing))) as progress:
        bar = Bar(progress)
        bar.start(7)
        bar.step(3, 1234)
    for part in ("导入", "3/7 个文件", "1,234 条", "用时"):
        assert part in drawn(drawing)


def test_names_with_markup_are_shown_as_they_are() -> None:
    drawing = console(terminal=False)
    with Outcomes() as outcomes:
        outcomes.add(Outcome("[red]a[/red].csv", "第 2 行", "", "failed", "[bold]坏[/bold]"))
        show(drawing, Summary(files=1), outcomes)
    assert "[red]a[/red].csv 第 2 行：[bold]坏[/bold]" in drawn(drawing)


def test_machines_get_every_outcome_and_what_to_do() -> None:
    with Outcomes() as outcomes:
        outcomes.add(Outcome("a.csv", "第 2 行", "", "failed", "坏"))
        told = as_json(Summary(files=1, unknown={"weibo 1": "请登记"}), outcomes)
    assert told["outcomes"] == {
        "published": 0,
        "merged": 0,
        "withheld": 0,
        "lost": 0,
        "skipped": 0,
        "failed": 1,
    }
    assert (told["ok"], told["files"], told["records"], told["unknown"]) == (False, 1, 1, ["请登记"])
