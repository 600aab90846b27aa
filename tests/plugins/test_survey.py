"""Reading notice files: every byte of them, and an error that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.notices.survey import listing, payload_of, survey


@pytest.mark.parametrize("size", [0, 1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 200_000])
def test_every_byte_is_read(tmp_path: Path, size: int) -> None:
    payload = bytes(n % 251 for n in range(size))
    (tmp_path / "a.md").write_bytes(payload)
    assert payload_of(str(tmp_path / "a.md")) == payload


def test_of_a_file_that_is_too_large_little_is_read(tmp_path: Path) -> None:
    """It is a hole of 100 GB."""
    (tmp_path / "shi").mkdir()
    with (tmp_path / "shi" / "a.md").open("wb") as stream:
        stream.truncate(100 << 30)
    found = survey(tmp_path, listing(tmp_path))
    assert [(one.path, one.rule) for one in found.problems] == [("shi/a.md", "body-long")]
    assert found.seen == ()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.md"):
        payload_of(str(tmp_path / "none.md"))
