"""The computing time of an answer: checked in loops, in any thread, the inner limit never longer than the outer."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from search import deadline


def busy(seconds: float) -> int:
    """Compute until told to stop."""
    with deadline.limited(seconds):
        return sum(deadline.each(count()))


def test_a_loop_without_end_ends() -> None:
    started = time.thread_time()
    with pytest.raises(deadline.OutOfTime):
        busy(0.05)
    assert 0.04 < time.thread_time() - started < 0.2


def test_it_ends_in_other_threads_too() -> None:
    with ThreadPoolExecutor(3) as pool:
        for found in [pool.submit(busy, 0.02) for _ in range(6)]:
            with pytest.raises(deadline.OutOfTime):
                found.result()


def test_waiting_costs_nothing() -> None:
    with deadline.limited(0.02):
        time.sleep(0.05)
        deadline.check()


def test_without_a_limit_nothing_ends() -> None:
    deadline.check()
    assert list(deadline.each(range(1000))) == list(range(1000))


def test_an_inner_limit_is_no_way_out() -> None:
    with deadline.limited(0.0), pytest.raises(deadline.OutOfTime), deadline.limited(10.0):
        deadline.check()
    deadline.check()
