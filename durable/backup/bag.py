"""One backup on the disk, a BagIt bag (RFC 8493): which files it says it holds, and whether it holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from durable.files import atomic_write, sha256_of
from durable.walking import walk

LATEST = "latest"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
PAYLOAD = "data"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_NAME = re.compile(r"\d{8}T\d{6}(-\d+)?")
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_ESCAPED = {"%": "%25", "\n": "%0A", "\r": "%0D"}


class BadBackup(RuntimeError):
    """There is no backup, or it is not what was written; the message is Chinese."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong with the file *path* of a backup: missing, changed or extra (fsck's words)."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}：{_SAID[self.what]}（{self.what}）"


_SAID = {"missing": "缺少", "changed": "内容已改动或损坏", "extra": "多出来的文件"}


def snapshots(folder: Path) -> list[Path]:
    """The finished backups in *folder*, oldest first."""
    return sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)) if folder.is_dir() else []


def newest(folder: Path) -> Path | None:
    """The backup made last in *folder* (by the link, since clocks may be set back), None where there is none."""
    linked = folder / LATEST
    if linked.is_symlink() and (linked / MANIFEST).is_file():
        return linked.resolve()
    found = snapshots(folder)
    return found[-1] if found else None


def read_manifest(bag: Path, name: str = MANIFEST) -> dict[str, str]:
    """The digests by path from the root of *bag* that its manifest *name* lists. Raises BadBackup."""
    try:
        lines = (bag / name).read_text(encoding="utf-8", errors="surrogateescape").split("\n")
    except OSError:
        raise BadBackup(f"{bag}：没有可读的清单 {name}，不是一份完整的备份。") from None
    matches = [_LINE.fullmatch(line) for line in lines if line]
    if not all(matches):
        raise BadBackup(f"{bag / name}：清单有读不懂的行，已损坏。请换一份较早的备份。")
    return {_unescaped(match[2]): match[1] for match in matches if match}


def write_tags(bag: Path, digests: Mapping[str, str], described: str) -> None:
    """Complete *bag*, whose payload has the *digests* by path: declaration, description, manifests."""
    atomic_write(bag / "bagit.txt", DECLARATION)
    atomic_write(bag / "bag-info.txt", described)
    _write_manifest(bag / MANIFEST, digests)
    tags = ("bagit.txt", "bag-info.txt", MANIFEST)
    _write_manifest(bag / TAG_MANIFEST, {name: sha256_of(bag / name) for name in tags})


def _write_manifest(path: Path, digests: Mapping[str, str]) -> None:
    lines = (f"{digests[name]}  {_escaped(name)}\n" for name in sorted(digests))
    atomic_write(path, "".join(lines).encode("utf-8", "surrogateescape"))


def verify(bag: Path) -> list[Finding]:
    """What is wrong in *bag*, every byte read. Raises BadBackup when there is no manifest to tell by."""
    listed = read_manifest(bag)
    found = set(files(bag / PAYLOAD, bag))
    return sorted([*tags_wrong(bag), *strays(listed, found), *_changed(bag, listed, found)])


def tags_wrong(bag: Path) -> Iterator[Finding]:
    """What is wrong with the tag files of *bag*. Raises BadBackup."""
    listed = read_manifest(bag, TAG_MANIFEST)
    if set(listed) != {"bagit.txt", "bag-info.txt", MANIFEST}:
        yield Finding(TAG_MANIFEST, "changed")
    for name in sorted(listed):
        if not (bag / name).is_file():
            yield Finding(name, "missing")
        elif sha256_of(bag / name) != listed[name]:
            yield Finding(name, "changed")
    beside = {path.name for path in bag.iterdir()} - set(listed) - {TAG_MANIFEST, PAYLOAD}
    yield from (Finding(name, "extra") for name in sorted(beside))


def strays(listed: Iterable[str], found: Iterable[str]) -> Iterator[Finding]:
    """What is *listed* and not *found*, and the other way round."""
    yield from (Finding(name, "missing") for name in set(listed) - set(found))
    yield from (Finding(name, "extra") for name in set(found) - set(listed))


def _changed(bag: Path, listed: Mapping[str, str], found: set[str]) -> Iterator[Finding]:
    for name in listed.keys() & found:
        if (bag / name).is_symlink() or sha256_of(bag / name) != listed[name]:
            yield Finding(name, "changed")


def files(folder: Path, start: Path) -> Iterator[str]:
    """The paths from *start* of everything below *folder* that is no folder."""
    for parent, folders, names in walk(folder):
        folders.sort()
        links = [name for name in folders if Path(parent, name).is_symlink()]
        yield from (Path(parent, name).relative_to(start).as_posix() for name in sorted([*names, *links]))


def _escaped(name: str) -> str:
    return re.sub(r"[%\n\r]", lambda found: _ESCAPED[found[0]], name)


def _unescaped(name: str) -> str:
    return re.sub(r"%(25|0[Aa]|0[Dd])", lambda found: chr(int(found[1], 16)), name)
