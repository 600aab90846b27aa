"""Whether anything that a build reads has changed since the build being served: if not, there is nothing to do.

Told from sizes, times and inodes of all files, as git does, without reading one; so it must stay cheap to import.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from durable import fill

PROJECT = Path(__file__).resolve().parent.parent

# A file written so shortly before we looked may be written again without a new time (the kernel's clock tick
# is 4 ms, 10 ms at worst): not told apart, so not trusted.
_TICK = 20_000_000

_CODE = ("durable", "notices", "oldlinks", "plugins", "search", "theme", "pelicanconf.py", "publishconf.py")
_NOTE = "inputs.json"


def sources(content: Path, conf: Path) -> list[Path]:
    """All that a build of *content* with the settings *conf* reads."""
    return [content, conf, *(PROJECT / name for name in _CODE)]


def look(roots: Iterable[Path]) -> str:
    """A digest of the state of every file under *roots*; empty when one was written only just now."""
    now = time.time_ns()
    digest = blake2b(digest_size=16)
    for path, status in _files(roots):
        if status.st_ctime_ns > now - _TICK:
            return ""
        stamp = f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0{status.st_ctime_ns}\0{status.st_ino}\n"
        digest.update(stamp.encode(errors="surrogateescape"))
    return digest.hexdigest()


def _files(roots: Iterable[Path]) -> Iterator[tuple[str, os.stat_result]]:
    folders = [str(root) for root in roots if root.is_dir()]
    yield from ((str(root), root.stat()) for root in roots if root.is_file())
    while folders:
        for entry in sorted(os.scandir(folders.pop()), key=lambda one: one.name):
            if entry.is_dir(follow_symlinks=False):
                folders += [entry.path] if entry.name != "__pycache__" else []
            else:
                yield entry.path, entry.stat(follow_symlinks=False)


def note(folder: Path, seen: str, due: datetime | None) -> None:
    """Note in the build *folder* what `look` saw before it, and when it will be out of date by itself, if ever."""
    fill(folder / _NOTE, json.dumps({"seen": seen, "due": due.isoformat() if due else ""}))


def noted(folder: Path) -> bool:
    """Whether the build in *folder* came to its end: the note is the last thing that is written."""
    return (folder / _NOTE).is_file()


def stands(output: Path, seen: str, now: datetime) -> bool:
    """Whether the build that *output* shows was made of what `look` has now *seen*, and is not out of date."""
    try:
        noted = json.loads((output.resolve().parent / _NOTE).read_text(encoding="utf-8"))
        due = datetime.fromisoformat(noted["due"]) if noted["due"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(seen) and noted["seen"] == seen and (due is None or now < due)
