"""The archive: originals byte for byte, a BagIt bag an account (RFC 8493), named by their sha256.

`archive/<platform>/<account>/data/<first two digits>/<sha256>.<ext>` beside `ledger.jsonl` and the tag files; what
belongs to no account lies in `archive/unassigned/`. A name says what the bytes must be, so that any of them
can be checked without the manifests.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

import durable
from importers.ledger import Ledger
from notices.accounts import Account

LEDGER = "ledger.jsonl"
UNASSIGNED = "unassigned"
WITHHELD = "withheld"
TOOL = f"guiji {version('guiji')}"

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
TAGGED = ("bagit.txt", "bag-info.txt", MANIFEST, LEDGER)
BAGS = "bags-sha256.txt"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\s]+)")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")
PAYLOAD = re.compile(r"[0-9a-f]{64}(?:\.[a-z0-9]{1,8})?")


def manifest_text(digests: Mapping[str, str]) -> str:
    """The lines of a manifest of the *digests* by name, in the order of the names."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def read_manifest(path: Path) -> dict[str, str]:
    """The digests by name that the manifest *path* lists, none where there is no file; lines that are none are passed over."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return {found[2]: found[1] for line in lines if (found := _LINE.fullmatch(line))}


def tag_manifest_text(folder: Path) -> str:
    """What the tag manifest of the bag *folder* must say of the tag files that are there. Raises OSError."""
    present = (name for name in TAGGED if (folder / name).exists())
    return "".join(f"{durable.sha256_of(folder / name)}  {name}\n" for name in present)


def bag_folders(root: Path) -> list[Path]:
    """The folders of the archive *root* where bags lie, whole or not."""
    names = (path for path in sorted(root.iterdir()) if not path.name.startswith("."))
    platforms = (path for path in names if path.is_dir() and path.name != WITHHELD)
    found: list[Path] = []
    for platform in platforms:
        inside = [platform] if platform.name == UNASSIGNED else sorted(platform.iterdir())
        found += (path for path in inside if path.is_dir())
    return found


class Bag:
    """One bag at *folder*; *source* and *identifier* stand in its bag-info.txt."""

    def __init__(self, folder: Path, source: str, identifier: str) -> None:
        """Open the bag, which need not exist yet."""
        self.folder = folder
        self.ledger = Ledger(folder / LEDGER)
        self._source = source
        self._identifier = identifier

    def path_of(self, sha256: str, name: str) -> Path:
        """Where the bytes with *sha256* lie; *name* lends its extension."""
        suffix = name.rpartition(".")[2].lower() if "." in name else ""
        ending = f".{suffix}" if _EXTENSION.fullmatch(suffix) else ""
        return self.folder / "data" / sha256[:2] / f"{sha256}{ending}"

    def keep(self, batch: durable.Batch, sha256: str, original: Path | bytes, name: str = "") -> None:
        """Stage a copy of *original*, whose digest is *sha256*, unless the bag holds it."""
        target = self.path_of(sha256, name or (original.name if isinstance(original, Path) else ""))
        if target in batch or target.exists():
            return
        if isinstance(original, Path):
            batch.copy(original, target, sha256)
        else:
            batch.write(target, original)

    def seal(self, day: date) -> None:
        """Write the manifests and tag files for what the bag holds now; nothing is written when they hold already."""
        payload = list(self._payload())
        if not payload and not self.ledger.path.exists():
            return
        there = {path.relative_to(self.folder).as_posix(): path.name[:64] for path in payload}
        manifest = manifest_text(read_manifest(self.folder / MANIFEST) | there)
        self._write("bagit.txt", DECLARATION)
        if self._write(MANIFEST, manifest) or not (self.folder / "bag-info.txt").exists():
            self._write("bag-info.txt", self._description(payload, day))
        self._write(TAG_MANIFEST, tag_manifest_text(self.folder))

    def _payload(self) -> Iterator[Path]:
        data = self.folder / "data"
        for shelf in sorted(data.iterdir()) if data.is_dir() else ():
            yield from sorted(path for path in shelf.iterdir() if PAYLOAD.fullmatch(path.name))

    def _description(self, payload: list[Path], day: date) -> str:
        octets = sum(path.stat().st_size for path in payload)
        return (
            f"Source-Organization: {self._source}\n"
            f"External-Identifier: {self._identifier}\n"
            f"Bagging-Date: {day.isoformat()}\n"
            f"Bag-Software-Agent: {TOOL}\n"
            f"Payload-Oxum: {octets}.{len(payload)}\n"
        )

    def _write(self, name: str, text: str) -> bool:
        path = self.folder / name
        if path.exists() and path.read_bytes() == text.encode():
            return False
        durable.atomic_write(path, text)
        return True


class Archive:
    """The bags under *root* that a run touches."""

    def __init__(self, root: Path) -> None:
        """Open the archive, which need not exist yet."""
        self.root = root
        self.touched: set[tuple[str, str]] = set()
        self._bags: dict[str, Bag] = {}

    def bag(self, account: Account | None) -> Bag:
        """The bag of *account*, or of what belongs to none."""
        if account:
            self.touched.add((account.platform, account.native_id))
        name = f"{account.platform}/{_folder(account.native_id)}" if account else UNASSIGNED
        if name not in self._bags:
            source = account.name if account else "（不属于任何账号）"
            identifier = f"{account.platform}:{account.native_id}" if account else UNASSIGNED
            self._bags[name] = Bag(self.root / name, source, identifier)
        return self._bags[name]

    def flush(self) -> None:
        """Append what is new to every ledger."""
        for bag in self._bags.values():
            bag.ledger.flush()

    def seal(self, day: date) -> None:
        """Bring every touched bag's manifests up to date."""
        for bag in self._bags.values():
            bag.seal(day)
        listed = read_manifest(self.root / BAGS)
        for folder in (bag.folder for bag in self._bags.values()):
            if (folder / TAG_MANIFEST).exists():
                name = folder.relative_to(self.root).as_posix()
                listed[f"{name}/{TAG_MANIFEST}"] = durable.sha256_of(folder / TAG_MANIFEST)
        text = manifest_text(listed)
        path = self.root / BAGS
        if text and not (path.exists() and path.read_bytes() == text.encode()):
            durable.atomic_write(path, text)


def _folder(native_id: str) -> str:
    """*native_id* as one folder name: ids hold `=` and `_` at most; anything else, and case, goes by a hash.

    Base64 ids differ by case only, which some file systems fold.
    """
    plain = re.sub(r"[^A-Za-z0-9_-]+", "", native_id)[:80]
    if plain == native_id and plain == plain.lower():
        return plain
    return f"{plain}-{hashlib.sha256(native_id.encode()).hexdigest()[:8]}".lstrip("-")
