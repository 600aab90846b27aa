"""Whether anything that a build reads has changed since the build being served: if not, there is nothing to do.

Told from sizes, times and inodes of all files, as git does, without reading one; so it must stay cheap to import.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from stat import S_ISREG

from durable import atomic_write, fill

PROJECT = Path(__file__).resolve().parent.parent

# A file written so shortly before we looked may be written again without a new time (the kernel's clock tick
# is 4 ms, 10 ms at worst): not told apart, so not trusted.
_TICK = 20_000_000

_CODE = ("durable", "notices", "oldlinks", "plugins", "search", "theme", "pelicanconf.py", "publishconf.py")
_NOTE = "inputs.json"
_FRESH = "~"
LINK = "link:"
"""What the stamp of anything but a plain file begins with: of a symbolic link, of a pipe."""


def sources(content: Path, conf: Path) -> list[Path]:
    """All that a build of *content* with the settings *conf* reads."""
    return [content, conf, *(PROJECT / name for name in _CODE)]


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of all files: a *digest* of their state, empty when one was written only just now.

    *folders* has for each folder a digest, empty likewise, and a row a file: name, a zero byte, and a stamp.
    """

    digest: str
    folders: Mapping[str, tuple[str, list[str]]]


NOTHING = Sight("", {})
"""Of a build that is to be made again whatever is seen."""


def look(roots: Sequence[Path]) -> str:
    """A digest of the state of every file under *roots*; empty when one was written only just now."""
    return sight(roots).digest


def sight(roots: Sequence[Path]) -> Sight:
    """The state of every file under *roots*, folder by folder; looks twice where something was written only just now."""
    seen = _sight(roots)
    if not seen.digest:
        time.sleep(1.5 * _TICK / 1e9)
        seen = _sight(roots)
    return seen


def _sight(roots: Sequence[Path]) -> Sight:
    trusted = time.time_ns() - _TICK
    folders: dict[str, tuple[str, list[str]]] = {}
    whole = blake2b(digest_size=16)
    fresh = False
    for folder, rows in _rows(roots, trusted):
        sure = not any(row.endswith(_FRESH) for row in rows)
        fresh = fresh or not sure
        rows.sort()
        state = blake2b("\n".join(rows).encode(errors="surrogateescape"), digest_size=16).hexdigest()
        whole.update(f"{folder}\0{state}\n".encode(errors="surrogateescape"))
        folders[folder] = (state if sure else "", rows)
    return Sight("" if fresh else whole.hexdigest(), folders)


def _rows(roots: Sequence[Path], trusted: int) -> Iterator[tuple[str, list[str]]]:
    """Each folder under *roots*, and each root that is a file, with a row a file."""
    waiting = [str(root) for root in roots if root.is_dir()]
    for root in roots:
        if root.is_file():
            yield str(root), [f"\0{_stamp(root.stat(), trusted)}"]
    while waiting:
        folder = waiting.pop()
        rows: list[str] = []
        inner: list[str] = []
        with _entries(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    inner.append(f"{folder}/{entry.name}")
                else:
                    rows.append(f"{entry.name}\0{_stamp(entry.stat(follow_symlinks=False), trusted)}")
        waiting += sorted(one for one in inner if not one.endswith("/__pycache__"))
        yield folder, rows


@contextmanager
def _entries(folder: str) -> Iterator[Iterator[os.DirEntry[str]]]:
    """What is in *folder*, by its descriptor: asked for by name alone, the state of a file costs a quarter less."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with os.scandir(opened) as entries:
            yield entries
    finally:
        os.close(opened)


def _stamp(status: os.stat_result, trusted: int) -> str:
    """What git compares too; with a mark that makes it equal to no later one where the file is too fresh to trust."""
    changed = status.st_ctime_ns
    link = "" if S_ISREG(status.st_mode) else LINK
    fresh = _FRESH if changed > trusted else ""
    return f"{link}{status.st_size}:{status.st_mtime_ns}:{changed}:{status.st_ino}{fresh}"


def note(folder: Path, seen: Sight, due: datetime | None, *, at: datetime | None = None) -> None:
    """Note in the build *folder* what was seen before it, and when it will be out of date by itself, if ever (*due*).

    *at* is the moment for which it was made, None: for any.
    """
    states = {name: state for name, (state, _) in seen.folders.items()}
    top = next(iter(seen.folders.values()), ("", []))[1]
    moments = {"at": at.isoformat() if at else "", "due": due.isoformat() if due else ""}
    fill(folder / _NOTE, json.dumps({"seen": seen.digest, **moments, "folders": states, "top": top}))


def confirm(folder: Path, digest: str) -> None:
    """Note that the build in *folder*, shown provisionally, has become whole; *digest* is of what it was made of."""
    whole = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    atomic_write(folder / _NOTE, json.dumps({**whole, "seen": digest}))


@dataclass(frozen=True, slots=True)
class Term:
    """How long a build holds by itself: from the moment *at* which it was made until it is *due*; None: without end."""

    at: datetime | None
    due: datetime | None

    def holds(self, now: datetime) -> bool:
        """Whether it holds *now*. Before it was made it does not: the clock was wrong then, and what it showed perhaps too early."""
        return (self.at is None or self.at <= now) and (self.due is None or now < self.due)


def _term(whole: Mapping[str, str]) -> Term:
    at, due = (datetime.fromisoformat(whole[name]) if whole[name] else None for name in ("at", "due"))
    return Term(at, due)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a build was made of: the digests of all *folders*, the rows of the *top* one, and the *term* it holds for."""

    folders: Mapping[str, str]
    top: Sequence[str]
    term: Term


def note_of(folder: Path) -> Noted | None:
    """The note in the build *folder*; None where there is none that can be read."""
    try:
        whole = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        return Noted(dict(whole["folders"]), list(whole["top"]), _term(whole))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def noted(folder: Path) -> bool:
    """Whether the build in *folder* came to its end: the note is the last thing that is written."""
    return (folder / _NOTE).is_file()


def stands(output: Path, seen: str, now: datetime) -> bool:
    """Whether the build that *output* shows was made of what `look` has now *seen*, and is not out of date."""
    try:
        noted = json.loads((output.resolve().parent / _NOTE).read_text(encoding="utf-8"))
        return bool(seen) and noted["seen"] == seen and _term(noted).holds(now)
    except (OSError, ValueError, KeyError, TypeError):
        return False
