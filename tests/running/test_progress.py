"""Phases follow one another, count, and say what is left; whatever the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from running.progress import PAUSE, Phase, Progress, silent


@dataclass
class Recorder:
    """A screen that remembers, with a clock that the test moves."""

    now: float = 100.0
    used: int = 5
    shown: list[Phase] = field(default_factory=list)
    ended: list[Phase] = field(default_factory=list)
    closed: int = 0

    def show(self, phase: Phase) -> None:
        self.shown.append(phase)

    def end(self, phase: Phase) -> None:
        self.ended.append(phase)

    def close(self) -> None:
        self.closed += 1

    def progress(self) -> Progress:
        return Progress(self, lambda: self.now, lambda: self.used)


def test_a_phase_ends_when_the_next_begins() -> None:
    recorder = Recorder()
    progress = recorder.progress()
    progress.begin("读", "件", 10)
    recorder.now += 2
    progress.advance(4)
    progress.begin("写")
    recorder.now += 1
    progress.close()
    read, write = progress.phases
    assert (read.name, read.unit, read.total, read.done, read.seconds) == ("读", "件", 10, 4, 2.0)
    assert (write.name, write.total, write.seconds) == ("写", None, 1.0)
    assert recorder.ended == progress.phases
    assert recorder.closed == 1


def test_rate_and_time_left() -> None:
    phase = Phase("读", "件", total=10, done=4, seconds=2.0)
    assert (phase.rate, phase.left) == (2.0, 3.0)
    assert Phase("读").left is None
    assert Phase("读", total=10).left is None
    assert Phase("读", done=4).rate == 0.0


def test_the_most_memory_is_kept() -> None:
    recorder = Recorder(used=50)
    progress = recorder.progress()
    progress.begin("读")
    recorder.used = 7
    progress.end()
    assert progress.phases[0].bytes == 50


def test_the_screen_is_not_flooded() -> None:
    recorder = Recorder()
    progress = recorder.progress()
    progress.begin("读", "件", 1000)
    for _ in range(1000):
        recorder.now += PAUSE / 100
        progress.advance()
    assert 5 <= len(recorder.shown) <= 15
    progress.end()
    assert recorder.shown[-1].done == 1000


@given(st.lists(st.integers(0, 50), max_size=30))
def test_what_is_advanced_is_what_is_done(counts: list[int]) -> None:
    progress = Recorder().progress()
    progress.begin("读", "件")
    for count in counts:
        progress.advance(count)
    progress.end()
    assert progress.phases[0].done == sum(counts)


def test_reaching_is_advancing_to_a_number() -> None:
    recorder = Recorder()
    progress = recorder.progress()
    progress.begin("读", "件")
    progress.reach(3)
    progress.reach(8, "三处")
    progress.end()
    assert (progress.phases[0].done, progress.phases[0].note) == (8, "三处")


def test_things_passed_on_count_when_they_are_done_with() -> None:
    progress = silent()
    progress.begin("读", "件")

    def stops() -> Iterator[int]:
        yield from progress.each([1, 2, 3])

    values = stops()
    assert [next(values), next(values)] == [1, 2]
    progress.end()
    assert progress.phases[0].done == 1


def test_outside_of_a_phase_nothing_happens() -> None:
    progress = silent()
    progress.advance()
    progress.expect(3)
    progress.reach(2)
    progress.close()
    assert progress.phases == []
