"""Width and height of a picture from its first bytes, so that a page keeps its place while pictures load.

PNG (ISO/IEC 15948), GIF89a, JPEG (ITU-T T.81, B.2.2) and WebP (RFC 9649); of anything else nothing is said.
"""

from __future__ import annotations

import errno
import struct
from pathlib import Path

_HEAD = 1 << 16
_LACKING = (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO)
_MOST = 20_000  # pixels: more is no picture of a notice but a damaged head
# Start of frame, all kinds but the three other markers in that range.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def of_file(path: Path) -> tuple[int, int] | None:
    """Width and height of the picture in *path* in pixels; None where they cannot be told or the file is not there.

    Raises OSError where the machine could not read it now, and may another time.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        if error.errno in _LACKING:
            raise  # a page without its sizes would pass for whole
        return None
    try:
        found = _of_head(head)
    except (struct.error, IndexError):
        return None
    return found if found and all(0 < one <= _MOST for one in found) else None


def _of_head(head: bytes) -> tuple[int, int] | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return struct.unpack(">II", head[16:24])
    if head.startswith((b"GIF87a", b"GIF89a")):
        return struct.unpack("<HH", head[6:10])
    if head.startswith(b"\xff\xd8"):
        return _jpeg(head)
    return _webp(head) if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def _jpeg(head: bytes) -> tuple[int, int] | None:
    position = 2
    while head[position] == 0xFF:
        marker = head[position + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", head[position + 5 : position + 9])
            return width, height
        position += 2 + int.from_bytes(head[position + 2 : position + 4], "big")
    return None


def _webp(head: bytes) -> tuple[int, int] | None:
    kind = head[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
