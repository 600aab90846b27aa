"""What a build changed, in a file beside its site: for checking, compressing and publishing only that."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from durable import fill

NAME = "changes.json"


@dataclass(frozen=True, slots=True)
class Changes:
    """Files of the site *written* and *removed* since the former build, and how many stayed *unchanged*.

    *at*: the moment for which the site was made; *due*: when it is out of date by itself. Where the site was made by
    amending that of the build *former*, these and the *media* are all files in which the two differ; else *former* is
    empty.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    due: datetime | None
    unchanged: int = 0
    media: tuple[str, ...] = ()
    former: str = ""
    at: datetime | None = None

    def note(self, folder: Path) -> None:
        """Write them into the build *folder*."""
        whole = {
            "written": self.written,
            "removed": self.removed,
            "due": self.due.isoformat() if self.due else "",
            "unchanged": self.unchanged,
            "media": self.media,
            "former": self.former,
            "at": self.at.isoformat() if self.at else "",
        }
        fill(folder / NAME, json.dumps(whole, ensure_ascii=False))


NONE = Changes((), (), None)


def changes(
    written: Iterable[str], before: Iterable[str], after: Iterable[str], due: datetime | None
) -> Changes:
    """The changes of a build that had the files *before* and has those *after*."""
    new, now = tuple(written), set(after)
    return Changes(new, tuple(sorted(set(before) - now)), due, len(now) - len(new))


def read(folder: Path) -> Changes:
    """What the build in *folder* changed. Raises OSError where it left no note."""
    whole = json.loads((folder / NAME).read_text(encoding="utf-8"))
    at, due = (datetime.fromisoformat(whole[name]) if whole[name] else None for name in ("at", "due"))
    return Changes(
        tuple(whole["written"]),
        tuple(whole["removed"]),
        due,
        whole["unchanged"],
        tuple(whole["media"]),
        whole["former"],
        at,
    )
