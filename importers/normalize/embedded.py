"""Pictures that stand in a page itself, as `data:` addresses (RFC 2397): SingleFile and editors write them."""

from __future__ import annotations

import base64
import binascii
import struct
from urllib.parse import unquote, unquote_to_bytes


def embedded(source: str) -> bytes | None:
    """The bytes of a `data:` address; None for an empty, broken or 1x1 one, which stands for a missing picture.

    None also for SVG, which could run scripts, and for any other address.
    """
    head, _, body = source.strip().partition(",")
    if head[:5].lower() != "data:" or "svg" in head[:40]:
        return None
    try:
        content = (
            base64.b64decode(unquote(body), validate=False) if ";base64" in head else unquote_to_bytes(body)
        )
    except (binascii.Error, ValueError):
        return None
    return None if not content or _size(content) in ((1, 1), (0, 0)) else content


def _size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a GIF or PNG; None for other types (never placeholders)."""
    if content[:3] == b"GIF" and len(content) >= 10:
        width, height = struct.unpack("<HH", content[6:10])
        return width, height
    if content[:4] == b"\x89PNG" and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return None if len(content) > 32 else (0, 0)
