"""The shim, compiled once, and a server of commands that runs under it."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from shim import Server, compiled


@pytest.fixture(scope="session")
def memory() -> Iterator[Path]:
    """A folder in memory where there is one: thousands of trees are made and thrown away."""
    shared = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="durability-", dir=shared if shared.is_dir() else None))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def library(memory: Path) -> Path:
    """The shim."""
    made = compiled(memory)
    if made is None:
        pytest.skip("no C compiler: the shim cannot be made")
    return made


@pytest.fixture(scope="session")
def light(library: Path, memory: Path) -> Iterator[Server]:
    """Runs what needs few imports."""
    folder = memory / "light"
    folder.mkdir()
    with Server(library, folder, ["unsafe", "durable.backup.__main__"]) as server:
        yield server


@pytest.fixture(scope="session")
def server(library: Path, memory: Path) -> Iterator[Server]:
    """Runs every command of the house."""
    folder = memory / "heavy"
    folder.mkdir()
    with Server(library, folder) as server:
        yield server


@pytest.fixture
def base(memory: Path) -> Iterator[Path]:
    """A folder for one scene."""
    folder = Path(tempfile.mkdtemp(dir=memory))
    yield folder
    shutil.rmtree(folder)
