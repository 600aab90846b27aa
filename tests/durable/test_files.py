"""Writing: before or after, never between."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from durable import Busy, append_lines, atomic_write, copy_file, exclusive, replace_link


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.txt"
    atomic_write(path, "一")
    atomic_write(path, b"\xff")
    assert path.read_bytes() == b"\xff"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("step", ["fsync", "write", "replace"])
def test_a_fault_at_any_step_leaves_the_former_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "a.txt"
    atomic_write(path, "former")

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", fail)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", fail)
    else:
        monkeypatch.setattr(Path, "open", fail)
    with pytest.raises(OSError, match="No space"):
        atomic_write(path, "new")
    monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "former"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


def test_a_copy_has_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(bytes(range(256)) * 10_000)
    copy_file(source, tmp_path / "b" / "c")
    assert (tmp_path / "b" / "c").read_bytes() == source.read_bytes()


def test_a_torn_line_spoils_no_later_one(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    append_lines(path, ["1", "2"])
    with path.open("ab") as stream:
        stream.write(b'{"torn')
    append_lines(path, ["3"])
    assert path.read_text(encoding="utf-8").split("\n") == ["1", "2", '{"torn', "3", ""]


def test_a_link_turns_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        replace_link(tmp_path / "current", name)
        assert (tmp_path / "current").resolve() == tmp_path / name
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["current", "one", "two"]


def test_the_second_writer_is_told_who_writes(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    program = (
        f"from durable import exclusive\nfrom pathlib import Path\nwith exclusive(Path({str(lock)!r})): pass"
    )
    with exclusive(lock):
        second = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert second.returncode == 1
        assert f"进程 {os.getpid()}" in second.stderr
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_lock_goes_with_its_block(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock"), pytest.raises(Busy), exclusive(tmp_path / "lock"):
        raise AssertionError
    with exclusive(tmp_path / "lock"):
        pass
