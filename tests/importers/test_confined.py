"""A step in a process of its own: what it yields comes back, and what it does to that process stays there."""

from __future__ import annotations

import itertools
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from importers import confined
from importers.confined import Ended, is_risky, stream

# The steps are callables of Python itself: the process finds them by name.


def pid() -> int:
    """The process that answers now."""
    (link,) = stream(0, map, os.readlink, ["/proc/self"])
    return int(link)


def test_results_come_back_in_order_by_the_same_process() -> None:
    assert list(stream(0, iter, range(1000))) == list(range(1000))
    assert list(stream(0, iter, [])) == []
    assert pid() == pid() != os.getpid()


@pytest.mark.parametrize(
    ("step", "arguments", "why"),
    [
        (map, (bytearray, (2 * confined.MEMORY,)), "内存超过 512 MB"),
        (map, (os._exit, (3,)), "解析程序中止（3）"),
        (map, (int, ("x",)), "解析程序中止（1）"),
    ],
)
def test_what_breaks_the_process_is_told_and_costs_only_this_step(
    step: type[map[object]], arguments: tuple[object, ...], why: str
) -> None:
    with pytest.raises(Ended, match=why):
        list(stream(0, step, *arguments))
    assert list(stream(0, iter, "next")) == list("next")


@pytest.mark.long
def test_a_step_that_spins_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "SECONDS", 0)
    started = time.process_time()
    with pytest.raises(Ended, match="用时超过上限"):
        list(stream(0, filter, None, itertools.repeat(0)))
    assert time.process_time() - started < 1  # here nobody spun
    assert list(stream(0, iter, "ab")) == ["a", "b"]


@pytest.mark.long
def test_time_is_counted_for_each_step_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "SECONDS", 1)
    count = itertools.repeat(0, 12_000_000)
    assert [list(stream(0, filter, None, count)) for _ in range(4)] == [[]] * 4


def test_what_came_before_the_end_is_not_lost() -> None:
    step = stream(0, map, bytearray, [1] * 32 + [2 * confined.MEMORY])
    assert list(itertools.islice(step, 32)) == [bytearray(1)] * 32
    with pytest.raises(Ended):
        next(step)


def test_a_step_left_in_the_middle_gives_way_to_the_next() -> None:
    left = stream(0, itertools.count)
    assert next(left) == 0
    assert list(stream(0, iter, "ab")) == ["a", "b"]


def test_a_process_that_somebody_killed_gives_way_to_another() -> None:
    other = pid()
    os.kill(other, signal.SIGKILL)
    time.sleep(0.2)
    assert pid() != other


def test_threads_have_a_process_each() -> None:
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(pid).result() != pid()
        threads.submit(lambda: confined._mine.process.end()).result()


def test_what_is_printed_is_no_answer() -> None:
    assert list(stream(0, map, print, ["x"])) == [None]


@pytest.mark.parametrize(
    ("head", "risky"),
    [
        (b"PK\x03\x04", True),
        (b"SQLite format 3\0", True),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", True),
        (b"<html>", False),
        (b"", False),
    ],
)
def test_which_files_are_risky(tmp_path: Path, head: bytes, *, risky: bool) -> None:
    path = tmp_path / "a"
    path.write_bytes(head)
    assert is_risky(path) is risky
    assert not is_risky(tmp_path / "none")
