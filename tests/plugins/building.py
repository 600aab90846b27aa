"""Building a project folder of the tests with the real settings and the real theme, at a fixed moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from notices.values import BEIJING
from plugins import release

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=BEIJING)


def build_in(
    root: Path, after: Callable[[release.Build], None] | None = None, **settings: object
) -> release.Build:
    """Build the project folder *root*; *settings* override."""
    workshop = release.Workshop(root, ROOT / "pelicanconf.py")
    fixed = {"PATH": str(root / "content"), "THEME": str(ROOT / "theme"), "NOW": NOW}
    return release.release(workshop, after or (lambda build: None), **{**fixed, **settings})


def made(build: release.Build) -> dict[str, bytes]:
    """Every file that *build* made for others, with its bytes: the site and the search documents."""
    files = [path for path in build.site.rglob("*") if path.is_file()]
    return {
        path.relative_to(build.folder).as_posix(): path.read_bytes() for path in [*files, build.documents]
    }
