"""What pages refer to, noted while they are printed: a page that is in memory need not be read again to be looked over.

All targets of a build are judged together at its end; a page with anything unusual is left to `sitecheck`, which
reads it. Where one target leads nowhere, `sitecheck` reads all pages of the build, to name page and line.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Sequence, Set
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from posixpath import normpath

from durable import fill
from plugins.notices import glance, sitecheck
from plugins.notices.crew import Crew

NAME = "sights.json"
_KEPT = 4096


@dataclass(slots=True)
class Sights:
    """*targets* from the root of the site, as pages write them, and the pages that need a *closer* look."""

    targets: set[str] = field(default_factory=set)
    closer: list[str] = field(default_factory=list)

    def look(self, page: str, text: str) -> None:
        """Take in the *text* of *page*."""
        seen: Set[str] | None = glance.references(page, text)
        if seen is None and sitecheck.is_complete(page, text):
            seen = sitecheck.targets(text)
        found = None if seen is None else _targets(page, text, seen - self.targets)
        if found is None:
            self.closer.append(page)
        else:
            self.targets |= found

    def add(self, other: Sights) -> None:
        """Take in what *other* saw."""
        self.targets |= other.targets
        self.closer += other.closer

    def note(self, folder: Path) -> None:
        """Write them into the build *folder*."""
        fill(folder / NAME, json.dumps([sorted(self.targets), self.closer], ensure_ascii=False))


def check(folder: Path, written: Sequence[str], crew: Crew) -> None:
    """Judge what the build in *folder* noted of the pages *written*; the note is removed. Raises BadPages."""
    note = folder / NAME
    targets, closer = json.loads(note.read_text(encoding="utf-8"))
    files, lead = frozenset(written), sitecheck.Targets(folder / "site").lead
    alive = all(_is_among(files, target) or lead(target) for target in targets)
    sitecheck.check(folder / "site", closer if alive else written, crew)
    note.unlink()


def _is_among(files: Container[str], target: str) -> bool:
    """Whether *target* is one of the *files* just written, which need not be asked for one by one."""
    return target[1:] in files or f"{target[1:]}index.html" in files


def _targets(page: str, text: str, seen: Iterable[str]) -> set[str] | None:
    """The targets from the root that *seen*, the references in *text*, mean; None where one is of an unusual kind."""
    found: set[str] = set()
    for raw in seen:
        kind = _kind(raw)
        if kind == "root":
            found.add(raw)
        elif kind == "above":
            found.add(normpath(f"/{page.rpartition('/')[0]}/{raw}"))
        elif kind == "unusual" and not (raw.startswith("#") and f' id="{raw[1:]}"' in text):
            return None
    return found


def _kind(raw: str) -> str:
    """What is told by the first signs is not kept: most targets are seen once."""
    if raw.startswith(("https://", "http://", "data:")):
        return "foreign"
    return "root" if raw.startswith("/") and "&" not in raw and raw[1:2] != "/" else _kind_of(raw)


@lru_cache(_KEPT)
def _kind_of(raw: str) -> str:
    if sitecheck.is_foreign(raw):
        return "foreign"
    if raw.startswith("/"):
        return "root"
    return "above" if raw.startswith("../media/") and sitecheck.is_plain(raw[2:]) else "unusual"
