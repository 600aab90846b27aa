"""Plain lines about a run, for logs and wherever there is no terminal; nothing here needs a library."""

from __future__ import annotations

from collections.abc import Callable

from running.progress import Phase

EVERY = 10.0
"""Seconds between two plain lines about one phase: a log of an hour has 360 of them."""

LEAST = 0.05  # seconds: of a phase that counted nothing and took no time nothing is said


class Lines:
    """A line when a phase ends, and every ten seconds while it lasts."""

    def __init__(self, write: Callable[[str], None]) -> None:
        """Give each line to *write*."""
        self._write = write
        self._last = 0.0

    def show(self, phase: Phase) -> None:
        """Write a line when the last one is ten seconds old."""
        if phase.seconds < self._last:
            self._last = 0.0
        if phase.seconds - self._last >= EVERY:
            self._last = phase.seconds
            self._write(described(phase))

    def end(self, phase: Phase) -> None:
        """Write what the phase came to."""
        self._last = 0.0
        if phase.done or phase.seconds >= LEAST:
            self._write(f"{described(phase)} · 用时 {duration(phase.seconds)}")

    def close(self) -> None:
        """Nothing is open."""


def described(phase: Phase) -> str:
    """*phase* in a line: how much is done, how fast, how long it will take, how much memory is in use."""
    ended = phase.total is not None and phase.done >= phase.total
    parts = [phase.name]
    if phase.unit and (phase.done or phase.total):
        of = "" if phase.total is None or ended else f"/{phase.total:,}"
        parts.append(f"{phase.done:,}{of} {phase.unit}")
        if phase.seconds >= 1:
            parts.append(f"{phase.rate:,.0f} {phase.unit}/秒")
    if phase.note:
        parts.append(phase.note)
    if phase.left and not ended:
        parts.append(f"剩余 {duration(phase.left)}")
    if phase.bytes:
        parts.append(f"内存 {size(phase.bytes)}")
    return " · ".join(parts)


def duration(seconds: float) -> str:
    """*seconds* as people say it."""
    if seconds < 60:
        return f"{seconds:.1f} 秒"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分 {rest} 秒"


def size(count: int) -> str:
    """*count* bytes as people say it."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
