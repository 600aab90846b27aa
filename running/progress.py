"""How far a long run is: phase after phase, told to a screen and kept for the closing table."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from running import memory

_Value = TypeVar("_Value")

PAUSE = 0.2  # seconds between two looks of the screen
WEIGHED = 1.0  # seconds between two looks at memory, which cost milliseconds: the kernel counts every page
"""Seconds between two looks at the screen: nobody reads faster, and each costs a little."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a run: *done* of *total* (None: not known) things called *unit*, in *seconds*, with *bytes* of memory.

    *unit* is empty where nothing is counted. *bytes* is the most that was seen of this process and its workers;
    *note* is what else people like to know of it.
    """

    name: str
    unit: str = ""
    total: int | None = None
    done: int = 0
    seconds: float = 0.0
    bytes: int = 0
    note: str = ""

    @property
    def rate(self) -> float:
        """Things a second so far."""
        return self.done / self.seconds if self.seconds else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take at this rate; None where that cannot be said."""
        return (
            None
            if self.total is None or not self.done
            else self.seconds * (self.total - self.done) / self.done
        )


class Screen(Protocol):
    """Who is told of phases."""

    def show(self, phase: Phase) -> None:
        """Hear how far *phase* is; several times a second."""
        ...

    def end(self, phase: Phase) -> None:
        """Hear that *phase* is over."""
        ...

    def close(self) -> None:
        """Hear that the run is over, whether it went well or not."""
        ...


class Silent:
    """A screen that shows nothing."""

    def show(self, phase: Phase) -> None:
        """Let it pass."""

    def end(self, phase: Phase) -> None:
        """Let it pass."""

    def close(self) -> None:
        """Let it pass."""


class Progress:
    """The phases of a run. One begins when the one before ends; what is advanced belongs to the present one."""

    def __init__(
        self,
        screen: Screen,
        clock: Callable[[], float] = time.monotonic,
        measure: Callable[[], int] = memory.in_use,
    ) -> None:
        """Tell *screen*; *clock* gives seconds, *measure* the bytes in use."""
        self.phases: list[Phase] = []
        self._screen, self._clock, self._measure = screen, clock, measure
        self._now: Phase | None = None
        self._began = self._shown = 0.0
        self._weighed = -WEIGHED
        self._bytes = 0
        self._passed = 0

    def begin(self, name: str, unit: str = "", total: int | None = None) -> None:
        """End the present phase and begin the phase *name*."""
        self.end()
        self._began = self._clock()
        self._now = Phase(name, unit, total)
        self._look()

    def expect(self, total: int) -> None:
        """Say that the present phase has *total* things to do."""
        if self._now is not None:
            self._now = replace(self._now, total=total)

    def advance(self, count: int = 1) -> None:
        """Say that *count* more things of the present phase are done."""
        if self._now is not None:
            self._now = replace(self._now, done=self._now.done + count + self._passed)
            self._passed = 0
            if self._clock() - self._shown >= PAUSE:
                self._look()

    def reach(self, done: int, note: str = "") -> None:
        """Say that so many things of the present phase are done, and what else there is to know."""
        if self._now is not None:
            self._now = replace(self._now, note=note)
            self.advance(done - self._now.done - self._passed)

    def each(self, values: Iterable[_Value]) -> Iterator[_Value]:
        """*values*, each advancing the present phase once it is done with."""
        for value in values:
            yield value
            # Told together: a hundred thousand things, each told of, would cost half a second.
            self._passed += 1
            if self._clock() - self._shown >= PAUSE:
                self.advance(0)

    def end(self) -> None:
        """End the present phase, where there is one."""
        if self._now is not None:
            self._now = replace(self._now, done=self._now.done + self._passed)
            self._passed = 0
            self._look()
            self.phases.append(self._now)
            self._screen.end(self._now)
            self._now = None

    def close(self) -> None:
        """End the present phase and the run."""
        self.end()
        self._screen.close()

    def _look(self) -> None:
        assert self._now is not None
        self._shown = self._clock()
        if self._shown - self._weighed >= WEIGHED:
            self._bytes, self._weighed = self._measure(), self._shown
        used = max(self._now.bytes, self._bytes)
        self._now = replace(self._now, seconds=self._shown - self._began, bytes=used)
        self._screen.show(self._now)


def silent() -> Progress:
    """Progress that nobody is told of."""
    return Progress(Silent())
