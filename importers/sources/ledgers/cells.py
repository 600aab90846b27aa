"""What a cell of a ledger says: moments, links, ids, texts."""

from __future__ import annotations

import re
from datetime import datetime

from importers.normalize import dates
from importers.normalize.hyperlinks import FORMULA

_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?\d{2,}", re.IGNORECASE)
_ROUNDED = re.compile(r"\d{15}0{2,}")  # Excel keeps 15 digits of a number and writes zeros for the rest
_DATED = re.compile(
    r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)(?:[\sT]*(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?))?"
)


def moment(text: str) -> datetime | None:
    """The moment or day that a cell states, a spreadsheet's day number too; None when it states none."""
    plain = text.strip().strip("'")
    if found := dates.in_cell(plain):
        return found
    match = _DATED.match(plain)
    if match is None:
        return None
    day = re.sub(r"\s+", "", match[1])
    return dates.parse(f"{day} {match[2]}" if match[2] else day, None)


def link(text: str) -> tuple[str, str]:
    """Target and text of a cell that holds a HYPERLINK formula; no target and *text* itself for any other."""
    match = FORMULA.fullmatch(text.strip())
    if match is None:
        return "", text
    return match[1], (match[2] or match[1]).replace('""', '"')


def identity(text: str) -> str:
    """The id that a cell holds, empty when a spreadsheet has damaged it (4.75E+15, zeros at the end)."""
    plain = text.strip().strip("'").removesuffix(".0")
    return "" if _EXPONENT.fullmatch(plain) or _ROUNDED.fullmatch(plain) else plain
