"""A spare becomes the next site by what changed since; one that cannot is not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from durable import fill
from plugins import spares
from plugins.notices.changes import Changes


def build(builds: Path, name: str, files: dict[str, str], made: Changes | None = None) -> Path:
    """A build of these *files*, which left the note *made*."""
    for path, text in files.items():
        fill(builds / name / "site" / path, text)
    (made or Changes(tuple(files), (), None)).note(builds / name)
    fill(builds / name / "memory.sqlite", "")
    return builds / name


def site(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def chain(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A whole build, and two amended ones after it."""
    first = build(tmp_path, "1", {"a": "1", "in/b": "1", "gone": "1"})
    one = Changes(("a",), ("gone",), None, 1, (), "1")
    second = build(tmp_path, "2", {"a": "2", "in/b": "1"}, one)
    two = Changes(("in/new",), (), None, 2, ("m.png",), "2")
    return first, second, build(tmp_path, "3", {"a": "2", "in/b": "1", "in/new": "3", "m.png": "3"}, two)


def test_an_old_build_is_brought_up_to_date(chain: tuple[Path, Path, Path]) -> None:
    first, _, third = chain
    spares.keep(first, third)
    assert not first.exists()
    assert len(spares.found(third.parent)) == 1
    spares.take(third, third.with_name("4"))
    assert site(third.with_name("4")) == site(third / "site")
    assert spares.found(third.parent) == []


def test_without_one_all_is_linked(chain: tuple[Path, Path, Path]) -> None:
    third = chain[2]
    spares.take(third, third.with_name("4"))
    assert site(third.with_name("4")) == site(third / "site")
    assert third.with_name("4").joinpath("a").stat().st_ino == third.joinpath("site/a").stat().st_ino


def test_a_build_that_no_changes_lead_from_is_removed(chain: tuple[Path, Path, Path]) -> None:
    first, second, third = chain
    spares.keep(third, first)
    assert not third.exists()
    assert spares.found(first.parent) == []
    assert second.is_dir()


def test_what_a_crash_left_is_tidied_away(chain: tuple[Path, Path, Path]) -> None:
    third = chain[2]
    spares.renew(third)
    (third.parent / "spare-0/site").mkdir(parents=True)
    spares.tidy(third)
    assert len(spares.found(third.parent)) == spares.MOST
    assert not (third.parent / "spare-0").exists()


def test_what_is_changed_in_the_new_site_stays_in_the_old_one(chain: tuple[Path, Path, Path]) -> None:
    third = chain[2]
    spares.renew(third)
    spares.take(third, third.with_name("4"))
    spares.refresh(third / "none", third.with_name("4") / "a")
    assert "a" not in site(third.with_name("4"))
    assert site(third / "site")["a"] == "2"
