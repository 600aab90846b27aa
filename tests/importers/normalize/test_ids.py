"""Laws and cases of `importers.normalize.ids`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.ids import is_bid, is_mid, to_bid, to_mid

PAIRS = [  # mid, bid: both counted out by hand from the rule (7 digits = 4 characters), or public examples
    ("3501756485200075", "z0JH2lOMb"),
    ("11289952788", "icFLaQ"),
]


@pytest.mark.parametrize(("mid", "bid"), PAIRS)
def test_known_pairs(mid: str, bid: str) -> None:
    assert to_bid(mid) == bid
    assert to_mid(bid) == mid


def test_groups_are_padded_with_zeros() -> None:
    bid = to_bid("5000000000000000")
    assert bid.endswith("00000000")
    assert to_mid(bid) == "5000000000000000"


@given(st.integers(10**9, 10**19 - 1))
def test_every_mid_comes_back_from_its_bid(number: int) -> None:
    assert to_mid(to_bid(str(number))) == str(number)


@pytest.mark.parametrize(
    "mid", ["", "0", "123456789", "4.50553E+15", "0000000000001", "１２３４５６７８９０１", "1" * 20]
)
def test_what_is_no_mid(mid: str) -> None:
    assert not is_mid(mid)
    with pytest.raises(ValueError, match="微博编号"):
        to_bid(mid)


@pytest.mark.parametrize("bid", ["", "ab", "P2zg6g0m-", "zzzzzzzzzzzz", "1ZZZZZZZZ", "中文中文中文"])
def test_what_is_no_bid(bid: str) -> None:
    with pytest.raises(ValueError, match="短编号"):
        to_mid(bid)


def test_a_bid_is_letters_and_digits() -> None:
    assert is_bid("P2zg6g0ma")
    assert not is_bid("P2zg6g0ma/")
