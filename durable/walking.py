"""Walking a tree that is to be kept or vouched for: what cannot be read is no empty folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`, which passes over folders that cannot be read; here those raise OSError.

    A *folder* that is not there, or is none, has nothing below it.
    """
    return os.walk(folder, onerror=_refuse)


def _refuse(error: OSError) -> None:
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        raise error
