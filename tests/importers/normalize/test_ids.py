"""Laws and cases of `importers.normalize.ids`."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.ids import is_bid, is_mid, made_at, to_bid, to_mid

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


def test_a_mid_holds_the_moment_it_was_given_out() -> None:
    moment = made_at("5106121943814622")
    assert moment is not None
    assert moment.isoformat() == "2024-11-29T18:56:41+08:00"


@pytest.mark.parametrize(
    "mid", ["11289952788", "5611340705235577886", "3000000000000000", "", "abc", "0" * 16]
)
def test_older_numbering_holds_no_moment(mid: str) -> None:
    assert made_at(mid) is None


@given(st.integers(3_400_000_000_000_000, 10**16 - (1 << 23)))  # from August 2011 on
def test_a_second_is_four_million_mids(number: int) -> None:
    first, second = made_at(str(number)), made_at(str(number + (1 << 22)))
    assert first is not None
    assert second is not None
    assert second - first == timedelta(seconds=1)
