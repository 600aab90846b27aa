"""Writing: before or after, never between."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from durable import Busy, append_lines, atomic_write, copy_file, exclusive, replace_link, sweep


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


@pytest.mark.parametrize(
    ("left", "then"),
    [
        (b'{"torn', ["1", "2", "3", ""]),
        ('{"停水通知'.encode()[:-2], ["1", "2", "3", ""]),
        (b'{"whole": 1}', ["1", "2", '{"whole": 1}', "3", ""]),
    ],
    ids=["torn", "torn in a character", "an editor left out the newline"],
)
def test_a_torn_line_spoils_no_later_one(tmp_path: Path, left: bytes, then: list[str]) -> None:
    path = tmp_path / "ledger.jsonl"
    append_lines(path, ["1", "2"])
    with path.open("ab") as stream:
        stream.write(left)
    append_lines(path, ["3"])
    assert path.read_text(encoding="utf-8").split("\n") == then


def test_lines_that_do_not_fit_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ledger.jsonl"
    append_lines(path, ["1"])
    real = os.write

    def half(descriptor: int, payload: bytes) -> int:
        if len(payload) < 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, payload[: len(payload) // 2])

    monkeypatch.setattr(os, "write", half)
    with pytest.raises(OSError, match="No space") as caught:
        append_lines(path, ["a long line of the ledger"])
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"1\n"


def test_what_a_crash_left_is_swept_and_nothing_else(tmp_path: Path) -> None:
    names = [".tmp-0123456789abcdef", "inner/.tmp-0123456789abcdef"]
    for name in [*names, ".tmp-mine", "inner/a.md"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / ".tmp-fedcba9876543210").symlink_to("inner")
    assert sweep(tmp_path, deep=False) == 2
    assert sweep(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".tmp-mine", "a.md", "inner"]


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


def test_a_worker_that_outlives_its_parent_holds_no_lock(tmp_path: Path) -> None:
    lock, read = tmp_path / "lock", os.pipe()
    program = f"""
import os, signal, time
from pathlib import Path
from durable import exclusive
with exclusive(Path({str(lock)!r})):
    if os.fork() == 0:
        os.write({read[1]}, b"x")
        time.sleep(60)
    time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], pass_fds=[read[1]], start_new_session=True)
    assert os.read(read[0], 1) == b"x"
    with pytest.raises(Busy), exclusive(lock):
        raise AssertionError
    parent.kill()
    parent.wait()
    with exclusive(lock):
        os.killpg(parent.pid, signal.SIGKILL)
    for end in read:
        os.close(end)
