"""Bilibili's two ids of a video, `av170001` and `BV17x411w7KC`: one number, written in two ways.

The rule as SocialSisterYi/bilibili-API-collect documents it (docs/misc/bvid_desc.md).
"""

from __future__ import annotations

import re

_ALPHABET = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"
_MASK = 23442827791579
_LIMIT = 1 << 51
_PLACES = 12
_BV = re.compile(r"BV1[0-9A-Za-z]{9}", re.ASCII)


def to_bv(number: int) -> str:
    """The BV id of the video with the av *number*. Raises ValueError for a number that none can have."""
    if not 0 < number < _LIMIT:
        raise ValueError(f"no video has the number {number}")
    letters = list("BV1000000000")
    rest, place = (_LIMIT | number) ^ _MASK, _PLACES - 1
    while rest:
        rest, digit = divmod(rest, len(_ALPHABET))
        letters[place] = _ALPHABET[digit]
        place -= 1
    return "".join(_swapped(letters))


def to_av(bv: str) -> int:
    """The av number of the video *bv*. Raises ValueError for what is no BV id."""
    if _BV.fullmatch(bv) is None:
        raise ValueError(f"no BV id: {bv}")
    number = 0
    for letter in _swapped(list(bv))[3:]:
        number = number * len(_ALPHABET) + _ALPHABET.index(letter)
    return (number & (_LIMIT - 1)) ^ _MASK


def _swapped(letters: list[str]) -> list[str]:
    """The letters with the fourth and tenth, and the fifth and eighth, in each other's place."""
    letters[3], letters[9] = letters[9], letters[3]
    letters[4], letters[7] = letters[7], letters[4]
    return letters
