"""Two releases of a small made-up city, made once; tests that change something take a copy."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import city
from releasing import released


@pytest.fixture(scope="session")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two releases; the second withdrew a notice and brought another."""
    root = tmp_path_factory.mktemp("releases") / "project"
    first, second = city.own()[:2]
    city.write(root / "content", [first])
    released(root)
    shutil.rmtree(root / "content")
    city.write(root / "content", [second])
    released(root)
    return root


@pytest.fixture
def project(two: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(two, tmp_path / "project", symlinks=True))
