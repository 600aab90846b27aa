"""Weibo's two names of a post: the numeric mid and the short bid of its address.

A bid is the mid in base 62: from the right, every seven decimal digits are four characters (as
dataabc/weiboSpider's `bid2mid` and nghuyong/WeiboSpider's `mid_to_bid` have it). Posts up to 2011-07-15 got
a new mid when the numbering changed while their address kept the old one: for these the two do not agree,
and one must never be derived from the other.
"""

from __future__ import annotations

import re

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_MID = re.compile(r"[1-9]\d{9,18}", re.ASCII)
_BID = re.compile(r"[0-9a-zA-Z]{5,11}")


def is_mid(text: str) -> bool:
    """Whether *text* can be a mid: 10 to 19 digits."""
    return _MID.fullmatch(text) is not None


def is_bid(text: str) -> bool:
    """Whether *text* can be a bid: 5 to 11 letters and digits."""
    return _BID.fullmatch(text) is not None


def to_bid(mid: str) -> str:
    """Give the bid of *mid*. Raises ValueError when *mid* is none."""
    if not is_mid(mid):
        raise ValueError(f"“{mid[:40]}”不是微博编号，应为 10 至 19 位数字。")
    first, *rest = _groups(mid, 7)
    return _encode(int(first)) + "".join(_encode(int(group)).rjust(4, "0") for group in rest)


def to_mid(bid: str) -> str:
    """Give the mid of *bid*. Raises ValueError when *bid* is none."""
    first, *rest = _groups(bid, 4) if is_bid(bid) else [""]
    mid = str(_decode(first)) + "".join(str(_decode(group)).rjust(7, "0") for group in rest)
    if not is_mid(mid) or any(_decode(group) >= 10**7 for group in rest):
        raise ValueError(f"“{bid[:40]}”不是微博短编号。")
    return mid


def _groups(text: str, width: int) -> list[str]:
    head = len(text) % width
    parts = [text[start : start + width] for start in range(head, len(text), width)]
    return [text[:head], *parts] if head else parts


def _encode(number: int) -> str:
    shown = ""
    while number:
        number, rest = divmod(number, 62)
        shown = _DIGITS[rest] + shown
    return shown or "0"


def _decode(text: str) -> int:
    number = 0
    for digit in text:
        number = number * 62 + _VALUES[digit]
    return number
