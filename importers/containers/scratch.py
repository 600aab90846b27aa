"""The scratch folder in which members lie while an import runs."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import durable


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Lend *folder*, empty; what a stopped run left in it goes first, what this run puts there goes at the end."""
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Stage:
    """The members of one archive file below *folder*, whose innermost folder bears the archive's own *name*."""

    def __init__(self, folder: Path, name: str) -> None:
        """Begin with none."""
        self._folder = folder
        self._name = name

    def put(self, steps: tuple[str, ...], blocks: Iterable[bytes]) -> Path:
        """Write a member under *steps*, in a folder apart where that name is taken; returns its path.

        Raises what *blocks* raise; nothing is left of the member then.
        """
        path = self._free(steps)
        durable.fill_blocks(path, blocks)
        return path

    def _free(self, steps: tuple[str, ...]) -> Path:
        number = 0
        while True:
            top = self._folder / str(number) / self._name
            path = top.joinpath(*steps)
            between = (top.joinpath(*steps[:count]) for count in range(1, len(steps)))
            if not path.exists() and not any(one.is_file() for one in between):
                return path
            number += 1
