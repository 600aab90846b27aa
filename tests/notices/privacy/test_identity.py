"""Numbers and their check digits, against examples of the standards and by law."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.privacy.cards import is_card, is_unionpay, luhn
from notices.privacy.identity import is_credit_code, is_former_identity, is_identity

TODAY = date(2026, 3, 5)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "11010519491231002x"])
def test_the_examples_of_the_standard(number: str) -> None:
    assert is_identity(number, TODAY) is (number != "440524188001010014")


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_caught(place: int, shift: int) -> None:
    number = "11010519491231002X"
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_identity(wrong, TODAY)


@given(st.text(max_size=20))
def test_no_text_raises(text: str) -> None:
    assert not is_identity(text, TODAY) or len(text) == 18
    assert not is_former_identity(text, TODAY) or len(text) == 15
    assert not is_credit_code(text) or len(text) == 18


def test_other_numerals_are_no_identity() -> None:
    assert not is_identity("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", TODAY)


def test_the_credit_code_has_its_own_check() -> None:
    assert is_credit_code("11441700007280420Y")
    assert not is_credit_code("11441700007280420X")


@pytest.mark.parametrize(
    ("number", "sure", "maybe"),
    [
        ("6222020000000000000", True, True),
        ("6222020000000000001", False, False),
        ("4111111111111111", False, True),
        ("1111111111111117", False, False),
        ("62", False, False),
    ],
)
def test_cards(number: str, sure: bool, maybe: bool) -> None:
    assert (is_unionpay(number), is_card(number)) == (sure, maybe)


@given(st.from_regex(r"[0-9]{5,30}", fullmatch=True))
def test_exactly_one_last_digit_is_right(body: str) -> None:
    assert sum(luhn(body + digit) for digit in "0123456789") == 1
