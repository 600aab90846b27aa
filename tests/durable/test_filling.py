"""Filling a new folder: whole files, no name twice, no link followed; and splicing long files out of pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from durable import fill, fill_copy, fill_link, fill_links, settle, splice


@pytest.mark.parametrize(
    "content", ["公示", b"\x00\xff", "", b"x" * 3_000_000], ids=["text", "bytes", "empty", "long"]
)
def test_fill_writes_all_and_makes_folders(tmp_path: Path, content: bytes | str) -> None:
    fill(tmp_path / "a/b/c", content)
    settle()
    expected = content.encode() if isinstance(content, str) else content
    assert (tmp_path / "a/b/c").read_bytes() == expected


def test_a_name_is_given_once(tmp_path: Path) -> None:
    fill(tmp_path / "a", "first")
    source = tmp_path / "source"
    source.write_bytes(b"second")
    for attempt in (
        lambda: fill(tmp_path / "a", "second"),
        lambda: fill_copy(source, tmp_path / "a"),
        lambda: fill_link(source, tmp_path / "a"),
        lambda: splice(tmp_path / "a", [(source, 0, 6)]),
    ):
        with pytest.raises(FileExistsError):
            attempt()
    assert (tmp_path / "a").read_bytes() == b"first"


def test_a_symbolic_link_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "link").symlink_to("secret")
    with pytest.raises(OSError, match="link"):
        fill_copy(tmp_path / "link", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_copy_and_link_have_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"bytes" * 1_000_000)
    fill_copy(tmp_path / "source", tmp_path / "a/copy")
    fill_link(tmp_path / "source", tmp_path / "b/link")
    assert (tmp_path / "a/copy").read_bytes() == (tmp_path / "b/link").read_bytes() == b"bytes" * 1_000_000
    assert (tmp_path / "b/link").stat().st_ino == (tmp_path / "source").stat().st_ino


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 50), st.integers(0, 50)), max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_splice_is_its_pieces(tmp_path: Path, wanted: list[tuple[int, int, int]]) -> None:
    sources = [tmp_path / "0", tmp_path / "1"]
    for number, path in enumerate(sources):
        path.write_bytes(bytes(range(number * 100, number * 100 + 100)))
    (tmp_path / "whole").unlink(missing_ok=True)
    splice(tmp_path / "whole", [(sources[number], start, length) for number, start, length in wanted])
    expected = b"".join(
        sources[number].read_bytes()[start : start + length] for number, start, length in wanted
    )
    assert (tmp_path / "whole").read_bytes() == expected


def test_a_piece_beyond_its_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(b"abc")
    with pytest.raises(EOFError, match="beyond"):
        splice(tmp_path / "whole", [(tmp_path / "short", 1, 3)])


def test_a_tree_of_links_shares_every_file_and_no_folder(tmp_path: Path) -> None:
    for name in ("a.txt", "in/b.txt", "in/deeper/c.txt"):
        fill(tmp_path / "one" / name, name)
    (tmp_path / "one/empty").mkdir()
    fill_links(tmp_path / "one", tmp_path / "two")
    for path in (tmp_path / "one").rglob("*"):
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.is_dir() != (twin.stat().st_ino == path.stat().st_ino)
        assert twin.is_dir() == path.is_dir()
    with pytest.raises(FileExistsError):
        fill_links(tmp_path / "one", tmp_path / "two")
