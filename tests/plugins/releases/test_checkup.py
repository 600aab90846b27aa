"""Whatever happens to a byte of a release is found and named; what is as it was is not."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from building import build_in
from releasing import released, workshop

from plugins.releases import checkup, manifest
from plugins.releases.__main__ import main

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def searchable(tmp_path_factory: pytest.TempPathFactory, two: Path) -> Path:
    """A project of which the release served has an index."""
    root = Path(shutil.copytree(two, tmp_path_factory.mktemp("rot") / "project", symlinks=True))
    released(root, searchable=True)
    return root


def found(root: Path) -> list[tuple[str, str]]:
    """What is wrong: the paths without the release's number, each with fsck's word."""
    return [(one.path.split("/", 2)[-1], one.what) for one in checkup.look_over(workshop(root)).findings]


def served(root: Path) -> Path:
    return (root / "output").resolve().parent


def flip(path: Path, choice: random.Random) -> str:
    payload = bytearray(path.read_bytes())
    payload[choice.randrange(len(payload))] ^= 1 << choice.randrange(8)
    path.write_bytes(payload)
    return "changed"


def swap_bytes(path: Path, payload: bytes) -> None:
    path.unlink()  # off its other names
    path.write_bytes(payload)


def truncate(path: Path, choice: random.Random) -> str:
    payload = path.read_bytes()
    path.write_bytes(payload[: choice.randrange(len(payload))])
    return "changed"


def delete(path: Path, choice: random.Random) -> str:
    path.unlink()
    return "missing"


def add(path: Path, choice: random.Random) -> str:
    path.with_name(f"{path.name}~").write_bytes(b"added")
    return "extra"


DAMAGES: tuple[Callable[[Path, random.Random], str], ...] = (flip, truncate, delete, add)


def missed(root: Path, count: int, seed: int) -> list[str]:
    """Damage *count* files of the release served, one at a time; where not just that one was named, with its kind."""
    choice, folder, told = random.Random(seed), served(root), []
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.stat().st_size)
    for _ in range(count):
        path = choice.choice(files)
        name, payload = path.relative_to(folder).as_posix(), path.read_bytes()
        swap_bytes(path, payload)
        word = choice.choice(DAMAGES)(path, choice)
        expected = (f"{name}~" if word == "extra" else name, word)
        if (wrong := checkup.wrong_in(folder)) != [expected]:
            told.append(f"{expected}: {wrong}")
        path.write_bytes(payload)
        path.with_name(f"{path.name}~").unlink(missing_ok=True)
    return told


def test_nothing_is_wrong_with_what_was_released(project: Path) -> None:
    looked = checkup.look_over(workshop(project))
    assert looked.findings == ()
    assert looked.releases == 2
    assert looked.files > 100


def test_40_random_damages_are_named(project: Path) -> None:
    assert missed(project, 40, seed=1) == []
    assert found(project) == []


@pytest.mark.long
def test_10_000_random_damages_are_named(searchable: Path) -> None:
    assert missed(searchable, 10_000, seed=2) == []


@pytest.mark.long
def test_the_damages_reach_every_part_of_a_release(searchable: Path) -> None:
    parts = {path.relative_to(served(searchable)).parts[0] for path in served(searchable).rglob("*")}
    assert parts >= {"site", "index", "index.manifest.json", "documents.jsonl", "memory.sqlite"}
    assert parts >= {"manifest-sha256.txt", "tagmanifest-sha256.txt", "gate.txt", "inputs.json"}


@pytest.mark.parametrize("name", [manifest.NAME, manifest.SEAL, manifest.MEMORY, "memory.sqlite.sha256"])
def test_the_lists_themselves_cannot_vanish(project: Path, name: str) -> None:
    (served(project) / name).unlink()
    assert (name, "missing") in found(project)


@pytest.mark.parametrize("name", [manifest.NAME, manifest.SEAL, "memory.sqlite.sha256"])
def test_a_list_that_is_damaged_accuses_nobody(project: Path, name: str) -> None:
    whole = (served(project) / name).read_bytes()
    swap_bytes(served(project) / name, (b"1" if whole[:1] != b"1" else b"2") + whole[1:])
    assert found(project) == [(name, "changed")]


def test_a_seal_says_nothing_of_what_it_does_not_say(project: Path) -> None:
    lines = (served(project) / manifest.SEAL).read_bytes().splitlines(keepends=True)
    swap_bytes(served(project) / manifest.SEAL, b"".join(lines[1:]))
    assert found(project) == [(manifest.SEAL, "changed")]
    with pytest.raises(manifest.Damaged, match=manifest.SEAL):
        manifest.read_seal(served(project))


def test_the_lists_are_read_by_the_usual_program(project: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", manifest.NAME, manifest.SEAL]
    done = subprocess.run(command, cwd=served(project), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_link_in_the_place_of_a_file_is_found(project: Path, tmp_path: Path) -> None:
    page = served(project) / "site/index.html"
    page.rename(tmp_path / "index.html")
    page.symlink_to(tmp_path / "index.html")
    assert found(project) == [("site/index.html", "changed")]


def test_a_build_that_was_cut_off_is_an_orphan_and_no_damage(project: Path) -> None:
    half = project / ".builds/20990101T000000-000000/site"
    half.mkdir(parents=True)
    assert found(project) == [("20990101T000000-000000", "orphan")]
    assert checkup.look_over(workshop(project)).damages == []
    build_in(project)
    assert not half.exists()
    assert found(project) == []


def test_strange_things_beside_the_builds_are_told(project: Path) -> None:
    (project / ".builds/notes.txt").touch()
    assert found(project) == [("notes.txt", "extra")]


def test_what_commands_keep_beside_the_builds_is_no_damage(project: Path) -> None:
    """Whatever any part of the house names below .builds, by the source."""
    kept = {"check.jsonl"}  # named by way of a variable
    for path in (*ROOT.glob("*.py"), *(ROOT / "plugins").rglob("*.py"), *(ROOT / "importers").rglob("*.py")):
        kept.update(re.findall(r"""builds"? / "([^"]+)\"""", path.read_text(encoding="utf-8")))
    assert kept >= {"lock", "publish.lock", "check.json", "profile", "import-profile"}
    for name in kept:
        (project / ".builds" / name).touch()
    assert found(project) == []


def test_a_site_that_is_gone_is_told(project: Path) -> None:
    shutil.rmtree(served(project))
    assert ("output", "missing") in found(project)


def test_nothing_was_built_yet(tmp_path: Path) -> None:
    assert found(tmp_path) == []


def test_the_command_names_what_is_wrong_and_exits_1(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", str(project)]) == 0
    assert "发布 2 次" in capsys.readouterr().out
    (served(project) / "site/index.html").unlink()
    assert main(["verify", str(project)]) == 1
    assert "site/index.html：缺少（missing）" in capsys.readouterr().out
