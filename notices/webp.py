"""`python -m notices.webp < PAIRS`: pictures once more as WebP (RFC 9649) where that is smaller, in a process of its own.

The only file that knows `PIL`. A hostile picture can make a decoder swell or spin; here that costs a few seconds
and one process, and the picture keeps only its original. What a camera wrote beside the pixels (EXIF, XMP) is
left out; the colour profile stays, since colours would change without it.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from pathlib import Path

from PIL import Image, ImageOps

from durable import fill
from notices.twins import SECONDS

_MEMORY = 1 << 30
_PIXELS = 40_000_000
_WORTH = 0.9
_LEAST = 1400  # bytes: what fits into one packet arrives no sooner for being smaller
_QUALITY = 80
_MODES = {"1": "L", "L": "L", "LA": "RGBA", "P": "RGBA", "RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB"}


def smaller(payload: bytes) -> bytes | None:
    """The picture *payload* as WebP: of a PNG pixel by pixel the same, of a JPEG at quality 80.

    None where that is a single packet anyway or does not save a tenth, moves, has too many pixels or colours that WebP has not, or is no
    picture at all. Raises what PIL raises for damaged ones.
    """
    if len(payload) < _LEAST:
        return None
    try:
        opened = Image.open(io.BytesIO(payload), formats=["PNG", "JPEG"])
    except OSError:
        return None
    still = getattr(opened, "n_frames", 1) == 1
    if opened.mode not in _MODES or not still or opened.width * opened.height > _PIXELS:
        return None
    lossless, profile = opened.format == "PNG", opened.info.get("icc_profile", b"")
    upright = ImageOps.exif_transpose(opened).convert(_MODES[opened.mode])
    stream = io.BytesIO()
    kept = b"" if opened.mode == "CMYK" else profile
    upright.save(stream, "WEBP", lossless=lossless, quality=_QUALITY, icc_profile=kept, exif=b"", xmp=b"")
    found = stream.getvalue()
    return found if len(found) <= len(payload) * _WORTH else None


def main() -> None:
    """Write the pairs that standard input lists as JSON; whatever PIL raises ends the process."""
    pairs = json.loads(sys.stdin.buffer.read())
    seconds = SECONDS * len(pairs)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for source, target in pairs:
        found = smaller(Path(source).read_bytes())
        if found is not None:
            fill(target, found)


if __name__ == "__main__":
    main()
