"""Making a long file out of pieces of others, by the kernel, without reading them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

Piece = tuple[Path, int, int]


def splice(path: Path, pieces: Iterable[Piece]) -> None:
    """Write the new file *path* out of *pieces* (file, offset, length), without waiting for the disk, as `fill` does.

    Raises FileExistsError when *path* is there already, EOFError when a piece reaches beyond its file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        target = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        opened.callback(os.close, target)
        sources: dict[Path, int] = {}
        for source, offset, length in pieces:
            if source not in sources:
                sources[source] = os.open(source, os.O_RDONLY)
                opened.callback(os.close, sources[source])
            _copy(sources[source], target, offset, length)


def _copy(source: int, target: int, offset: int, length: int) -> None:
    while length:
        copied = os.sendfile(target, source, offset, length)
        if not copied:
            raise EOFError(f"a piece of {length} bytes at {offset} reaches beyond its file")
        offset += copied
        length -= copied
