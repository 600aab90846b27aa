"""Which posts content/ holds already: platform and source id of every notice, by reading their heads."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from notices import tree
from notices.fields import NAME_OF_ALIAS

_HEAD = 1 << 14
_END = re.compile(rb"\n---[ \t]*\r?\n")
_KEY = re.compile(r"^([^\s:：]+)[ \t]*[:：][ \t]*(.*?)[ \t\r]*$", re.MULTILINE)


def identity(platform: str, source_id: str) -> bytes:
    """The sha256 by which a post is known; slugs end in its first twelve hexadecimal digits."""
    return hashlib.sha256(f"{platform}\0{source_id}".encode("utf-8", "surrogatepass")).digest()


class Catalogue:
    """Paths of archived notices from the content folder, by identity (eight bytes of it: a million take little room)."""

    def __init__(self, content: Path) -> None:
        """Read the heads of all notices under *content*."""
        self._paths: dict[bytes, str] = {}
        for path in tree.files(content):
            if (known := _identity_in(path)) is not None:
                self._paths.setdefault(known[:8], path.relative_to(content).as_posix())

    def __len__(self) -> int:
        return len(self._paths)

    def find(self, known: bytes) -> str | None:
        """The path of the notice with this identity."""
        return self._paths.get(known[:8])

    def add(self, known: bytes, path: str) -> None:
        """Remember that *path* is the notice with this identity."""
        self._paths[known[:8]] = path


def head(path: Path) -> dict[str, str]:
    """The front matter of the notice *path* by English key, as far as its lines can be made out. Raises OSError."""
    with path.open("rb") as stream:
        start = stream.read(_HEAD)
    end = _END.search(start)
    text = start[: end.start() if end else len(start)].decode("utf-8", "replace")
    return {NAME_OF_ALIAS.get(key, key): value for key, value in _KEY.findall(text)}


def _identity_in(path: Path) -> bytes | None:
    found = head(path)
    platform, source_id = found.get("platform"), found.get("source_id")
    return identity(platform, source_id) if platform and source_id else None
