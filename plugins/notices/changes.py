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
    """Files of the site *written* and *removed* since the former build; *due*: when it is out of date by itself."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    due: datetime | None

    def note(self, folder: Path) -> None:
        """Write them into the build *folder*."""
        due = self.due.isoformat() if self.due else ""
        whole = {"written": self.written, "removed": self.removed, "due": due}
        fill(folder / NAME, json.dumps(whole, ensure_ascii=False))


def changes(
    written: Iterable[str], before: Iterable[str], after: Iterable[str], due: datetime | None
) -> Changes:
    """The changes of a build that had the files *before* and has those *after*."""
    return Changes(tuple(written), tuple(sorted(set(before) - set(after))), due)


def read(folder: Path) -> Changes:
    """What the build in *folder* changed. Raises OSError where it left no note."""
    whole = json.loads((folder / NAME).read_text(encoding="utf-8"))
    due = datetime.fromisoformat(whole["due"]) if whole["due"] else None
    return Changes(tuple(whole["written"]), tuple(whole["removed"]), due)
