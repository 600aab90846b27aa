"""Cases and laws of `importers.sources.bilibili_ids`; the pairs are the platform's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.sources.bilibili_ids import to_av, to_bv

PAIRS = [(170001, "BV17x411w7KC"), (455017605, "BV1Q541167Qg"), (882584971, "BV1mK4y1C7Bz")]


@pytest.mark.parametrize(("number", "bv"), PAIRS)
def test_known_pairs(number: int, bv: str) -> None:
    assert to_bv(number) == bv
    assert to_av(bv) == number


@given(st.integers(1, (1 << 51) - 1))
def test_the_two_are_one_number(number: int) -> None:
    bv = to_bv(number)
    assert len(bv) == 12
    assert to_av(bv) == number


@pytest.mark.parametrize("number", [0, -1, 1 << 51])
def test_a_number_that_no_video_has_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no video"):
        to_bv(number)


@pytest.mark.parametrize("text", ["", "av170001", "BV17x411w7K", "BV27x411w7KC", "BV17x411w7K一"])
def test_what_is_no_bv_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no BV id"):
        to_av(text)
