"""What a long run came to: a closing table for people, the same as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table

from running import memory
from running.lines import duration, size
from running.phases import phases_json
from running.progress import Phase

_LEAST = 0.05  # seconds: shorter phases say nothing in a table


def show_phases(console: Console, phases: Iterable[Phase], totals: Mapping[str, int] | None = None) -> None:
    """Print what was done in each of *phases*, how fast and with how much memory, then the *totals* by name."""
    table = Table("阶段", box=None, pad_edge=False)
    for name in ("数量", "用时", "每秒", "内存"):
        table.add_column(name, justify="right")
    told = list(phases)
    for one in told:
        if one.seconds >= _LEAST or one.done:
            counted = f"{one.done:,} {one.unit}" if one.unit else ""
            rate = f"{one.rate:,.0f}" if one.unit and one.done and one.seconds >= _LEAST else ""
            used = size(one.bytes) if one.bytes else ""
            table.add_row(one.name, counted, duration(one.seconds), rate, used)
    own, children = memory.peaks()
    sums = "，".join(f"{name} {count:,}" for name, count in (totals or {}).items())
    table.add_row(
        "合计", "", duration(sum(one.seconds for one in told)), "", f"主 {size(own)}，工作 {size(children)}"
    )
    console.print(table)
    if sums:
        console.print(sums, highlight=False)


__all__ = ["phases_json", "show_phases"]
