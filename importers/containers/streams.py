"""Compressed streams: gzip, bzip2 and xz, opened so that memory stays flat."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from pathlib import Path
from typing import BinaryIO, cast

from importers.containers.limits import BLOCK

BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError)
_MEMORY = 128 << 20  # bytes that an xz stream may ask for; `xz -9` asks for 65 MB

_MAGIC: tuple[tuple[bytes, str], ...] = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"))


def kind_of(head: bytes) -> str:
    """Tell the compression of a file that begins with *head*, empty when there is none."""
    return next((name for magic, name in _MAGIC if head.startswith(magic)), "")


def opened(path: Path, kind: str) -> BinaryIO:
    """Open the compressed file *path* for reading; damage shows while reading (BROKEN)."""
    if kind == "gzip":
        return cast(BinaryIO, gzip.open(path, "rb"))
    if kind == "bzip2":
        return cast(BinaryIO, bz2.open(path, "rb"))
    return cast(BinaryIO, io.BufferedReader(_Xz(path), BLOCK))


class _Xz(io.RawIOBase):
    """The module lzma's own file class knows no limit of memory."""

    def __init__(self, path: Path) -> None:
        self._source = path.open("rb")
        self._decoder = lzma.LZMADecompressor(memlimit=_MEMORY)

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._source.close()
        super().close()

    def readinto(self, buffer: object) -> int:
        """Fill *buffer*; 0 at the end of the last stream."""
        view = memoryview(cast(bytearray, buffer)).cast("B")
        while True:
            if self._decoder.eof and not self._next():
                return 0
            fresh = self._source.read(1 << 16) if self._decoder.needs_input else b""
            if self._decoder.needs_input and not fresh:
                raise EOFError("the stream ends before its end mark")
            if out := self._decoder.decompress(fresh, len(view)):
                view[: len(out)] = out
                return len(out)

    def _next(self) -> bool:
        rest = (self._decoder.unused_data or self._source.read(1 << 16)).lstrip(b"\0")
        if not rest:
            return False
        self._decoder = lzma.LZMADecompressor(memlimit=_MEMORY)
        self._source.seek(-len(rest), 1)
        return True
