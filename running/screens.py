"""Screens: a live bar on a terminal, plain lines where there is none."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from running.lines import LEAST, Lines, described, duration
from running.progress import Phase, Screen, Silent


class Terminal:
    """A bar for the present phase, gone when it ends; a line stays."""

    def __init__(self, console: Console) -> None:
        """Draw on *console*."""
        columns = (BarColumn(bar_width=24), TextColumn("{task.description}"))
        self._console = console
        # Drawn when told, not by a thread of its own: processes are forked meanwhile.
        self._bar = Bar(*columns, console=console, transient=True, auto_refresh=False)
        self._task = self._bar.add_task("", total=None)

    def show(self, phase: Phase) -> None:
        """Draw *phase* as it is."""
        if not self._bar.live.is_started:
            self._bar.start()
        self._bar.update(self._task, description=described(phase), total=phase.total, completed=phase.done)
        self._bar.refresh()

    def end(self, phase: Phase) -> None:
        """Leave a line about *phase*, and no bar, so that others may write."""
        self._bar.stop()
        if phase.done or phase.seconds >= LEAST:
            self._console.print(
                f"{described(phase)} · 用时 {duration(phase.seconds)}",
                style="dim",
                markup=False,
                highlight=False,
            )

    def close(self) -> None:
        """Leave no bar."""
        self._bar.stop()


def on_standard_error() -> Screen:
    """The screen that suits standard error."""
    return screen(Console(stderr=True, highlight=False))


def screen(console: Console, quiet: bool = False) -> Screen:
    """The screen that suits *console*; *quiet*: none."""
    if quiet:
        return Silent()
    if console.is_terminal:
        return Terminal(console)
    return Lines(lambda line: console.print(line, soft_wrap=True, markup=False, highlight=False))
