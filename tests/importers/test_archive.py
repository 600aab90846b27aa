"""Bags that anyone can check by RFC 8493, and a ledger that only grows."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

import durable
from importers.archive import Archive, Bag
from importers.ledger import Entry, Ledger
from notices.accounts import Account

DAY = date(2026, 11, 21)


def account(native_id: str = "gh_one", platform: str = "weixin") -> Account:
    return Account(platform=platform, native_ids=(native_id,), name="青澜甲号", department="qinglan")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def keep(bag: Bag, content: bytes, name: str) -> Path:
    with durable.batch() as batch:
        bag.keep(batch, sha256(content), content, name)
    return bag.path_of(sha256(content), name)


def verify(folder: Path) -> list[str]:
    """What an independent reader of RFC 8493 finds wrong with the bag *folder*."""
    wrong: list[str] = []
    if (folder / "bagit.txt").read_text(
        encoding="utf-8"
    ) != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
        wrong.append("bagit.txt")
    listed = {}
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        for line in (folder / manifest).read_text(encoding="utf-8").splitlines():
            digest, name = line.split("  ", 1)
            listed[name] = digest
    payload = {path.relative_to(folder).as_posix() for path in (folder / "data").rglob("*") if path.is_file()}
    wrong += [f"not listed: {name}" for name in payload - set(listed)]
    for name, digest in listed.items():
        if not (folder / name).exists() or sha256((folder / name).read_bytes()) != digest:
            wrong.append(name)
    tags = dict(
        line.split(": ", 1) for line in (folder / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    )
    octets = sum((folder / name).stat().st_size for name in payload)
    if tags["Payload-Oxum"] != f"{octets}.{len(payload)}":
        wrong.append("Payload-Oxum")
    return wrong


def sealed(tmp_path: Path) -> Path:
    archive = Archive(tmp_path)
    bag = archive.bag(account())
    keep(bag, b"one", "甲.html")
    keep(bag, b"two", "640")
    bag.ledger.add(Entry(input="甲.html", outcome="published"))
    archive.flush()
    archive.seal(DAY)
    return bag.folder


def test_a_sealed_bag_is_valid(tmp_path: Path) -> None:
    folder = sealed(tmp_path)
    assert folder == tmp_path / "weixin" / "gh_one"
    assert verify(folder) == []
    info = (folder / "bag-info.txt").read_text(encoding="utf-8")
    assert (
        "Source-Organization: 青澜甲号\nExternal-Identifier: weixin:gh_one\nBagging-Date: 2026-11-21\n"
        in info
    )


@pytest.mark.parametrize("name", ["data", "ledger.jsonl", "manifest-sha256.txt", "bag-info.txt"])
def test_a_flipped_bit_anywhere_is_found(tmp_path: Path, name: str) -> None:
    folder = sealed(tmp_path)
    victim = (
        next(path for path in sorted((folder / name).rglob("*")) if path.is_file())
        if name == "data"
        else folder / name
    )
    content = victim.read_bytes()
    victim.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    assert verify(folder)


def test_payloads_are_named_by_their_bytes(tmp_path: Path) -> None:
    bag = Archive(tmp_path).bag(account())
    path = keep(bag, b"one", "x/甲 (1).HTML")
    assert path.relative_to(bag.folder).as_posix() == f"data/{sha256(b'one')[:2]}/{sha256(b'one')}.html"
    assert keep(bag, b"two", "no extension.這不是").name == sha256(b"two")
    assert keep(bag, b"two", "../../../etc/passwd").name == sha256(b"two")


def test_sealing_again_writes_nothing_and_new_payload_is_listed(tmp_path: Path) -> None:
    folder = sealed(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    archive = Archive(tmp_path)
    archive.bag(account()).seal(date(2027, 1, 1))
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()} == before
    keep(archive.bag(account()), b"three", "3.html")
    assert verify(folder)
    archive.seal(date(2027, 1, 1))
    assert verify(folder) == []
    assert "Bagging-Date: 2027-01-01" in (folder / "bag-info.txt").read_text(encoding="utf-8")


def test_a_bag_that_nothing_went_into_is_not_made(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    archive.bag(account())
    archive.seal(DAY)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("one", "other"),
    [("MzA4", "mzA4"), ("Mz==", "Mz="), ("../x", "x"), ("a/b", "ab"), ("长" * 90, "长" * 91), ("..", ".")],
)
def test_each_account_has_its_own_folder_inside_the_archive(tmp_path: Path, one: str, other: str) -> None:
    archive = Archive(tmp_path)
    folders = [archive.bag(account(native_id)).folder for native_id in (one, other)]
    assert len({str(folder).lower() for folder in folders}) == 2
    for folder in folders:
        assert folder.resolve().parent == (tmp_path / "weixin").resolve()
        assert len(folder.name.encode()) <= 200


def test_the_ledger_holds_each_thing_once_however_often_it_is_imported(tmp_path: Path) -> None:
    for day in ("2026-11-21", "2026-11-22"):
        ledger = Ledger(tmp_path / "ledger.jsonl")
        ledger.add(
            Entry(input="a", position="第 1 行", outcome="published", notice="x.md", written="aa", date=day)
        )
        ledger.add(Entry(input="a", position="第 2 行", outcome="lost", reason="已删除", date=day))
        ledger.flush()
    lines = (tmp_path / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["date"] for line in lines] == ["2026-11-21", "2026-11-21"]


def test_the_ledger_knows_what_an_import_wrote(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    ledger.add(Entry(input="a", outcome="published", notice="x.md", written="aa"))
    assert ledger.flush()
    assert not ledger.flush()
    read_again = Ledger(tmp_path / "ledger.jsonl")
    assert read_again.wrote("x.md", "aa")
    assert not read_again.wrote("x.md", "bb")
    assert not read_again.wrote("y.md", "aa")


def test_a_torn_or_foreign_line_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    good = Entry(input="a", outcome="published", notice="x.md", written="aa").as_json()
    path.write_bytes(b'[1]\n{"foreign": 1}\n\xff\xfe\n' + good.encode() + b'\n{"input": "b", "outc')
    ledger = Ledger(path)
    assert ledger.wrote("x.md", "aa")
    ledger.add(Entry(input="c", outcome="lost"))
    ledger.flush()
    assert path.read_bytes().endswith(b'\n{"input": "c", "outcome": "lost"}\n')
    assert Ledger(path).wrote("x.md", "aa")
