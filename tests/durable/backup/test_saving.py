"""Backups are whole, plain, share what did not change, and never take damage over."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from keeping import FILES, SHA256

from durable import Busy, exclusive
from durable.backup import Unsaved, back_up, bag
from durable.backup.saving import BEIJING
from durable.files import hashed

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)
ORIGINAL = f"archive/weixin/gh_one/data/{SHA256[:2]}/{SHA256}.html"


def payload(folder: Path) -> dict[str, bytes]:
    data = folder / "data"
    return {
        path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*") if path.is_file()
    }


def test_everything_is_in_it_and_nothing_else(project: Path, tmp_path: Path) -> None:
    saved = back_up(project, tmp_path / "copies", NOW)
    expected = {name.removeprefix("."): content for name, content in FILES.items()}
    assert payload(saved.folder) == expected | {"serving.txt": b"20261118T090000-000000\n"}
    assert saved.folder.name == "20261122T093000"
    assert (saved.copied, saved.linked, saved.warnings) == (len(FILES), 0, [])
    assert bag.verify(saved.folder) == []


def test_sha256sum_and_a_person_can_check_it(project: Path, tmp_path: Path) -> None:
    (project / "content/qinglan/media/100%\n表.png").unlink()  # BagIt escapes what sha256sum does not
    saved = back_up(project, tmp_path / "copies", NOW)
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "-c", "--quiet", "--strict", name], cwd=saved.folder, check=True)
    text = (saved.folder / "bag-info.txt").read_text(encoding="utf-8")
    octets = sum(map(len, payload(saved.folder).values()))
    assert f"Payload-Oxum: {octets}.{len(payload(saved.folder))}\n" in text
    assert "不用任何程序也能读" in text


def test_what_did_not_change_is_shared(project: Path, tmp_path: Path) -> None:
    first = back_up(project, tmp_path / "copies", NOW)
    (project / "content/departments.toml").write_bytes(b"changed")
    (project / "content/moved.md").write_bytes(FILES["content/qinglan/2026/20261118-00000000000a.md"])
    second = back_up(project, tmp_path / "copies", NOW + timedelta(days=1))
    assert (second.copied, second.octets) == (1, len(b"changed"))
    for name in (ORIGINAL, "content/moved.md"):
        assert (second.folder / "data" / name).stat().st_nlink > 1
    assert payload(first.folder)["content/departments.toml"] == FILES["content/departments.toml"]
    assert bag.verify(first.folder) == bag.verify(second.folder) == []


def test_the_newest_is_found_though_the_clock_went_back(project: Path, tmp_path: Path) -> None:
    copies = tmp_path / "copies"
    names = [back_up(project, copies, NOW - timedelta(hours=hours)).folder.name for hours in (0, 0, 1)]
    assert names == ["20261122T093000", "20261122T093000-2", "20261122T083000"]
    newest = bag.newest(copies)
    assert newest is not None
    assert newest.name == names[-1]


def test_a_flip_in_the_former_backup_is_not_shared(project: Path, tmp_path: Path) -> None:
    first = back_up(project, tmp_path / "copies", NOW)
    (first.folder / "data/content/departments.toml").write_bytes(b"rotten")
    second = back_up(project, tmp_path / "copies", NOW)
    assert [line.split("：")[0].rpartition("/")[2] for line in second.warnings] == [
        "departments.toml 已损坏（changed），本次重新复制。"
    ]
    assert bag.verify(second.folder) == []


def test_a_damaged_original_does_not_replace_a_whole_one(project: Path, tmp_path: Path) -> None:
    back_up(project, tmp_path / "copies", NOW)
    (project / ORIGINAL).write_bytes(b"rotten")
    second = back_up(project, tmp_path / "copies", NOW)
    assert payload(second.folder)[ORIGINAL] == FILES[ORIGINAL]
    assert "上一份备份中完好的" in second.warnings[0]
    alone = back_up(project, tmp_path / "other", NOW)
    assert payload(alone.folder)[ORIGINAL] == b"rotten"
    assert "没有完好的" in alone.warnings[0]


def test_a_link_is_told_and_not_followed(project: Path, tmp_path: Path) -> None:
    (project / "content/link.md").symlink_to("/etc/hostname")
    saved = back_up(project, tmp_path / "copies", NOW)
    assert "content/link.md" not in payload(saved.folder)
    assert "符号链接" in saved.warnings[0]


def test_a_file_that_keeps_changing_is_not_backed_up(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = project / "content/departments.toml"
    real = hashed

    def changing(blocks: object, digest: object) -> object:
        path.write_bytes(path.read_bytes() + b"#")
        return real(blocks, digest)

    monkeypatch.setattr("durable.backup.saving.hashed", changing)
    with pytest.raises(Unsaved, match="正在被修改"):
        back_up(project, tmp_path / "copies", NOW)
    assert bag.snapshots(tmp_path / "copies") == []
    assert [one.name for one in (tmp_path / "copies").iterdir()] == [".lock"]


@pytest.mark.parametrize("lock", ["archive/.lock", ".builds/lock"])
def test_not_while_others_write(project: Path, tmp_path: Path, lock: str) -> None:
    with exclusive(project / lock), pytest.raises(Busy, match="进程"):
        back_up(project, tmp_path / "copies", NOW)


def test_not_two_at_once(project: Path, tmp_path: Path) -> None:
    with exclusive(tmp_path / "copies/.lock"), pytest.raises(Busy):
        back_up(project, tmp_path / "copies", NOW)


@pytest.mark.parametrize("inside", ["content/copies", "archive"])
def test_never_into_what_is_backed_up(project: Path, inside: str) -> None:
    with pytest.raises(Unsaved, match="里面"):
        back_up(project, project / inside, NOW)
