"""Folders: replaced whole, shared by hard links."""

from __future__ import annotations

from pathlib import Path

import pytest

from durable import files, link_folder, replace_folder


def made(folder: Path, text: str) -> Path:
    (folder / "inner").mkdir(parents=True)
    (folder / "inner" / "file").write_text(text)
    return folder


@pytest.mark.parametrize("there_before", [True, False])
def test_a_folder_takes_the_place_of_another(tmp_path: Path, there_before: bool) -> None:
    fresh, target = made(tmp_path / "fresh", "new"), tmp_path / "target"
    if there_before:
        made(target, "old")
    replace_folder(fresh, target)
    assert (target / "inner" / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_where_two_names_cannot_be_exchanged_it_takes_two_steps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "exchange", lambda one, other: False)
    made(tmp_path / "target", "old")
    replace_folder(made(tmp_path / "fresh", "new"), tmp_path / "target")
    assert (tmp_path / "target" / "inner" / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_two_folders_change_places_at_once(tmp_path: Path) -> None:
    one, other = made(tmp_path / "one", "1"), made(tmp_path / "other", "2")
    assert files.exchange(one, other)
    assert (one / "inner" / "file").read_text() == "2"
    with pytest.raises(FileNotFoundError) as caught:
        files.exchange(one, tmp_path / "none")
    assert caught.value.filename == str(one)


def test_links_share_the_files(tmp_path: Path) -> None:
    source = made(tmp_path / "source", "text") / "inner"
    link_folder(source, tmp_path / "target")
    assert (tmp_path / "target" / "file").samefile(source / "file")


def test_where_links_are_refused_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    source = made(tmp_path / "source", "text") / "inner"
    link_folder(source, tmp_path / "target")
    assert (tmp_path / "target" / "file").read_text() == "text"
    assert not (tmp_path / "target" / "file").samefile(source / "file")
