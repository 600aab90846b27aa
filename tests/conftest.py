"""What holds for every test."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Playwright, sync_playwright

# Machines of CI are shared: how long one example takes there says nothing about the code.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright's one driver: two of its loops do not run in one thread."""
    with sync_playwright() as driver:
        yield driver
