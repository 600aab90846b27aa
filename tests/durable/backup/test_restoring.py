"""The drill: what comes back equals what was backed up, byte for byte; a damaged backup is named and not believed."""

from __future__ import annotations

import random
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from keeping import ASIDE, put, tree

from durable import sha256_of
from durable.backup import BadBackup, Occupied, back_up, bag, restore
from durable.backup.__main__ import main
from durable.backup.saving import BEIJING

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=BEIJING)


@pytest.fixture
def copies(project: Path, tmp_path: Path) -> Path:
    back_up(project, tmp_path / "copies", NOW)
    return tmp_path / "copies"


def only(copies: Path) -> Path:
    return copies / "20261122T093000"


def test_the_drill(project: Path, copies: Path, tmp_path: Path) -> None:
    expected = {name: content for name, content in tree(project).items() if name not in ASIDE}
    restored = restore(copies, tmp_path / "new")
    assert tree(tmp_path / "new") == expected
    assert restored.aside is None
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"content", "archive", ".builds", "output"}


def test_an_older_one_by_name(project: Path, copies: Path, tmp_path: Path) -> None:
    (project / "content/departments.toml").write_bytes(b"later")
    back_up(project, copies, NOW)
    restore(only(copies), tmp_path / "old")
    assert (tmp_path / "old/content/departments.toml").read_bytes() != b"later"
    restore(copies, tmp_path / "new")
    assert (tmp_path / "new/content/departments.toml").read_bytes() == b"later"


def test_nothing_is_overwritten_untold(project: Path, copies: Path) -> None:
    before = tree(project)
    with pytest.raises(Occupied, match="--replace"):
        restore(copies, project)
    assert tree(project) == before


def test_told_to_replace_it_moves_aside_and_deletes_nothing(project: Path, copies: Path) -> None:
    put(project, {"content/departments.toml": b"newer", "archive/new.jsonl": b"newer"})
    restored = restore(copies, project, replace=True)
    assert (project / "content/departments.toml").read_bytes() != b"newer"
    assert restored.aside is not None
    assert (restored.aside / "content/departments.toml").read_bytes() == b"newer"
    assert (restored.aside / "archive/new.jsonl").read_bytes() == b"newer"
    assert not (project / "archive/new.jsonl").exists()


def test_a_real_folder_in_the_place_of_the_link_is_kept(copies: Path, tmp_path: Path) -> None:
    (tmp_path / "new/output").mkdir(parents=True)
    with pytest.raises(Occupied, match="真实的文件夹"):
        restore(copies, tmp_path / "new")


def test_1_000_random_flips_are_found_and_named(copies: Path) -> None:
    choice, folder = random.Random(3), only(copies)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    for _ in range(1000):
        path = choice.choice(files)
        payload = bytearray(whole := path.read_bytes())
        payload[choice.randrange(len(payload))] ^= 1 << choice.randrange(8)
        path.write_bytes(payload)
        try:
            named = {finding.path for finding in bag.verify(folder)}
        except BadBackup as error:
            named = {path.relative_to(folder).as_posix()} if path.name in str(error) else set()
        # A digest changed in the list of lists looks like a change of what it lists: found, under that name.
        assert path.relative_to(folder).as_posix() in named or (path.name == bag.TAG_MANIFEST and named)
        path.write_bytes(whole)
    assert bag.verify(folder) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda path: path.write_bytes(b"rotten"), "changed"),
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.with_name("b.md").write_bytes(b""), "extra"),
    ],
    ids=["changed", "missing", "extra"],
)
def test_a_damaged_backup_is_named_and_not_restored(
    copies: Path, tmp_path: Path, damage: object, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert callable(damage)
    damage(only(copies) / "data/content/departments.toml")
    assert main(["restore", str(copies), str(tmp_path / "new")]) == 2
    assert f"（{told}）" in capsys.readouterr().err
    assert not (tmp_path / "new/content").exists()
    assert main(["verify", str(copies)]) == 1
    assert main(["restore", str(copies), str(tmp_path / "new"), "--partial"]) == 1
    assert (tmp_path / "new/archive/weixin/gh_one/ledger.jsonl").exists()
    assert (tmp_path / "new/content/departments.toml").exists() == (told == "extra")


def test_a_manifest_that_leads_outside_is_not_followed(copies: Path, tmp_path: Path) -> None:
    manifest = only(copies) / bag.MANIFEST
    (tmp_path / "outside").write_bytes(b"")
    digest = sha256_of(tmp_path / "outside")
    manifest.write_text(f"{digest}  data/../../../outside\n", encoding="utf-8")
    with pytest.raises(BadBackup):
        restore(copies, tmp_path / "new")


def test_no_backup_is_told(tmp_path: Path) -> None:
    assert main(["restore", str(tmp_path), str(tmp_path / "new")]) == 2
    assert main(["verify", str(tmp_path)]) == 2


def test_a_restore_that_was_cut_off_is_taken_up(copies: Path, tmp_path: Path) -> None:
    whole, root = tmp_path / "whole", tmp_path / "new"
    restore(copies, whole)
    shutil.copytree(whole, root, symlinks=True)
    (root / "content").rename(tmp_path / "gone")
    (root / ".restoring").mkdir()
    restore(copies, root)
    assert {n: c for n, c in tree(root).items() if not n.startswith(".replaced-")} == tree(whole)


def test_a_restore_that_was_cut_off_and_then_failed_is_still_taken_up(copies: Path, tmp_path: Path) -> None:
    root, damaged = tmp_path / "new", tmp_path / "damaged"
    put(root, {"archive/ledger.jsonl": b"{}\n", ".restoring/content/departments.toml": b"half"})
    shutil.copytree(only(copies), damaged)
    next((damaged / "data/archive").rglob("*.*")).unlink()
    with pytest.raises(BadBackup):
        restore(damaged, root)
    assert list((root / ".restoring").iterdir()) == []
    restore(copies, root)
    assert not (root / ".restoring").exists()
    assert (root / "content/departments.toml").is_file()


def test_the_commands_say_what_they_did(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["save", str(project), str(tmp_path / "copies")]) == 0
    assert "复制 10 个文件" in capsys.readouterr().out
    (project / "content/link.md").symlink_to("x")
    assert main(["save", str(project), str(tmp_path / "copies")]) == 1
    assert "与上一份相同的 10 个" in capsys.readouterr().out
    assert main(["verify", str(tmp_path / "copies")]) == 0
