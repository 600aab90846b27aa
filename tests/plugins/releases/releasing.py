"""Releasing a project folder of the tests."""

from __future__ import annotations

from pathlib import Path

from building import ROOT, build_in

from plugins import release
from plugins.indexing import index
from plugins.notices.crew import Crew
from plugins.releases import proof


def workshop(root: Path) -> release.Workshop:
    return release.Workshop(root, ROOT / "pelicanconf.py")


def released(root: Path, *, searchable: bool = False, **settings: object) -> release.Build:
    """Build and prove the project folder *root*; with an index only if *searchable*, since that takes a second."""

    def after(build: release.Build) -> None:
        if searchable:
            index(build)
        proof.prove(build.folder, root / "content", workshop(root).serving, Crew(1))

    return build_in(root, after, **settings)


def swap(path: Path, former: str, latter: str) -> None:
    """Change a file of a build in place, as a careless hand does; it is taken off its other names first."""
    text = path.read_text(encoding="utf-8")
    assert former in text
    path.unlink()
    path.write_text(text.replace(former, latter), encoding="utf-8")
