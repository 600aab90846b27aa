"""Walking: every file once, in a stable order, nothing followed, any name printable."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from importers.walk import walk


def test_files_come_sorted_with_names_from_the_top(tmp_path: Path) -> None:
    for name in ("b/2.html", "b/1.html", "a.html", "b_files/x.css", "乙/丙.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"12")
    found = list(walk(tmp_path))
    assert [one.name for one in found] == ["a.html", "b/1.html", "b/2.html", "b_files/x.css", "乙/丙.html"]
    assert {one.size for one in found} == {2}


def test_a_single_file_goes_by_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(b"")
    assert [one.name for one in walk(tmp_path / "a.html")] == ["a.html"]


def test_a_folder_that_cannot_be_read_is_one_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.html").write_bytes(b"")
    listed = Path.iterdir

    def refuse(path: Path) -> object:
        if path.name == "closed":
            raise PermissionError(13, "Permission denied")
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    assert [(one.name, one.failed) for one in walk(tmp_path)] == [("closed", True), ("open.html", False)]


def test_links_and_pipes_are_named_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "absent")
    (tmp_path / "up").symlink_to(tmp_path.parent)
    os.mkfifo(tmp_path / "pipe")
    found = {one.name: one for one in walk(tmp_path)}
    assert set(found) == {"dangling", "pipe", "up"}
    assert all(one.problem and not one.failed for one in found.values())


def test_a_name_in_another_encoding_is_shown_and_can_be_opened(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "公告.html".encode("gbk")
    Path(os.fsdecode(raw)).write_bytes(b"x")
    (found,) = walk(tmp_path)
    assert found.name == r"\xb9\xab\xb8\xe6.html"
    assert found.path.read_bytes() == b"x"
