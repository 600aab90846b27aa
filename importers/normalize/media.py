"""Pictures and files: what they are by their bytes, and a copy without private metadata.

Names and declared types of exports lie (`640`, `data-type="other"`, an error page saved as `.jpg`), so only the
first bytes count. Metadata is cut out of the container without decoding the picture: JPEG segments (ITU-T T.81
B.1.1, Exif 2.32), PNG chunks (ISO/IEC 15948), WebP chunks (RFC 9649).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator

HEAD = 512  # bytes that `extension` needs to see

_JPEG = b"\xff\xd8\xff"
_PNG = b"\x89PNG\r\n\x1a\n"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (_JPEG, "jpg"),
    (_PNG, "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"ID3", "mp3"),
    (b"\xff\xfb", "mp3"),
    (b"\xff\xf3", "mp3"),
    (b"#!AMR", "amr"),
    (b"FLV\x01", "flv"),
)
_EBML = b"\x1a\x45\xdf\xa3"  # RFC 8794; the document type within says which of the two it is
_BRANDS = {
    b"avif": "avif",
    b"avis": "avif",
    b"heic": "heic",
    b"heix": "heic",
    b"mif1": "heic",
    b"M4A ": "m4a",
    b"qt  ": "mov",
}
_TEXTS = {"csv", "txt"}
_OFFICE = {"docx", "xlsx", "pptx", "wps", "et", "dps", "doc", "xls", "ppt", "zip", "ofd"}

# What a site may show in <img> (SVG is left out: opened by itself it would run scripts).
PICTURES = frozenset({"jpg", "png", "gif", "webp", "bmp", "avif"})
VIDEOS = frozenset({"mp4", "mov", "webm", "mkv", "flv", "avi"})
SOUNDS = frozenset({"mp3", "m4a", "amr"})


def extension(head: bytes, name: str = "") -> str:
    """The file name extension that fits bytes beginning with *head*, `html` for a web page, `""` if unknown.

    *name* decides only between formats that share one container (docx and xlsx are both zip), and of texts.
    """
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    if head.startswith(_EBML):
        return "webm" if b"webm" in head[:64] else "mkv"
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    for signature, found in _SIGNATURES:
        if head.startswith(signature):
            return _office(name) if found in ("zip", "ole") else found
    return _markup(head) or _plain(head, name)


def _plain(head: bytes, name: str) -> str:
    """A text has no first bytes of its own: its name counts where the bytes can be text."""
    suffix = name.rpartition(".")[2].lower()
    is_text = head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in head
    return suffix if suffix in _TEXTS and head and is_text else ""


def _office(name: str) -> str:
    suffix = name.rpartition(".")[2].lower()
    return suffix if suffix in _OFFICE else "bin"


def _markup(head: bytes) -> str:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in text and text.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype svg")):
        return "svg"
    return (
        "html"
        if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<script", b"<title"))
        else ""
    )


def name_of(content: bytes, extension: str) -> str:
    """The published name of *content*: the first 20 hexadecimal digits of its sha256, and *extension*."""
    return name_of_digest(hashlib.sha256(content).hexdigest(), extension)


def name_of_digest(sha256: str, extension: str) -> str:
    """As `name_of`, from the digest."""
    return f"{sha256[:20]}.{extension}"


def without_metadata(content: bytes) -> bytes:
    """*content* without place, camera, author and comments; the same object when there is nothing to cut.

    Pixels are untouched, and a JPEG's orientation is kept. Other formats, and files too damaged to be taken
    apart safely, come back as they are. Idempotent.
    """
    try:
        if content.startswith(_JPEG):
            return _same_or(content, _jpeg(content))
        if content.startswith(_PNG):
            return _same_or(content, _PNG + b"".join(_png_chunks(content)))
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _same_or(content, _webp(content))
    except (struct.error, ValueError):
        return content
    return content


def _same_or(content: bytes, stripped: bytes) -> bytes:
    return content if stripped == content else stripped


# JPEG --------------------------------------------------------------------------------------------------------

_DROPPED = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}  # APPn but JFIF (0), ICC profile (2), Adobe (14); comments
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_ORIENTATION = 0x0112


def _jpeg(content: bytes) -> bytes:
    kept = [content[:2]]
    orientation = 1
    position = 2
    while True:
        marker, end = _segment(content, position)
        if marker == 0xE1 and content[position + 4 : position + 10] == b"Exif\0\0":
            orientation = _orientation(content[position + 10 : end]) or orientation
        if marker == 0xDA:
            break
        if marker not in _DROPPED:
            kept.append(content[position:end])
        position = end
    if orientation != 1:
        kept.insert(2 if kept[1][1:2] == b"\xe0" else 1, _orientation_segment(orientation))
    kept.append(content[position : _end_of_image(content, position)])
    return b"".join(kept)


def _segment(content: bytes, position: int) -> tuple[int, int]:
    """The marker at *position* and where its segment ends. Raises ValueError at anything else."""
    if content[position : position + 1] != b"\xff" or position + 4 > len(content):
        raise ValueError("not a marker")
    marker = content[position + 1]
    if marker in _STANDALONE:
        return marker, position + 2
    (length,) = struct.unpack_from(">H", content, position + 2)
    if length < 2 or marker in (0x00, 0xFF, 0xD9) or position + 2 + length > len(content):
        raise ValueError("bad segment")
    return marker, position + 2 + length


def _end_of_image(content: bytes, position: int) -> int:
    """Past the end-of-image marker; what follows it (a phone's video, a payload) is no part of the picture."""
    found = content.find(b"\xff\xd9", position)
    return len(content) if found < 0 else found + 2


def _orientation(tiff: bytes) -> int:
    """The orientation 1 to 8 in an Exif block, 0 when it has none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 0
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    if start + 2 > len(tiff):
        return 0
    (count,) = struct.unpack_from(f"{order}H", tiff, start)
    for entry in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
        if tag == _ORIENTATION and 1 <= value <= 8:
            return int(value)
    return 0


def _orientation_segment(value: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, value, 0)
    block = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block


# PNG ---------------------------------------------------------------------------------------------------------

_PNG_DROPPED = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}


def _png_chunks(content: bytes) -> Iterator[bytes]:
    """The chunks to keep, up to IEND; raises ValueError at a torn one."""
    position = len(_PNG)
    while True:
        (length,) = struct.unpack_from(">I", content, position)
        end = position + 12 + length
        if end > len(content):
            raise ValueError("torn chunk")
        kind = content[position + 4 : position + 8]
        if kind not in _PNG_DROPPED:
            yield content[position:end]
        if kind == b"IEND":
            return
        position = end


# WebP --------------------------------------------------------------------------------------------------------

_WEBP_FLAGS = {b"EXIF": 0x08, b"XMP ": 0x04}


def _webp(content: bytes) -> bytes:
    kept: list[bytes] = []
    position = 12
    limit = min(len(content), 8 + int(struct.unpack_from("<I", content, 4)[0]))
    while position + 8 <= limit:
        kind = content[position : position + 4]
        (length,) = struct.unpack_from("<I", content, position + 4)
        end = position + 8 + length + length % 2
        if end > limit:
            raise ValueError("torn chunk")
        if kind not in _WEBP_FLAGS:
            kept.append(_without_flags(content[position:end]) if kind == b"VP8X" else content[position:end])
        position = end
    payload = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(payload)) + payload


def _without_flags(chunk: bytes) -> bytes:
    flags = chunk[8] & ~sum(_WEBP_FLAGS.values())
    return chunk[:8] + bytes([flags]) + chunk[9:]
