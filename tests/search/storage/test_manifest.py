"""What the manifest of an index vouches for, and which of it need not be read twice."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search.engine import IndexDamaged
from search.schema import Document
from search.storage import generation, manifest


@pytest.fixture
def place(documents: list[Document], tmp_path: Path) -> Path:
    generation.build(documents, tmp_path / "index")
    return tmp_path / "index"


def flip(path: Path) -> None:
    """Change the last byte of *path*, as a bad disk does: the time stays."""
    status, former = path.stat(), path.read_bytes()
    path.write_bytes(former[:-1] + bytes([former[-1] ^ 1]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def some_file(place: Path) -> Path:
    return sorted(path for path in place.rglob("*") if path.is_file())[-1]


def test_a_checked_file_is_not_read_again(place: Path) -> None:
    checked = manifest.verify(place)
    flip(some_file(place))
    assert manifest.verify(place, checked) == checked
    with pytest.raises(IndexDamaged, match="与校验清单不符"):
        manifest.verify(place)


def test_a_checked_file_that_was_written_to_is_read_again(place: Path) -> None:
    checked = manifest.verify(place)
    path = some_file(place)
    flip(path)
    os.utime(path)
    with pytest.raises(IndexDamaged, match="与校验清单不符"):
        manifest.verify(place, checked)


def test_a_checked_file_in_another_place_is_another_file(
    place: Path, documents: list[Document], tmp_path: Path
) -> None:
    checked = manifest.verify(place)
    generation.build(documents, tmp_path / "other")
    flip(some_file(tmp_path / "other"))
    with pytest.raises(IndexDamaged, match="与校验清单不符"):
        manifest.verify(tmp_path / "other", checked)
