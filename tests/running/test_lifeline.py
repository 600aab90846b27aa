"""Forked workers work, hold no end of the pipe that they follow, and end with the block."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from running.lifeline import forked, held

ROOT = Path(__file__).resolve().parents[2]
FOLLOWER = "import sys, time; from running.lifeline import follow; follow(int(sys.argv[1])); time.sleep(60)"


def test_forked_workers_are_other_processes() -> None:
    with forked(2) as pool:
        assert os.getpid() not in set(pool.map(_number, range(4)))
        assert list(pool.map(abs, [-1, -2])) == [1, 2]


def _number(_: int) -> int:
    return os.getpid()


def test_a_worker_that_dies_is_told() -> None:
    with forked(1) as pool, pytest.raises(BrokenExecutor):
        pool.submit(os._exit, 3).result()


def test_no_descriptor_stays_open() -> None:
    with held() as pipe:
        assert all(map(os.fstat, pipe))
    for descriptor in pipe:
        with pytest.raises(OSError, match="Bad file"):
            os.fstat(descriptor)


def test_who_follows_ends_with_the_block_and_not_before() -> None:
    with held() as (followed, _):
        child = subprocess.Popen(
            [sys.executable, "-c", FOLLOWER, str(followed)], pass_fds=[followed], cwd=ROOT
        )
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.3)
    assert child.wait(10) == 1
