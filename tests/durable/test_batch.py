"""Batches, spools and the sweep: order of names, nothing half, nothing left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from durable import Batch, Spool, atomic_write, batch, sweep, write_blocks


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_nothing_has_its_name_before_the_commit(tmp_path: Path) -> None:
    staged = Batch()
    staged.write(tmp_path / "a" / "1", "一")
    staged.write(tmp_path / "b" / "2", b"\xff")
    assert not (tmp_path / "a" / "1").exists()
    assert (len(staged), staged.size, tmp_path / "a" / "1" in staged, tmp_path / "c" in staged) == (
        2,
        4,
        True,
        False,
    )
    staged.commit()
    assert names(tmp_path) == ["a/1", "b/2"]
    assert (tmp_path / "a" / "1").read_text(encoding="utf-8") == "一"
    assert (len(staged), staged.size) == (0, 0)


def test_staging_a_path_again_replaces_it(tmp_path: Path) -> None:
    with batch() as staged:
        staged.write(tmp_path / "a", "1")
        staged.write(tmp_path / "a", "2")
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text(encoding="utf-8") == "2"


def test_a_copy_is_staged_with_its_bytes(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)) * 9_000)
    with batch() as staged:
        staged.copy(source, tmp_path / "deep" / "copy")
    assert (tmp_path / "deep" / "copy").read_bytes() == source.read_bytes()


def test_a_block_that_ends_badly_leaves_nothing(tmp_path: Path) -> None:
    atomic_write(tmp_path / "a", "former")

    def spoil() -> None:
        with batch() as staged:
            staged.write(tmp_path / "a", "new")
            raise ValueError("stop")

    with pytest.raises(ValueError, match="stop"):
        spoil()
    assert names(tmp_path) == ["a"]
    assert (tmp_path / "a").read_text(encoding="utf-8") == "former"


@pytest.mark.parametrize("step", range(1, 11))
def test_a_fault_at_any_step_leaves_a_prefix_in_the_order_staged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Five flushes and five renames: whichever fails, a later file never stands without the earlier ones."""
    staged = Batch()
    for name in "edcba":
        staged.write(tmp_path / name, name)
    count = 0
    replace, flush = Path.replace, os.fsync

    def tick() -> None:
        nonlocal count
        count += 1
        if count == step:
            raise OSError(28, "No space left on device")

    def replaced(path: Path, target: Path) -> Path:
        tick()
        return replace(path, target)

    def flushed(descriptor: int) -> None:
        tick()
        flush(descriptor)

    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(os, "fsync", flushed)
    with pytest.raises(OSError, match="No space"):
        staged.commit()
    assert names(tmp_path) == sorted("edcba"[: max(0, step - 6)])


def test_the_sweep_removes_what_a_crash_left_and_nothing_else(tmp_path: Path) -> None:
    left = Batch()
    left.write(tmp_path / "deep" / "a", "torn")
    for kept in (".tmp-mine", ".tmp-0123456789abcdef.md", "tmp-0123456789abcdef", "a.md"):
        atomic_write(tmp_path / kept, "x")
    assert sweep(tmp_path) == 1
    assert names(tmp_path) == [".tmp-0123456789abcdef.md", ".tmp-mine", "a.md", "tmp-0123456789abcdef"]
    assert sweep(tmp_path / "absent") == 0


def test_blocks_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_blocks(tmp_path / "deep" / "a", (b"1", b"2"))
    assert (tmp_path / "deep" / "a").read_bytes() == b"12"

    def torn() -> object:
        yield b"3"
        raise ValueError("torn")

    with pytest.raises(ValueError, match="torn"):
        write_blocks(tmp_path / "deep" / "a", torn())  # type: ignore[arg-type]
    assert (tmp_path / "deep" / "a").read_bytes() == b"12"
    assert names(tmp_path) == ["deep/a"]


def test_a_spool_gives_back_its_lines_and_takes_more_after_reading() -> None:
    with Spool() as spool:
        assert [spool.append(line) for line in ("一", "", "三\u2028")] == [0, 1, 2]
        assert list(spool) == ["一", "", "三\u2028"]
        spool.append("四")
        assert list(spool) == ["一", "", "三\u2028", "四"]
        assert len(spool) == 4
