"""A content folder to begin with: the registers and fixed pages of another one, without its notices."""

from __future__ import annotations

from pathlib import Path

from durable import fill_copy


def lay_out(content: Path, target: Path) -> None:
    """Copy the registers and the fixed pages of *content* to the new folder *target*: a content without notices."""
    for path in (*content.glob("*.toml"), *content.glob("*.csv"), *(content / "pages").glob("*.md")):
        fill_copy(path, target / path.relative_to(content))
