"""The pictures of the sample city: small drawings named `<shape>-<name>`, each different."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageFont

_SIZE = (480, 320)
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSansCJKsc-Regular.otf", "wqy-microhei.ttc")
_PALETTE = ("#1f5c99", "#c8452f", "#2f8f6b", "#d99a2b", "#6a5aa8", "#4d7f8c")
Draw = Callable[[ImageDraw.ImageDraw, random.Random, str], None]


def draw(name: str, caption: str) -> tuple[bytes, str]:
    """The bytes and the type (`jpeg` or `png`) of the picture *name*, showing *caption* where a font allows it.

    Charts and maps are PNG, photographs and posters JPEG, as editors have them. A chart whose name ends in a
    year shows the six years up to it, else its columns are numbered.
    """
    shape = name.split("-", 1)[0]
    kind = "jpeg" if shape in ("photo", "poster") else "png"
    rng = random.Random(name)
    image = Image.new("RGB", _SIZE, "white")
    pen = ImageDraw.Draw(image)
    last = name.rsplit("-", 1)[1]
    if shape == "chart" and last.isdecimal():
        _chart(pen, rng, caption, first=int(last) - 5)
    else:
        _SHAPES[shape](pen, rng, caption)
    if kind == "png":
        image = image.quantize(32)
    stream = io.BytesIO()
    image.save(stream, kind.upper(), **({"quality": 72} if kind == "jpeg" else {"optimize": True}))
    return stream.getvalue(), kind


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _write(
    pen: ImageDraw.ImageDraw, place: tuple[float, float], text: str, *, size: int, colour: str = "#222"
) -> None:
    try:
        pen.text(place, text, font=_font(size), fill=colour, anchor="mm")
    except (UnicodeEncodeError, OSError):  # a font without Chinese: the drawing stands without words
        return


def _lines(caption: str, width: int) -> list[str]:
    return [caption[at : at + width] for at in range(0, len(caption), width)][:4]


def _chart(pen: ImageDraw.ImageDraw, rng: random.Random, caption: str, *, first: int = 1) -> None:
    _write(pen, (240, 28), caption[:22], size=20)
    pen.line((50, 280, 450, 280), fill="#444", width=2)
    colour = rng.choice(_PALETTE)
    for column in range(6):
        height, left = rng.randint(40, 200), 70 + column * 64
        pen.rectangle((left, 280 - height, left + 38, 280), fill=colour)
        _write(pen, (left + 19, 270 - height), str(height), size=13)
        _write(pen, (left + 19, 296), str(first + column), size=13)


def _map(pen: ImageDraw.ImageDraw, rng: random.Random, caption: str) -> None:
    pen.rectangle((0, 0, *_SIZE), fill="#eef3ea")
    river = [(x, 190 + 40 * math.sin(x / 70 + rng.random() / 9)) for x in range(0, 481, 12)]
    pen.line(river, fill="#8fbfe0", width=18)
    for _ in range(5):
        pen.line([(rng.randint(0, 480), rng.randint(40, 320)) for _ in range(3)], fill="#c9b98c", width=5)
    for mark in range(4):
        x, y = rng.randint(50, 430), rng.randint(70, 290)
        pen.ellipse((x - 9, y - 9, x + 9, y + 9), fill=_PALETTE[1])
        _write(pen, (x, y), str(mark + 1), size=12, colour="white")
    pen.rectangle((0, 0, 480, 40), fill="#ffffff")
    _write(pen, (240, 20), caption[:24], size=18)


def _poster(pen: ImageDraw.ImageDraw, rng: random.Random, caption: str) -> None:
    first, second = rng.sample(_PALETTE, 2)
    pen.rectangle((0, 0, *_SIZE), fill=first)
    for ring in range(5):
        radius = 40 + ring * 34
        pen.ellipse((400 - radius, 40 - radius, 400 + radius, 40 + radius), outline=second, width=6)
    for row, line in enumerate(_lines(caption, 14)):
        _write(pen, (240, 130 + row * 46), line, size=30, colour="white")
    _write(pen, (240, 298), "青澜市（虚构）", size=14, colour="#f4efe2")


def _photo(pen: ImageDraw.ImageDraw, rng: random.Random, caption: str) -> None:
    for y in range(200):
        pen.line((0, y, 480, y), fill=(150 + y // 4, 190 + y // 5, 225))
    ground = rng.choice(("#8fa65d", "#b09a6a", "#7d8b8f"))
    pen.rectangle((0, 200, 480, 320), fill=ground)
    for _ in range(7):
        left, height = rng.randint(0, 430), rng.randint(30, 130)
        colour = tuple(rng.randint(90, 210) for _ in range(3))
        pen.rectangle((left, 200 - height, left + rng.randint(30, 70), 204), fill=colour)
    for _ in range(5):
        x, y = rng.randint(30, 450), rng.randint(225, 270)
        pen.ellipse((x - 6, y - 20, x + 6, y - 8), fill="#e5c6a5")
        pen.rectangle((x - 8, y - 8, x + 8, y + 22), fill=rng.choice(_PALETTE))
    _write(pen, (240, 304), caption[:26], size=15, colour="white")


_SHAPES: dict[str, Draw] = {"chart": _chart, "map": _map, "poster": _poster, "photo": _photo}
