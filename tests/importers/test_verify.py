"""Any damage is found, whatever it hits; nothing is reported where nothing is wrong; edits are told apart."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from importers.__main__ import main
from importers.archive import WITHHELD
from importers.holdings import Folders
from importers.run import JOURNAL, UNPACKED
from importers.verify import Proof, verify
from notices.__main__ import main as notices
from notices.redaction import LOG
from tests.importers.city import PNG, City

NOT_PROVEN = ("accounts.csv", "departments.toml", "lost.csv", ".lock")


@pytest.fixture
def stocked(city: City) -> City:
    """Two accounts on two departments, a picture, a merged and a withheld post, a stray file."""
    city.file("p/1.png", PNG)
    city.file("stray.xyz", b"\0\1\2")
    city.export(
        "a.posts",
        {"id": "1", "date": "2022-04-29", "body": "![图](media:p/1.png)\n\n正文", "pictures": ["p/1.png"]},
        {"id": "2", "title": "没有日期"},
        {"id": "3", "lost": "已删除"},
    )
    city.export("b.posts", {"id": "1", "date": "2022-04-29", "body": "短"})
    city.export("c.posts", {"id": "5", "date": "2023-01-02", "account": "gh_two", "name": "青澜乙号"})
    return city.run()


def proof(city: City) -> Proof:
    return verify(Folders(city.content, city.archive))


def watched(city: City) -> list[Path]:
    """Every file whose bytes are proven."""
    files = (path for folder in (city.content, city.archive) for path in folder.rglob("*") if path.is_file())
    return sorted(one for one in files if one.name not in NOT_PROVEN and "withheld" not in one.parts)


def flip(path: Path, choice: random.Random) -> None:
    payload = bytearray(path.read_bytes())
    payload[choice.randrange(len(payload))] ^= 1 << choice.randrange(8)
    path.write_bytes(payload)


def truncate(path: Path, choice: random.Random) -> None:
    payload = path.read_bytes()
    path.write_bytes(payload[: choice.randrange(len(payload))])


def extend(path: Path, choice: random.Random) -> None:
    path.write_bytes(path.read_bytes() + choice.randbytes(choice.randrange(1, 9)))


def delete(path: Path, _: random.Random) -> None:
    path.unlink()


DAMAGES: tuple[Callable[[Path, random.Random], None], ...] = (flip, truncate, extend, delete)


def found_of(city: City, count: int, seed: int) -> int:
    """How many of *count* random damages, one at a time, are found."""
    choice = random.Random(seed)
    files, found = watched(city), 0
    for _ in range(count):
        path = choice.choice(files)
        payload = path.read_bytes()
        choice.choice(DAMAGES)(path, choice)
        found += bool(proof(city).findings)
        path.write_bytes(payload)
    return found


def test_nothing_is_reported_where_nothing_is_wrong(stocked: City) -> None:
    clean = proof(stocked)
    assert clean.findings == []
    assert (clean.bags, clean.proven) == (3, 2)
    assert clean.octets == sum(
        path.stat().st_size for path in stocked.archive.glob("**/data/*/*") if path.is_file()
    )


def test_300_random_damages_are_all_found(stocked: City) -> None:
    assert found_of(stocked, 300, seed=1) == 300
    assert proof(stocked).findings == []


@pytest.mark.long
def test_10_000_random_damages_are_all_found(stocked: City) -> None:
    assert found_of(stocked, 10_000, seed=2) == 10_000


def test_the_damages_reach_every_kind_of_file(stocked: City) -> None:
    names = {path.name if "data" not in path.parts else "payload" for path in watched(stocked)}
    expected = {"payload", "bagit.txt", "bag-info.txt", "ledger.jsonl", "bags-sha256.txt"}
    assert expected | {"manifest-sha256.txt", "tagmanifest-sha256.txt"} <= names
    assert {".md", ".png"} <= {path.suffix for path in watched(stocked)}


@pytest.mark.parametrize(
    "name",
    [
        "archive/x.txt",
        "archive/weixin/x.txt",
        "archive/weixin/gh_new/data/aa/x.txt",
        "archive/weixin/gh_one/x.txt",
        "archive/weixin/gh_one/data/x.txt",
        "archive/weixin/gh_one/data/00/" + "0" * 64,
        "archive/unassigned/.hidden",
    ],
)
def test_added_files_are_found(stocked: City, name: str) -> None:
    path = stocked.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"added")
    assert proof(stocked).damages


def test_a_link_in_the_place_of_an_original_is_found(stocked: City, tmp_path: Path) -> None:
    path = next(stocked.archive.glob("weixin/gh_one/data/*/*"))
    copy = tmp_path / path.name
    path.rename(copy)
    path.symlink_to(copy)
    assert proof(stocked).damages


@pytest.mark.parametrize("bag", ["weixin/gh_two", "unassigned", "weixin"])
def test_a_whole_bag_cannot_vanish(stocked: City, bag: str) -> None:
    shutil.rmtree(stocked.archive / bag)
    assert any("整个档案包" in one.what for one in proof(stocked).damages)


def test_a_new_import_does_not_bless_a_deletion(stocked: City) -> None:
    path = next(one for one in stocked.archive.glob("weixin/gh_one/data/*/*.png"))
    path.unlink()
    stocked.run(stocked.export("d.posts", {"id": "9", "date": "2024-01-01"}))
    assert [one.path for one in proof(stocked).damages] == [path.relative_to(stocked.archive).as_posix()]


def test_an_edited_notice_is_named_and_is_no_damage(stocked: City) -> None:
    path = stocked.notice("5")
    path.write_text(path.read_text(encoding="utf-8").replace("正文5", "更正后的正文"), encoding="utf-8")
    found = proof(stocked)
    assert [one.path for one in found.findings] == [path.relative_to(stocked.content).as_posix()]
    assert not found.damages


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("original: ", "original: 0", "original 与台账不符"),
        ("source_id: 5", "source_id: 6", "没有台账"),
        ("正文5", "![](../media/00000000000000000000.png)", "所附文件不在"),
    ],
)
def test_a_notice_that_leads_nowhere_is_damage(stocked: City, old: str, new: str, word: str) -> None:
    path = stocked.notice("5")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert any(word in one.what for one in proof(stocked).damages)


def test_a_moved_notice_is_proven_where_it_is_and_a_copy_is_not(stocked: City) -> None:
    path = stocked.notice("5")
    moved = path.rename(path.with_name("moved.md"))
    assert proof(stocked).findings == []
    shutil.copy(moved, moved.with_name("twice.md"))
    assert "另一个文件" in proof(stocked).damages[0].what


def test_notices_that_departments_write_are_not_asked_for_originals(stocked: City) -> None:
    own = stocked.content / "shuiwu/2026/own.md"
    own.parent.mkdir(parents=True)
    own.write_text("---\ntitle: 停水\ndate: 2026-01-01\n---\n\n今日停水。\n", encoding="utf-8")
    assert proof(stocked).findings == []


def test_what_was_withheld_may_be_masked_and_published(city: City) -> None:
    """As the manual says: its draft is masked and moved, and the log of masks lies in the archive."""
    city.export("a.posts", {"id": "1", "date": "2022-04-29", "body": "停水，电话13812345678。"})
    (draft,) = (city.run().archive / WITHHELD).rglob("*.md")
    call = ["mask", str(draft), "--write", "--by", "王敏", "--to", str(city.content)]
    assert notices([*call, "--log", str(city.archive / LOG)]) == 0
    for _ in range(2):
        (edited,) = proof(city).findings
        assert (edited.path, edited.edited) == (city.notice("1").relative_to(city.content).as_posix(), True)
        city.run()
    assert not list((city.archive / WITHHELD).rglob("*.md"))


def test_what_a_killed_import_left_unpacked_is_no_damage(stocked: City) -> None:
    (stocked.archive / UNPACKED / "0" / "data").mkdir(parents=True)
    (stocked.archive / JOURNAL).touch()
    assert proof(stocked).findings == []


def test_the_command_names_what_is_wrong_and_exits_1(
    stocked: City, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["verify", "--content", str(stocked.content), "--archive", str(stocked.archive)]
    assert main(call) == 0
    path = next(stocked.archive.glob("weixin/gh_two/data/*/*"))
    path.unlink()
    capsys.readouterr()
    assert main(call) == 1
    assert f"{path.relative_to(stocked.archive).as_posix()}：清单中有，文件没有" in capsys.readouterr().out
    assert main([*call[:3], "--archive", str(stocked.root / "none")]) == 2
