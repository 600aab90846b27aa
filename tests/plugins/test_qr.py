"""QR codes, module by module against those of another encoder, told the same level and mask."""

from __future__ import annotations

import io

import pytest
import qrcode
import qrcode.util
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plugins.notices.qr import TooLong, png


def drawn(text: str) -> list[list[int]]:
    """The modules, read back from the picture."""
    side, picture = png(text)
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.mode, image.size) == ("1", (side, side))
        return [[0 if image.getpixel((x, y)) else 1 for x in range(side)] for y in range(side)]


def expected(text: str) -> list[list[int]]:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_L, mask_pattern=0, border=0)
    code.add_data(qrcode.util.QRData(text.encode(), mode=qrcode.util.MODE_8BIT_BYTE))
    code.make(fit=True)
    return [list(map(int, line)) for line in code.modules]


ADDRESS = "https://www.qinglan.example/civil-affairs/2022/20220301-abcdef012345.html"


@pytest.mark.parametrize(
    "length", [1, 17, 18, 32, 33, 53, 54, 78, 79, 106, 107, 134, 135, 154, 155, 192, 193, 230]
)
def test_each_version_is_as_the_standard_has_it(length: int) -> None:
    text = (ADDRESS * 4)[:length]
    assert drawn(text) == expected(text)


@settings(max_examples=40)
@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789-/.:", min_size=1, max_size=230))
def test_any_address_is_as_the_standard_has_it(text: str) -> None:
    assert drawn(text) == expected(text)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(TooLong, match="二维码"):
        png("a" * 231)


def test_a_code_is_small() -> None:
    assert len(png(ADDRESS)[1]) < 320
