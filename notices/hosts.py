"""Foreign hosts that the web team looked at, `content/known-hosts.txt`: one a line, `#` begins a remark."""

from __future__ import annotations

from pathlib import Path

FILE = "known-hosts.txt"


def load(path: Path) -> frozenset[str]:
    """The hosts of *path* in lower case; none where there is no file. Raises OSError."""
    if not path.is_file():
        return frozenset()
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    lines = (line.partition("#")[0].strip().lower() for line in text.splitlines())
    return frozenset(filter(None, lines))
