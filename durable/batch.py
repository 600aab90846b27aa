"""Many files made durable together: one wait for the disk instead of one a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from durable.files import blocks_of, discard, flush_file, make_folder, stage, sync_folder


class Batch:
    """Files that are written now under temporary names and take their own names at `commit`, in order.

    Each file is whole or not there, as with `atomic_write`; a crash during `commit` leaves the first few of
    them in place, never a later one without the earlier ones. So stage what others point to first.
    """

    def __init__(self) -> None:
        """Start empty."""
        self._staged: dict[Path, Path] = {}
        self.size = 0

    def __len__(self) -> int:
        return len(self._staged)

    def __contains__(self, path: Path) -> bool:
        return path in self._staged

    def write(self, path: Path, content: bytes | str) -> None:
        """Stage *content* (text becomes UTF-8) for *path*; staging a path again replaces the former content."""
        payload = content.encode("utf-8") if isinstance(content, str) else content
        self._stage(path, iter((payload,)))

    def copy(self, source: Path, path: Path) -> None:
        """Stage the bytes of *source* for *path*, a block at a time."""
        with source.open("rb") as stream:
            self._stage(path, blocks_of(stream))

    def commit(self) -> None:
        """Flush everything staged to the disk, then name the files in the order they were staged.

        Raises OSError when the disk refuses; files not yet named are then dropped.
        """
        if len(self._staged) > 1:
            os.sync()  # one pass; the fsync of each file below then only reports errors
        try:
            for temporary in self._staged.values():
                flush_file(temporary)
            for path, temporary in self._staged.items():
                temporary.replace(path)
        finally:
            folders = sorted({path.parent for path in self._staged})
            self.drop()
        for folder in folders:
            sync_folder(folder)

    def drop(self) -> None:
        """Forget what is staged and remove its temporary files."""
        for temporary in self._staged.values():
            discard(temporary)
        self._staged.clear()
        self.size = 0

    def _stage(self, path: Path, blocks: Iterator[bytes]) -> None:
        make_folder(path.parent)
        temporary, written = stage(path, blocks)
        former = self._staged.pop(path, None)
        if former is not None:
            discard(former)
        self._staged[path] = temporary
        self.size += written


@contextmanager
def batch() -> Iterator[Batch]:
    """A `Batch` that is committed when the block ends well and dropped when it does not."""
    staged = Batch()
    try:
        yield staged
        staged.commit()
    finally:
        staged.drop()
