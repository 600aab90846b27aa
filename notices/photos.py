"""What a picture says besides its pixels: where it was taken, and remarks (Exif 2.3 §4.6, XMP, PNG text)."""

from __future__ import annotations

import re
import struct

_HEAD = 1 << 18  # metadata stands before the pixels, within this many bytes
_EXIF = b"Exif\0\0"
_GPS_POINTER = 0x8825
_XMP_PLACE = re.compile(rb"GPSLatitude|exif:GPS|photoshop:City|Iptc4xmpCore:Location")
_PNG_TEXT = re.compile(rb"(?:tEXt|iTXt)([\x20-\x7e]{1,79}\0[^\0]{0,4000})")
_PRINTABLE = re.compile(r"[^\x00-\x1f\ufffd]{4,}")
_ENTRY = 12


def has_place(payload: bytes) -> bool:
    """Whether the picture tells where it was taken; damaged metadata tells nothing."""
    head = payload[:_HEAD]
    return _XMP_PLACE.search(head) is not None or any(_has_gps(block) for block in _exif_blocks(head))


def remarks(payload: bytes) -> str:
    """Readable remarks in the picture's metadata, a line each."""
    head = payload[:_HEAD]
    if head.startswith(b"\x89PNG"):
        found = [match[1].replace(b"\0", b" ") for match in _PNG_TEXT.finditer(head)]
    else:
        found = _exif_blocks(head)
    lines = [line for block in found for line in _PRINTABLE.findall(block.decode("utf-8", "replace"))]
    return "\n".join(lines)


def _exif_blocks(head: bytes) -> list[bytes]:
    """The TIFF structures of a JPEG's APP1 segments, a PNG's eXIf or a WebP's EXIF chunk."""
    if head.startswith(b"\xff\xd8"):
        return _jpeg_blocks(head)
    found = []
    for name in (b"eXIf", b"EXIF"):
        at = head.find(name)
        if at >= 0:
            start = at + (4 if name == b"eXIf" else 8)
            found.append(head[start : start + 65536].removeprefix(_EXIF))
    return found


def _jpeg_blocks(head: bytes) -> list[bytes]:
    found, at = [], 2
    while at + 4 <= len(head) and head[at] == 0xFF and head[at + 1] != 0xDA:
        length = int.from_bytes(head[at + 2 : at + 4], "big")
        segment = head[at + 4 : at + 2 + length]
        if head[at + 1] == 0xE1 and segment.startswith(_EXIF):
            found.append(segment.removeprefix(_EXIF))
        at += 2 + max(length, 2)
    return found


def _has_gps(tiff: bytes) -> bool:
    """Whether the first directory of *tiff* points to a directory of places that holds anything."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2], "")
    if not order:
        return False
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, _, _, value = struct.unpack_from(f"{order}HHII", tiff, first + 2 + number * _ENTRY)
            if tag == _GPS_POINTER:
                return bool(
                    struct.unpack_from(f"{order}H", tiff, value)[0] > 1
                )  # one entry is the version only
    except struct.error:
        return False
    return False
