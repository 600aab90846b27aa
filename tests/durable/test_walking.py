"""A folder that cannot be read stops what would pass for whole without it."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from durable import walk
from durable.backup import bag
from durable.backup.project import Project
from plugins.releases import checkup, manifest


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("content/qinglan/media/a.png", "site/notice/a.html"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.fixture
def unreadable(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    real = os.scandir

    def scandir(path: str) -> object:
        if str(path).endswith(("/media", "/notice")):
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    return tree


def test_it_walks_as_the_standard_one_does(tree: Path) -> None:
    assert list(walk(tree)) == list(os.walk(tree))


def test_what_is_not_there_is_empty(tree: Path) -> None:
    assert list(walk(tree / "none")) == list(walk(tree / "site/notice/a.html")) == []


@pytest.mark.parametrize(
    "step",
    [
        lambda tree: list(walk(tree)),
        lambda tree: list(bag.files(tree, tree)),
        lambda tree: list(Project(tree).files()),
        manifest.measure,
        checkup.wrong_in,
    ],
    ids=["walk", "bag", "backup", "manifest", "checkup"],
)
def test_a_folder_that_cannot_be_read_is_not_passed_over(unreadable: Path, step: object) -> None:
    with pytest.raises(OSError, match="open files"):
        step(unreadable)


def test_the_standard_one_passes_it_over(unreadable: Path) -> None:
    assert not any("a.png" in names for _, _, names in os.walk(unreadable))
