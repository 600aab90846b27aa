"""Parts of a file as readers ask for them (RFC 9110, 14)."""

from __future__ import annotations

from pathlib import Path

import pytest

from search import files


@pytest.fixture
def ten(tmp_path: Path) -> files.StaticFile:
    (tmp_path / "ten.mp4").write_bytes(b"0123456789")
    found = files.find(tmp_path, "/ten.mp4")
    assert found
    return found


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bytes=0-3", b"0123"),
        ("bytes=4-", b"456789"),
        ("bytes=-3", b"789"),
        ("bytes=-99", b"0123456789"),
        ("bytes=8-99", b"89"),
        ("bytes = 0-0", b"0"),
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=3-1", None),
        ("bytes=0-1,3-4", None),
        ("bytes=a-b", None),
        ("bytes=1e3-", None),
        ("lines=0-3", None),
        ("bytes=٣-", None),
        ("bytes=" + "9" * 50 + "-", None),
    ],
)
def test_parts(ten: files.StaticFile, asked: str, expected: bytes | None) -> None:
    part = ten.part(asked, "")
    assert (b"".join(part.blocks()) if part else None) == expected


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=99-100", "bytes=-0", "bytes=" + "9" * 18 + "-"])
def test_parts_that_are_not_there(ten: files.StaticFile, asked: str) -> None:
    with pytest.raises(files.NoSuchStretch, match="10 字节"):
        ten.part(asked, "")


def test_a_part_of_something_else_is_the_whole(ten: files.StaticFile) -> None:
    assert ten.part("bytes=0-3", ten.etag)
    assert ten.part("bytes=0-3", ten.last_modified)
    assert ten.part("bytes=0-3", '"other"') is None
