"""What a person sees of a run: how far it is, and the summary at its end."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from importers.outcomes import OUTCOMES, Outcomes
from importers.run import Summary
from running.progress import Progress

_SHOWN = 20  # so many failures are listed; the report has all


class Bar:
    """Files done of all, records and records a second, told to a progress."""

    def __init__(self, progress: Progress) -> None:
        """Tell *progress*."""
        self._progress = progress

    def start(self, files: int) -> None:
        """Say how many input files there are."""
        self._progress.begin("导入", "个文件", files)

    def step(self, files: int, records: int) -> None:
        """Say how many files and records are done."""
        self._progress.reach(files, f"{records:,} 条")


def as_json(summary: Summary, outcomes: Outcomes) -> dict[str, Any]:
    """What the run came to, for machines: files, records, how many had each outcome, accounts to register, doubles."""
    return {
        "ok": not outcomes.totals["failed"],
        "files": summary.files,
        "records": len(outcomes),
        "outcomes": {name: outcomes.totals[name] for name in OUTCOMES},
        "unknown": list(summary.unknown.values()),
        "doubles": summary.doubles,
    }


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
        line = f"{second} 与 {first} 是同一条（这次的导出同时写着两个编号），请核对后撤下其一（status: withdrawn）。"
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
