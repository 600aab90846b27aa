"""A made-up city, built once for all tests that only look."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import city
from building import NOW, build_in

from pelicanconf import JINJA_GLOBALS
from plugins.notices.intake import read_library
from plugins.notices.library import Library
from plugins.notices.site import Site
from plugins.release import Build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The whole made-up city, built."""
    root = tmp_path_factory.mktemp("city")
    city.write(root / "content")
    return build_in(root)


@pytest.fixture(scope="session")
def library(built: Build) -> Library:
    """What the made-up city is built from."""
    return read_library(built.folder.parent.parent / "content", NOW)


@pytest.fixture(scope="session")
def site() -> Site:
    """Who runs the made-up city's site."""
    return JINJA_GLOBALS["site"]
