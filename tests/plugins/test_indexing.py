"""The search program that a build begins ahead: asked or not, it is gone when the build is over."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from plugins import indexing
from plugins.release import Build, IndexFailed


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[str]]:
    """The processes that were begun."""
    found: list[subprocess.Popen[str]] = []
    real = indexing._ready

    def noted(former: Path, followed: int) -> subprocess.Popen[str]:
        found.append(real(former, followed))
        return found[-1]

    monkeypatch.setattr(indexing, "_ready", noted)
    return found


def test_a_build_that_never_asks_leaves_no_program(
    tmp_path: Path, begun: list[subprocess.Popen[str]]
) -> None:
    with indexing.begun(tmp_path):
        assert [one.poll() for one in begun] == [None]
    assert [one.returncode for one in begun] == [-9]


def test_a_program_that_ends_unasked_fails_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with indexing.begun(tmp_path) as make, pytest.raises(IndexFailed, match="没有建成检索索引"):
        make(Build(tmp_path / ".builds" / "b"))


def test_what_the_program_says_is_told(tmp_path: Path, begun: list[subprocess.Popen[str]]) -> None:
    build = Build(tmp_path / ".builds" / "b")
    build.folder.mkdir(parents=True)
    build.documents.write_text("{}\n", encoding="utf-8")
    with pytest.raises(IndexFailed, match=r"documents\.jsonl"):
        indexing.index(build)
    assert [one.returncode for one in begun] == [1]
