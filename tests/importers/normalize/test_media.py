"""Media: known by their bytes, published without what tells on people, pixels untouched."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from importers.normalize import media

ORIENTED, MAKER, PLACE = 0x0112, 0x010F, 0x8825
FORMATS = ["JPEG", "PNG", "WEBP"]


def picture(form: str, *, orientation: int = 6, metadata: bool = True, progressive: bool = False) -> bytes:
    """A picture of noise, with an orientation, a maker, a place and a comment if *metadata*."""
    noise = random.Random(form)
    image = Image.frombytes("RGB", (40, 30), noise.randbytes(3600))
    stream = io.BytesIO()
    if not metadata:
        image.save(stream, form)
        return stream.getvalue()
    exif = Image.Exif()
    exif[ORIENTED] = orientation
    exif[MAKER] = "Secret Camera"
    exif[PLACE] = {1: "N", 2: (31.0, 12.0, 3.0)}
    more = {"progressive": True} if progressive else {}
    image.save(stream, form, exif=exif, comment=b"Secret comment", xmp=b"<x>Secret xmp</x>", **more)
    return stream.getvalue()


def pixels(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        return image.tobytes()


def tags(content: bytes) -> dict[int, object]:
    with Image.open(io.BytesIO(content)) as image:
        return dict(image.getexif())


@pytest.mark.parametrize("form", FORMATS)
def test_metadata_goes_and_pixels_stay(form: str) -> None:
    content = picture(form)
    assert b"Secret" in content
    stripped = media.without_metadata(content)
    assert b"Secret" not in stripped
    assert pixels(stripped) == pixels(content)
    assert media.without_metadata(stripped) is stripped


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_keeps_its_orientation_and_nothing_else(orientation: int) -> None:
    stripped = media.without_metadata(picture("JPEG", orientation=orientation, progressive=True))
    assert tags(stripped) == ({} if orientation == 1 else {ORIENTED: orientation})


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_without_metadata_is_the_same_object(form: str) -> None:
    content = picture(form, metadata=False)
    assert media.without_metadata(content) is content


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_what_is_hidden_behind_the_picture_goes(form: str) -> None:
    content = picture(form, metadata=False)
    assert media.without_metadata(content + b"<script>Secret</script>") == content


def test_a_colour_profile_stays() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, "JPEG", icc_profile=b"profile" * 20)
    assert b"profile" * 20 in media.without_metadata(stream.getvalue())


@pytest.mark.parametrize("form", FORMATS)
@given(cut=st.integers(0, 400), flip=st.integers(0, 399), value=st.integers(0, 255))
def test_a_damaged_picture_never_raises(form: str, cut: int, flip: int, value: int) -> None:
    content = bytearray(picture(form))
    content[flip % len(content)] = value
    damaged = bytes(content[:cut]) if cut else bytes(content)
    assert isinstance(media.without_metadata(damaged), bytes)


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"\xff\xd8\xff\xe0", "640", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "a.jpg", "png"),
        (b"GIF89a", "a.php", "gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "", "webp"),
        (b"\0\0\0\x1cftypavif", "", "avif"),
        (b"\0\0\0\x1cftypheic", "", "heic"),
        (b"\0\0\0\x1cftypisom", "", "mp4"),
        (b"\0\0\0\x14ftypqt  ", "a.mp4", "mov"),
        (b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x82\x84webm", "a.mp4", "webm"),
        (b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska", "", "mkv"),
        (b"FLV\x01\x05", "", "flv"),
        (b"RIFF\x10\0\0\0AVI LIST", "", "avi"),
        (b"%PDF-1.7", "x", "pdf"),
        (b"PK\x03\x04", "表.XLSX", "xlsx"),
        (b"PK\x03\x04", "x.exe", "bin"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "通知.doc", "doc"),
        (b"<!DOCTYPE html><html>", "a.jpg", "html"),
        (b"\xef\xbb\xbf \n<HTML>403 Forbidden", "a.jpg", "html"),
        (b"<html><svg></svg>", "", "html"),
        (b'<?xml version="1.0"?><svg>', "a.png", "svg"),
        (b"", "a.jpg", ""),
        (b"plain words", "a.jpg", ""),
        (b"RIFF\x10\0\0\0WAVE", "a.webp", ""),
        (b"{}", "a.png", ""),
        ("年份,件数\r\n".encode("gb18030"), "目录.CSV", "csv"),
        ("说明".encode("utf-16"), "说明.txt", "txt"),
        (b"<html>404", "a.txt", "html"),
        (b"\0\1\2", "a.csv", ""),
        (b"", "a.csv", ""),
    ],
)
def test_bytes_say_what_a_file_is(head: bytes, name: str, expected: str) -> None:
    assert media.extension(head, name) == expected


@given(st.binary(max_size=600), st.text(max_size=20))
def test_any_bytes_have_some_answer(head: bytes, name: str) -> None:
    assert media.extension(head, name).isalnum() or media.extension(head, name) == ""


def test_names_come_from_content() -> None:
    assert media.name_of(b"", "png") == "e3b0c44298fc1c149afb.png"
