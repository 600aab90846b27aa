"""Profiles of this process and of its workers: kept in files that `pstats` reads, told in a table."""

from __future__ import annotations

import pstats
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from running.profiling import Profiling, profiled, told, work_profiled


def busy_here() -> int:
    return sum(range(1000))


def busy_there(count: int, *, by: int) -> int:
    return sum(range(count)) * by


def fails() -> None:
    raise ValueError("told on")


def test_main_and_workers_are_told_apart_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    with profiled(folder):
        busy_here()
        for count in (10, 20):
            assert work_profiled(folder, busy_there, count, by=2) == sum(range(count)) * 2
    text = told(folder)
    main, workers = text.split("工作进程（合计 2 批）")
    assert "busy_here" in main
    assert "busy_there" not in main
    assert "busy_there" in workers
    assert (folder / "profile.txt").read_text() == text
    assert sorted(path.name for path in folder.iterdir()) == ["main.prof", "profile.txt", "workers.prof"]
    assert pstats.Stats(str(folder / "workers.prof")).total_calls >= 2


def test_a_new_profile_replaces_the_former_one(tmp_path: Path) -> None:
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "old").touch()
    with profiled(tmp_path / "profile"):
        pass
    assert [path.name for path in (tmp_path / "profile").iterdir()] == ["main.prof"]


def test_without_a_folder_nothing_is_measured(tmp_path: Path) -> None:
    with profiled(None):
        busy_here()
    assert list(tmp_path.iterdir()) == []


def test_an_executor_profiles_what_it_is_given_and_passes_errors_on(tmp_path: Path) -> None:
    with Profiling(ThreadPoolExecutor(1), tmp_path) as executor:
        assert executor.submit(busy_there, 3, by=1).result() == 3
        with pytest.raises(ValueError, match="told on"):
            executor.submit(fails).result()
    assert len(list((tmp_path / "parts").iterdir())) == 2
