"""Resident identity numbers (GB 11643-1999; check digit ISO 7064 MOD 11-2) and the numbers that look like them.

A check digit alone lets 9 % of random strings through; place and date of birth bring that to about one in a
hundred thousand.
"""

from __future__ import annotations

from datetime import date

# First two digits of the place (GB/T 2260), with 81-83 of the residence permits for people from Hong Kong,
# Macao and Taiwan.
# fmt: off
_PLACES = frozenset([
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
])
# fmt: on
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FIRST_YEAR = 1890
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_identity(number: str, today: date) -> bool:
    """Whether *number* (18 characters) has a place, a date of birth up to *today* and the right check digit."""
    return is_like_identity(number, today) and _check(number) == number[17].upper()


def is_like_identity(number: str, today: date) -> bool:
    """Whether *number* is one but for its check digit: mistyped, or its end cut to zeros by a spreadsheet."""
    return (
        len(number) == 18
        and number[:17].isascii()
        and number[:17].isdecimal()
        and number[:2] in _PLACES
        and _born(number[6:14], today)
    )


def is_former_identity(number: str, today: date) -> bool:
    """Whether *number* has the form of 15 digits used before 1999: place, date of birth in 19xx, no check digit."""
    if len(number) != 15 or not (number.isascii() and number.isdecimal()):
        return False
    return number[:2] in _PLACES and _born(f"19{number[6:12]}", today)


def is_credit_code(code: str) -> bool:
    """Whether *code* is a unified social credit code of an organisation (GB 32100-2015), which is public."""
    code = code.upper()
    if len(code) != 18 or any(character not in _CREDIT for character in code):
        return False
    total = sum(_CREDIT.index(character) * pow(3, n, 31) for n, character in enumerate(code[:17]))
    return _CREDIT[-total % 31] == code[17]


def _check(number: str) -> str:
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11]


def _born(digits: str, today: date) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if not _FIRST_YEAR <= year <= today.year:
        return False
    try:
        return date(year, month, day) <= today
    except ValueError:
        return False
