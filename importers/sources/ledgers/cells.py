"""What a cell of a ledger says: moments, links, ids, texts."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from importers.normalize import dates
from importers.normalize.hyperlinks import FORMULA
from notices.values import BEIJING

# Excel counts days from 1899-12-30 (its 1900 was a leap year, as Lotus 1-2-3 had it); 20000 is 1954, 60000 is 2064.
_SERIAL = re.compile(r"[2-5]\d{4}(?:\.\d+)?")
_ORIGIN = datetime(1899, 12, 30, tzinfo=BEIJING)
_EXPONENT = re.compile(r"\d(?:\.\d+)?E\+?\d{2,}", re.IGNORECASE)
_ROUNDED = re.compile(r"\d{15}0{2,}")  # Excel keeps 15 digits of a number and writes zeros for the rest
_DATED = re.compile(
    r"(\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?)(?:[\sT]*(\d{1,2}[:：]\d{2}(?:[:：]\d{2})?))?"
)


def moment(text: str) -> datetime | None:
    """The moment or day that a cell states, a spreadsheet's day number too; None when it states none."""
    plain = text.strip().strip("'")
    if _SERIAL.fullmatch(plain):
        return (_ORIGIN + timedelta(days=float(plain))).replace(microsecond=0)
    if found := dates.parse(plain, None):
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
