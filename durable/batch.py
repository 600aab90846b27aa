"""Many files made durable together: one wait for the disk instead of one a file."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from durable.files import blocks_of, discard, flush_file, hashed, make_folder, stage, sync_folder


class SourceChanged(OSError):
    """A file was changed while it was read: what was found in it and what would be kept are not the same."""

    def __init__(self, path: Path) -> None:
        """Name the *path*."""
        super().__init__(errno.ESTALE, "读取期间被改动，请等它写完再运行", str(path))


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

    def copy(self, source: Path, path: Path, sha256: str = "") -> None:
        """Stage the bytes of *source* for *path*, a block at a time.

        Raises SourceChanged where they are no longer those with the digest *sha256*.
        """
        digest = hashlib.sha256()
        with source.open("rb") as stream:
            self._stage(path, hashed(blocks_of(stream), digest))
        if sha256 and digest.hexdigest() != sha256:
            discard(self._staged.pop(path))
            raise SourceChanged(source)

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
