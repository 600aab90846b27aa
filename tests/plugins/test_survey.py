"""Reading notice files: every byte of them, and an error that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.notices.survey import payload_of


@pytest.mark.parametrize("size", [0, 1, (1 << 16) - 1, 1 << 16, (1 << 16) + 1, 200_000])
def test_every_byte_is_read(tmp_path: Path, size: int) -> None:
    payload = bytes(n % 251 for n in range(size))
    (tmp_path / "a.md").write_bytes(payload)
    assert payload_of(str(tmp_path / "a.md")) == payload


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.md"):
        payload_of(str(tmp_path / "none.md"))
