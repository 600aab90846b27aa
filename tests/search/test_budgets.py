"""Computing time a reader: it runs out, comes back, and is nobody else's."""

from __future__ import annotations

import pytest

from search import budgets
from search.budgets import Allowance, Budgets


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_runs_out_and_fills_up_again() -> None:
    clock = Clock()
    left = Budgets(Allowance(2.0, 0.5), clock)
    assert left.wait("a") == 0
    left.charge("a", 1.5)
    assert left.wait("a") == 0
    left.charge("a", 1.5)
    assert left.wait("a") == pytest.approx(2.0)
    assert left.wait("b") == 0
    clock.now += 1.9
    assert left.wait("a") == pytest.approx(0.1)
    clock.now += 0.2
    assert left.wait("a") == 0


def test_a_budget_never_grows_over_its_measure() -> None:
    clock = Clock()
    left = Budgets(Allowance(1.0, 1.0), clock)
    left.charge("a", 0.1)
    clock.now += 1000
    left.charge("a", 2.0)
    assert left.wait("a") == pytest.approx(1.0)


def test_nobody_is_never_out_of_budget() -> None:
    left = Budgets(Allowance(1.0, 1.0), Clock())
    left.charge("", 1000)
    assert left.wait("") == 0


def test_however_many_readers_come_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "_MOST_READERS", 100)
    left = Budgets(Allowance(1.0, 0.0001), Clock())
    for number in range(1000):
        left.charge("attacker", 2)
        left.charge(str(number), 2)
    assert len(left._left) == 100
    assert left.wait("attacker") > 0  # who keeps asking is not forgotten
