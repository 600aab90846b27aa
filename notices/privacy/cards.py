"""Bank card numbers: 16 to 19 digits of a known issuer range with the Luhn digit (ISO/IEC 7812-1)."""

from __future__ import annotations

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_unionpay(number: str) -> bool:
    """Whether *number* is a card of UnionPay (62…): sure enough to need no word beside it."""
    return number.startswith("62") and 16 <= len(number) <= 19 and luhn(number)


def is_card(number: str) -> bool:
    """Whether *number* may be a card of any issuer met in China (3, 4, 5, 6, 9…); other numbers look so too."""
    return number[:1] in set("34569") and 16 <= len(number) <= 19 and luhn(number)


def luhn(number: str) -> bool:
    """Whether the last digit of *number* (ASCII digits) is the Luhn digit of the others."""
    digits = [int(digit) for digit in reversed(number)]
    return (sum(digits[::2]) + sum(_DOUBLED[digit] for digit in digits[1::2])) % 10 == 0
