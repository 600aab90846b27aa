"""The journal: which texts a run is about to write, so that the next run knows them for an import's own.

Between the naming of a notice and the line in its ledger a run may be killed. Without the journal the next run
would take that notice for one that a person changed, and leave it as it is for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import durable


class Journal:
    """The file *path* of intentions; it is there only while a run goes on or after one was stopped."""

    def __init__(self, path: Path) -> None:
        """Read what a stopped run intended."""
        self._path = path
        self._intended: set[str] = set()
        if path.exists():
            self._intended.update(path.read_text(encoding="ascii", errors="replace").split("\n"))

    def intends(self, text_sha256: str) -> bool:
        """Whether a stopped run was about to write the text with this digest."""
        return text_sha256 in self._intended

    def announce(self, texts: Iterable[str]) -> None:
        """Note *texts* durably before they are written."""
        lines = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        if lines:
            durable.append_lines(self._path, lines)

    def close(self) -> None:
        """Forget everything: the ledgers know it now."""
        self._path.unlink(missing_ok=True)
