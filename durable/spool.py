"""Lines that are too many for memory, kept on the disk until the task ends."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import BinaryIO, cast


class Spool:
    """An unnamed temporary file of text lines that goes with its process; a context manager."""

    def __init__(self) -> None:
        """Make the file in the system's folder for temporary files."""
        self._stream = tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - closed by __exit__
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def append(self, line: str) -> int:
        """Add *line*, which holds no line break; returns its number, from 0."""
        self._stream.write(f"{line}\n")
        self._count += 1
        return self._count - 1

    def __iter__(self) -> Iterator[str]:
        self._stream.seek(0)
        for line in self._stream:
            yield line.rstrip("\n")
        self._stream.seek(0, 2)


def spooled(blocks: Iterable[bytes]) -> BinaryIO:
    """An unnamed temporary file of the bytes of *blocks*, at its beginning; it goes when it is closed.

    Raises what *blocks* raise, and OSError when the disk refuses.
    """
    stream = tempfile.TemporaryFile("w+b")  # noqa: SIM115 - the caller closes it
    try:
        for block in blocks:
            stream.write(block)
    except BaseException:
        stream.close()
        raise
    stream.seek(0)
    return cast(BinaryIO, stream)
