"""What a long run came to: a closing table for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from unicodedata import east_asian_width

from running import memory
from running.lines import LEAST, duration, size
from running.phases import phases_json
from running.progress import Phase

_HEADINGS = ("阶段", "数量", "用时", "每秒", "内存")
_GAP = "  "


def table(phases: Iterable[Phase], totals: Mapping[str, int] | None = None) -> str:
    """What was done in each of *phases*, how fast and with how much memory, then the *totals* by name."""
    rows: list[Sequence[str]] = [_HEADINGS]
    told = list(phases)
    for one in told:
        if one.seconds >= LEAST or one.done:
            counted = f"{one.done:,} {one.unit}" if one.unit else ""
            rate = f"{one.rate:,.0f}" if one.unit and one.done and one.seconds >= LEAST else ""
            used = size(one.bytes) if one.bytes else ""
            rows.append((one.name, counted, duration(one.seconds), rate, used))
    own, children = memory.peaks()
    whole = duration(sum(one.seconds for one in told))
    rows.append(("合计", "", whole, "", f"主 {size(own)}，工作 {size(children)}"))
    sums = "，".join(f"{name} {count:,}" for name, count in (totals or {}).items())
    return "\n".join([*_aligned(rows), *([sums] if sums else [])])


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line a row, the first column flush left and the others flush right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for name, *values in rows:
        cells = [name + " " * (widths[0] - _width(name))]
        cells += [" " * (width - _width(one)) + one for one, width in zip(values, widths[1:], strict=True)]
        lines.append(_GAP.join(cells))
    return lines


def _width(text: str) -> int:
    """How many columns of a terminal *text* takes: Chinese characters take two (Unicode Standard Annex 11)."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


__all__ = ["phases_json", "table"]
