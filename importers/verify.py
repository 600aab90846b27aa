"""Proof that nothing changed: every byte of the archive, and every published notice back to its original. Reads only.

A bag is held against itself (RFC 8493): payload files are named by what their bytes must be, the manifests must
read exactly as they follow from what is there, and `bags-sha256.txt` must name exactly the bags. A notice is held
against its ledger. What people may change, `archive/withheld/` and the words of a notice, cannot be proven
unchanged: a notice that differs from what the import wrote is told as edited, by name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from durable import sha256_of, walk
from importers import archive, ledger
from importers.archive import BAGS, LEDGER, MANIFEST, PAYLOAD, TAG_MANIFEST, TAGGED, WITHHELD
from importers.catalogue import head
from importers.holdings import Folders
from importers.request import JOURNAL
from importers.run import LOCK, UNPACKED
from notices import tree
from notices.redaction import LOG
from notices.tree import MEDIA
from running.progress import Progress, silent

_OWN = frozenset([BAGS, LOCK, JOURNAL, UNPACKED, WITHHELD, LOG])
_MEDIUM = re.compile(r"([0-9a-f]{20})\.[a-z0-9]{1,8}")
_SHOWN = re.compile(r"\.\./media/([0-9a-f]{20}\.[a-z0-9]{1,8})")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong with the file *path*; *edited* when a person may have meant it."""

    path: str
    what: str
    edited: bool = False

    def __str__(self) -> str:
        return f"{self.path}：{self.what}"


@dataclass(slots=True)
class Proof:
    """What was looked at, and what was found. *proven* notices lead back to bytes that are there and whole."""

    bags: int = 0
    originals: int = 0
    octets: int = 0
    proven: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def damages(self) -> list[Finding]:
        """The findings that nobody can have meant."""
        return [one for one in self.findings if not one.edited]


@dataclass(slots=True)
class _Ledgers:
    """What the ledgers say: digests written by notice id, and which originals stand behind it."""

    written: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    originals: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    places: dict[tuple[str, str], str] = field(default_factory=dict)


def verify(folders: Folders, progress: Progress | None = None) -> Proof:
    """Look at every byte of the archive and at every notice that came out of it; *progress* hears of each.

    Raises OSError for what cannot be read.
    """
    told = progress or silent()
    proof, ledgers, whole = Proof(), _Ledgers(), set[str]()
    bags = list(archive.bag_folders(folders.archive))
    told.begin("核对原件", "个文件", sum(len(archive.read_manifest(folder / MANIFEST)) for folder in bags))
    for folder in bags:
        name = folder.relative_to(folders.archive).as_posix()
        wrong = _bag(folder, (proof, whole), told)
        proof.findings += (Finding(f"{name}/{path}", what) for path, what in wrong)
        _learn(ledgers, folder, name.split("/")[0])
        proof.bags += 1
    proof.findings += _root(folders.archive)
    told.begin("核对公开信息和附件")
    proof.findings += _notices(folders.content, ledgers, (proof, whole))
    proof.findings += _media(folders.content)
    proof.findings.sort()
    return proof


# Bags --------------------------------------------------------------------------------------------------------


def _bag(folder: Path, known: tuple[Proof, set[str]], told: Progress) -> Iterator[tuple[str, str]]:
    """What is wrong in one bag, by path in it; the digests of its sound payload are added to those *known*."""
    proof, whole = known
    listed = archive.read_manifest(folder / MANIFEST)
    present: set[str] = set()
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        if name in TAGGED or name == TAG_MANIFEST:
            continue
        present.add(name)
        if path.is_symlink() or not PAYLOAD.fullmatch(path.name) or name not in listed:
            yield name, "不在清单中的文件，是后来放进来的"
            continue
        digest = sha256_of(path)
        told.advance()
        proof.originals += 1
        proof.octets += path.stat().st_size
        if digest != listed[name] or digest != path.name[:64]:
            yield name, "内容与 sha256 不符，原件已损坏，请从备份恢复"
        else:
            whole.add(digest)
    for name in sorted(set(listed) - present):
        yield name, "清单中有，文件没有，请从备份恢复"
    yield from _tags(folder, listed)


def _tags(folder: Path, listed: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name in (*TAGGED, TAG_MANIFEST):
        if not (folder / name).is_file():
            yield name, "缺少这个文件，请从备份恢复"
    if _text(folder / MANIFEST) != archive.manifest_text(listed):
        yield MANIFEST, "清单被改动，请从备份恢复"
    if _text(folder / "bagit.txt") != archive.DECLARATION:
        yield "bagit.txt", "文件被改动，请从备份恢复"
    if _text(folder / TAG_MANIFEST) != archive.tag_manifest_text(folder):
        yield TAG_MANIFEST, "与它所列的文件不符（台账、清单或说明被改动；上次导入若被中断，先重新导入）"


def _root(root: Path) -> Iterator[Finding]:
    """What is wrong beside and between the bags."""
    listed = archive.read_manifest(root / BAGS)
    if not (root / BAGS).is_file() or _text(root / BAGS) != archive.manifest_text(listed):
        yield Finding(BAGS, "缺少或被改动，请从备份恢复")
    there = {f"{one.relative_to(root).as_posix()}/{TAG_MANIFEST}" for one in archive.bag_folders(root)}
    for name in sorted(there | set(listed)):
        if name not in there:
            yield Finding(name, "整个档案包不见了，请从备份恢复")
        elif name not in listed:
            yield Finding(name, "档案包不在总清单中，是后来放进来的，或上次导入被中断")
        elif (root / name).is_file() and sha256_of(root / name) != listed[name]:
            yield Finding(name, "与总清单不符")
    platforms = {one.split("/")[0] for one in there}
    for entry in sorted(root.iterdir()):
        if entry.name not in _OWN and (entry.name not in platforms or entry.is_symlink()):
            yield Finding(entry.name, "归档库里不该有的文件")
    for platform in sorted(platforms - {archive.UNASSIGNED}):
        loose = (one for one in sorted((root / platform).iterdir()) if not one.is_dir() or one.is_symlink())
        yield from (Finding(f"{platform}/{one.name}", "归档库里不该有的文件") for one in loose)


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in walk(folder):
        folders.sort()
        links = [one for one in folders if Path(parent, one).is_symlink()]
        yield from (Path(parent, name) for name in sorted([*names, *links]))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""


# Notices -----------------------------------------------------------------------------------------------------


def _learn(ledgers: _Ledgers, folder: Path, platform: str) -> None:
    for entry in ledger.read(folder / LEDGER):
        key = (platform, entry.id)
        if entry.id and entry.outcome == "withheld":
            # People complete or mask it, and move it to the content.
            ledgers.originals[key].add(entry.original)
        if entry.id and entry.notice and entry.outcome in ("published", "merged"):
            ledgers.originals[key].add(entry.original)
            ledgers.places[key] = entry.notice
            if entry.written:
                ledgers.written[key].add(entry.written)


def _notices(content: Path, ledgers: _Ledgers, known: tuple[Proof, set[str]]) -> Iterator[Finding]:
    proof, whole = known
    seen: set[tuple[str, str]] = set()
    for path in tree.files(content):
        keys = head(path)
        key = (keys.get("platform", ""), keys.get("source_id", ""))
        name = path.relative_to(content).as_posix()
        if not all(key):
            continue
        if key in seen:
            yield Finding(name, "同一条已有另一个文件，请删去一个")
            continue
        seen.add(key)
        wrong = _notice(path, (key, keys.get("original", "")), (ledgers, whole))
        if wrong:
            yield Finding(name, *wrong)
        else:
            proof.proven += 1
    for key in sorted(set(ledgers.places) - seen):
        yield Finding(ledgers.places[key], "台账记为已公开，文件不在")


def _notice(
    path: Path, said: tuple[tuple[str, str], str], known: tuple[_Ledgers, set[str]]
) -> tuple[str, bool] | None:
    key, original = said
    ledgers, whole = known
    if key not in ledgers.originals:
        return "没有台账可证来历", False
    if original not in ledgers.originals[key]:
        return f"文件头的 original 与台账不符：{original or '（空）'}", False
    if original not in whole:
        return f"原件 {original} 不在归档库中，或已损坏", False
    missing = [
        one
        for one in _SHOWN.findall(path.read_text(encoding="utf-8", errors="replace"))
        if not (path.parent.parent / MEDIA / one).is_file()
    ]
    if missing:
        return f"所附文件不在：{missing[0]}", False
    if sha256_of(path) not in ledgers.written[key]:
        return "与导入时写下的不同：人工修改过，或已损坏", True
    return None


def _media(content: Path) -> Iterator[Finding]:
    """Media files bear the digest of their bytes in their names; what people added under other names is theirs."""
    for folder in sorted(content.glob(f"*/{MEDIA}")):
        for path in sorted(folder.iterdir()):
            found = _MEDIUM.fullmatch(path.name)
            if found and path.is_file() and not sha256_of(path).startswith(found[1]):
                yield Finding(path.relative_to(content).as_posix(), "内容与文件名中的 sha256 不符，已损坏")
