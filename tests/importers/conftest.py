"""The scratch city of `tests/importers/city.py` as fixtures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.importers.city import City


@pytest.fixture
def new_city(tmp_path: Path) -> Callable[[str], City]:
    """Make a city of the name given: departments registered, no account, no export."""

    def make(name: str) -> City:
        city = City(tmp_path / name)
        city.exports.mkdir(parents=True)
        city.content.mkdir()
        register = '[qinglan]\nname = "青澜市政府办公室"\nlevel = "市"\n\n[shuiwu]\nname = "青澜市水务局"\nlevel = "市"\n'
        (city.content / "departments.toml").write_text(register, encoding="utf-8")
        return city

    return make


@pytest.fixture
def city(new_city: Callable[[str], City]) -> City:
    """One such city."""
    return new_city("city")
