"""Counting old links that nobody knows: by key or host, never by reader, so that the web team sees what lacks.

Lines `{"day", "key", "count"}` are added to one file, at most every few seconds; a crash loses those seconds.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import durable

_EVERY_SECONDS = 5.0
_MOST_KEYS = 1000  # of one flush: whoever pastes nonsense by the thousand fills no disk
_MOST_BYTES = 32 << 20


class MissingLinks:
    """The counter that writes to *path*, or counts nothing without one."""

    def __init__(self, path: Path | None) -> None:
        """Start with nothing counted."""
        self._path = path
        self._counts: Counter[str] = Counter()
        self._written = time.monotonic()
        self._lock = Lock()

    def note(self, key: str) -> None:
        """Count *key*. Raises nothing: a disk that refuses costs a count, not an answer."""
        if self._path is None:
            return
        with self._lock:
            if len(self._counts) < _MOST_KEYS or key in self._counts:
                self._counts[key[:200]] += 1
            due = time.monotonic() - self._written >= _EVERY_SECONDS
        if due:
            self.flush()

    def flush(self) -> None:
        """Write what was counted."""
        with self._lock:
            counts, self._counts, self._written = self._counts, Counter(), time.monotonic()
        if self._path is None or not counts:
            return
        try:
            if not self._path.exists() or self._path.stat().st_size < _MOST_BYTES:
                durable.append_lines(self._path, map(_line, counts.items()))
        except OSError:
            return


def _line(counted: tuple[str, int]) -> str:
    return json.dumps({"day": datetime.now(UTC).date().isoformat(), "key": counted[0], "count": counted[1]})


def read(path: Path) -> Counter[str]:
    """All counts of *path* together; torn lines are passed over."""
    total: Counter[str] = Counter()
    if not path.exists():
        return total
    with path.open(encoding="utf-8", errors="replace") as stream:
        for text in stream:
            try:
                line = json.loads(text)
                total[str(line["key"])] += int(line["count"])
            except (ValueError, KeyError, TypeError):
                continue
    return total
