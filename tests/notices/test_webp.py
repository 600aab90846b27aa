"""Pictures as WebP: smaller, the same to the eye, nothing a camera wrote, and no harm from hostile files."""

from __future__ import annotations

import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from notices import twins, webp


def drawn(kind: str, mode: str = "RGB", **more: object) -> bytes:
    """A soft picture with some detail, as a camera or a drawing makes it."""
    chance = random.Random(1)
    small = Image.frombytes("RGB", (24, 18), chance.randbytes(24 * 18 * 3))
    stream = io.BytesIO()
    small.resize((480, 360), Image.Resampling.BICUBIC).convert(mode).save(stream, kind, **more)
    return stream.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, packed: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


BOMB = png(60_000, 60_000, zlib.compress(bytes(10_000_000)))
BAD = {
    "empty": b"",
    "words": b"<html>not a picture</html>",
    "half": drawn("JPEG", quality=95)[:3000],
    "bomb": BOMB,
    "gif": drawn("GIF", "P"),
    "tiny": png(1, 1, zlib.compress(b"\0\0")),
}


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_photo_is_smaller_and_looks_the_same(mode: str) -> None:
    payload = drawn("JPEG", mode, quality=95)
    found = webp.smaller(payload)
    assert found is not None
    assert len(found) <= 0.9 * len(payload)
    before, after = (Image.open(io.BytesIO(one)).convert("RGB") for one in (payload, found))
    assert after.size == before.size
    assert max(ImageStat.Stat(ImageChops.difference(before, after)).mean) < 6


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_a_drawing_keeps_every_pixel(mode: str) -> None:
    payload = drawn("PNG", mode, compress_level=1)
    found = webp.smaller(payload)
    assert found is not None
    before, after = (Image.open(io.BytesIO(one)).convert("RGB") for one in (payload, found))
    assert ImageChops.difference(before, after).getbbox() is None


def test_nothing_of_the_camera_is_left_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "机密位置", 6
    found = webp.smaller(drawn("JPEG", quality=95, exif=exif, comment=b"secret"))
    assert found is not None
    opened = Image.open(io.BytesIO(found))
    assert opened.size == (360, 480)
    assert not opened.getexif()
    assert b"EXIF" not in found
    assert b"secret" not in found


def test_a_picture_that_gains_nothing_has_no_twin() -> None:
    assert webp.smaller(drawn("JPEG", quality=5)) is None
    assert webp.smaller(BAD["tiny"]) is None


def test_bad_pictures_have_none_and_good_ones_beside_them_do(tmp_path: Path) -> None:
    files = {**BAD, "good": drawn("JPEG", quality=95)}
    for name, payload in files.items():
        (tmp_path / name).write_bytes(payload)
    twins.make([(tmp_path / name, tmp_path / f"{name}.webp") for name in files])
    assert [one.name for one in tmp_path.glob("*.webp")] == ["good.webp"]


def test_what_is_missing_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(drawn("PNG", compress_level=1))
    twins.make([(tmp_path / name, tmp_path / f"{name}.webp") for name in ("none", "good")])
    assert (tmp_path / "good.webp").is_file()
