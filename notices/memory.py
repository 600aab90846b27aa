"""What a check found fit, so that the next one reads only what changed since.

Lines of JSON: a key over all that verdicts rest on (registers, word lists, review policy, our own code), then a
line a notice and a line an attachment. Only what was fit without any problem or waiver, and will stay so as
time goes by, is remembered; losing the file costs time, nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import durable

Stamp = tuple[int, int, int]  # modified (ns), bytes, inode: what git trusts too
_CODE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of one notice.

    *digest* (hexadecimal) is over title and body, *files* are the files of the content folder that it refers
    to, *lasting* says that no day to come and no review changes the verdict.
    """

    path: str
    slug: str
    digest: str
    archived: bool
    files: tuple[str, ...]
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Memory:
    """Fit *notices* and *attachments* by path, with the stamps of their files then."""

    notices: Mapping[str, tuple[Stamp, Seen]] = field(default_factory=dict)
    attachments: Mapping[str, Stamp] = field(default_factory=dict)

    def fit(self, stamps: Mapping[str, Stamp]) -> Iterator[Seen]:
        """The notices that are as they were when found fit, and whose files are all among *stamps*."""
        for path, (stamp, seen) in self.notices.items():
            if stamps.get(path) == stamp and all(name in stamps for name in seen.files):
                yield seen


def stamp(path: Path) -> Stamp:
    """The stamp of the file *path*. Raises OSError."""
    status = path.stat(follow_symlinks=False)
    return status.st_mtime_ns, status.st_size, status.st_ino


def key(content: Path) -> str:
    """The digest of everything but the notices that a verdict rests on."""
    digest = hashlib.sha256()
    names = ("departments.toml", "accounts.csv", "reviews.toml")
    files = [content / name for name in names] + sorted((content / "words").glob("*.toml"))
    for path in [*files, *sorted(_CODE.rglob("*.py"))]:
        if path.is_file():
            digest.update(f"{path.name}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def load(path: Path, expected: str) -> Memory:
    """The memory in *path*; empty when there is none, when it is damaged, or when its key is not *expected*."""
    notices: dict[str, tuple[Stamp, Seen]] = {}
    attachments: dict[str, Stamp] = {}
    try:
        with path.open(encoding="utf-8") as stream:
            if json.loads(stream.readline()) != {"key": expected}:
                return Memory()
            for line in stream:
                name, stamped, *rest = json.loads(line)
                if rest:
                    slug, digest, archived, files = rest
                    notices[name] = (_stamp(stamped), Seen(name, slug, digest, archived, tuple(files)))
                else:
                    attachments[name] = _stamp(stamped)
    except (FileNotFoundError, ValueError, TypeError):
        return Memory()
    return Memory(notices, attachments)


def save(path: Path, made_under: str, memory: Memory) -> None:
    """Write *memory* to *path*, whole or not at all."""
    durable.write_blocks(path, _blocks(made_under, memory))


def _blocks(made_under: str, memory: Memory) -> Iterator[bytes]:
    yield _line({"key": made_under})
    for path, (stamped, seen) in memory.notices.items():
        yield _line([path, stamped, seen.slug, seen.digest, seen.archived, seen.files])
    for path, stamped in memory.attachments.items():
        yield _line([path, stamped])


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _stamp(raw: Iterable[int]) -> Stamp:
    modified, size, inode = raw
    return modified, size, inode


def stamps(content: Path, paths: Iterable[Path]) -> dict[str, Stamp]:
    """The stamps of *paths* by their names from *content*."""
    start = len(os.fspath(content)) + 1
    return {os.fspath(path)[start:]: stamp(path) for path in paths}
