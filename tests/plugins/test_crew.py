"""Work shared among processes: results in order, errors told, and any executor may stand in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.notices import crew
from plugins.notices.crew import Crew, Means, WorkerLost, batched
from running.progress import Progress, Silent


def double(batch: tuple[int, ...]) -> list[int]:
    return [2 * number for number in batch]


def where(batch: tuple[int, ...]) -> int:
    return os.getpid()


def fail(batch: tuple[int, ...]) -> None:
    raise ValueError(f"第 {batch[0]} 批")


@given(st.lists(st.integers(), max_size=30), st.integers(1, 7))
def test_batches_hold_every_value_in_order(values: list[int], size: int) -> None:
    batches = list(batched(values, size))
    assert [one for batch in batches for one in batch] == values
    assert all(len(batch) == size for batch in batches[:-1])


@pytest.mark.parametrize("workers", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_results_come_in_order(workers: int, count: int) -> None:
    batches = list(batched(range(count), 3))
    assert list(Crew(workers).run(double, batches)) == [double(batch) for batch in batches]


def test_batches_are_asked_for_by_the_wave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_WAVE", 3)
    asked: list[int] = []

    def source() -> Iterator[tuple[int, ...]]:
        for number in range(7):
            asked.append(number)
            yield (number,)

    class Hearing(Progress):
        """What is left is told when it is known."""

        def expect(self, total: int) -> None:
            heard.append((len(asked), total))

    heard: list[tuple[int, int]] = []
    crew_of_two = Crew(2, Means(progress=Hearing(Silent())))
    ahead = [(len(asked), result) for result in crew_of_two.run(double, source())]
    assert heard == [(7, 7)]
    assert [result for _, result in ahead] == [[2 * number] for number in range(7)]
    assert [number for number, _ in ahead] == [3, 3, 3, 6, 6, 6, 7]


def test_one_batch_needs_no_process_and_many_get_some() -> None:
    assert list(Crew(2).run(where, [(1,)])) == [os.getpid()]
    assert os.getpid() not in set(Crew(2).run(where, [(n,) for n in range(8)]))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_worker_is_told(workers: int) -> None:
    with pytest.raises(ValueError, match="第 0 批"):
        list(Crew(workers).run(fail, [(0,), (1,)]))


def test_any_executor_may_stand_in() -> None:
    with ThreadPoolExecutor(2) as executor:
        assert list(Crew(1, Means(executor)).run(double, [(1,), (2, 3)])) == [[2], [4, 6]]


def stop(batch: tuple[int, ...]) -> None:
    os._exit(9)


def test_a_killed_worker_is_an_error_and_no_hang() -> None:
    with pytest.raises(WorkerLost, match="WORKERS"):
        list(Crew(2).run(stop, [(0,), (1,)]))
