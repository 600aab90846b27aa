"""Word files (docx) as HTML, by mammoth, which reads structure and runs nothing."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

import mammoth

# A picture that the file only points to: it was lost before (Word writes the target NULL), lies elsewhere
# (mammoth's own ValueError; nothing is ever taken from outside), or its bytes are damaged.
_GONE = (KeyError, ValueError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Converted:
    """*source* is HTML, whose `img` bear the keys of *pictures* as `src`: their bytes, None where the file lacks them."""

    source: str
    pictures: Mapping[str, bytes | None]


def read(stream: BinaryIO) -> Converted:
    """What the docx *stream* says; a picture that is gone costs only itself.

    Raises for damaged files whatever mammoth and the parsers below it raise.
    """
    pictures: dict[str, bytes | None] = {}

    def keep(image: mammoth.images.Image) -> dict[str, str]:
        pictures[name := f"docx-{len(pictures) + 1}"] = _content(image)
        return {"src": name}

    made = mammoth.convert_to_html(stream, convert_image=mammoth.images.img_element(keep))
    return Converted(str(made.value), pictures)


def _content(image: mammoth.images.Image) -> bytes | None:
    try:
        with image.open() as stream:
            return bytes(stream.read())
    except _GONE:
        return None
