"""A screen for a program that works for another one: it writes `12/100` lines, which the other shows in its own way."""

from __future__ import annotations

from typing import TextIO

from running.progress import Phase


class Counts:
    """Writes how many of how many things are done, each time on a line of its own."""

    def __init__(self, stream: TextIO) -> None:
        """Write to *stream*."""
        self._stream = stream

    def show(self, phase: Phase) -> None:
        """Write how far *phase* is, where that is known."""
        if phase.total is not None:
            print(f"{phase.done}/{phase.total}", file=self._stream, flush=True)

    def end(self, phase: Phase) -> None:
        """Write nothing more."""

    def close(self) -> None:
        """Write nothing more."""
