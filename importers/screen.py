"""What a person sees of a run: a progress bar on a terminal, and the summary at its end."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from importers.outcomes import OUTCOMES, Outcomes
from importers.run import Summary

_SHOWN = 20  # so many failures are listed; the report has all


class Bar:
    """Files done of all, records, records a second and time left, on *console*; nothing where that is no terminal."""

    def __init__(self, console: Console) -> None:
        """Prepare the bar."""
        self._progress = Progress(
            TextColumn("导入"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("个文件 · {task.fields[records]} 条 · {task.fields[rate]} 条/秒 · 剩余"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task: TaskID | None = None

    def __enter__(self) -> Bar:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def start(self, files: int) -> None:
        """Say how many input files there are."""
        self._task = self._progress.add_task("", total=files, records=0, rate=0)

    def step(self, files: int, records: int) -> None:
        """Say how many files and records are done."""
        assert self._task is not None
        elapsed = self._progress.tasks[0].elapsed or 0
        rate = round(records / elapsed) if elapsed else 0
        self._progress.update(self._task, completed=files, records=records, rate=rate)


def show(console: Console, summary: Summary, outcomes: Outcomes) -> None:
    """Print the totals, the accounts to register, and the first failures."""
    console.print(f"共 {summary.files} 个文件，{len(outcomes)} 条记录")
    table = Table()
    table.add_column("结果")
    table.add_column("条数", justify="right")
    for name, label in OUTCOMES.items():
        table.add_row(label, str(outcomes.totals[name]))
    console.print(table)
    for message in summary.unknown.values():
        console.print(Text(message), soft_wrap=True)
    for second, first in summary.doubles.items():
        line = f"{second} 与 {first} 是同一条（这次的导出同时写着两个编号），请核对后删去其一。"
        console.print(Text(line), soft_wrap=True)
    if outcomes.totals["failed"]:
        _show_failures(console, outcomes, set(summary.unknown.values()))


def _show_failures(console: Console, outcomes: Outcomes, told: set[str]) -> None:
    failed = (one for one in outcomes if one.outcome == "failed" and one.reason not in told)
    for number, one in enumerate(failed):
        if number == _SHOWN:
            console.print("……其余见导入报告（--report）。")
            return
        console.print(
            Text(f"{one.input}{' ' if one.position else ''}{one.position}：{one.reason}"), soft_wrap=True
        )
