"""A made-up city, built once for all tests that only look."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from notices.values import BEIJING
from pelicanconf import JINJA_GLOBALS
from plugins import release
from plugins.notices.generator import read_library
from plugins.notices.library import Library
from plugins.notices.site import Site

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE))

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=BEIJING)

import city  # noqa: E402 - the fixtures beside this file

Builder = Callable[..., release.Build]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> release.Build:
    """The whole made-up city, built."""
    root = tmp_path_factory.mktemp("city")
    city.write(root / "content")
    return build_in(root)


@pytest.fixture(scope="session")
def library(built: release.Build) -> Library:
    """What the made-up city is built from."""
    return read_library(built.folder.parent.parent / "content", NOW)


@pytest.fixture(scope="session")
def site() -> Site:
    """Who runs the made-up city's site."""
    return JINJA_GLOBALS["site"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project folder with the made-up city's content."""
    city.write(tmp_path / "content")
    return tmp_path


def build_in(
    root: Path, after: Callable[[release.Build], None] | None = None, **settings: object
) -> release.Build:
    """Build the project folder *root* with the real settings and the real theme."""
    workshop = release.Workshop(root, ROOT / "pelicanconf.py")
    fixed = {"PATH": str(root / "content"), "THEME": str(ROOT / "theme"), "NOW": NOW}
    return release.release(workshop, after or (lambda build: None), **{**fixed, **settings})
