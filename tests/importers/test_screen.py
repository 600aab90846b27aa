"""The screen: a bar on a terminal only, numbers that are those of the run."""

from __future__ import annotations

import io

from rich.console import Console

from importers.outcomes import Outcome, Outcomes
from importers.run import Summary
from importers.screen import Bar, show


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, legacy_windows=False)


def drawn(screen: Console) -> str:
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_the_bar_shows_files_records_and_time_left() -> None:
    screen = console(terminal=True)
    with Bar(screen) as bar:
        bar.start(7)
        bar.step(3, 1234)
    for part in ("3/7", "1234 条", "条/秒", "剩余"):
        assert part in drawn(screen)


def test_no_bar_is_drawn_where_nobody_looks() -> None:
    screen = console(terminal=False)
    with Bar(screen) as bar:
        bar.start(7)
        bar.step(3, 1234)
    assert drawn(screen).strip() == ""


def test_names_with_markup_are_shown_as_they_are() -> None:
    screen = console(terminal=False)
    with Outcomes() as outcomes:
        outcomes.add(Outcome("[red]a[/red].csv", "第 2 行", "", "failed", "[bold]坏[/bold]"))
        show(screen, Summary(files=1), outcomes)
    assert "[red]a[/red].csv 第 2 行：[bold]坏[/bold]" in drawn(screen)
