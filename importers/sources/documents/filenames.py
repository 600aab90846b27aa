"""What a file's name says: a title, and perhaps the day it was published."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from importers.model import AccountKey, Witness
from importers.normalize import dates

_COMPACT = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_BEFORE = re.compile(
    rf"^[\[【（(]?({_COMPACT}(?!\d)|(?:19|20)\d{{2}}([-_.年])\d{{1,2}}[-_.月]\d{{1,2}}日?)[\]】）)]?[\s＠@_—-]*(?=\S)"
)
_AFTER = re.compile(
    rf"(?<=\S)[\s＠@_—-]*[\[【（(]?((?<!\d){_COMPACT}|(?:19|20)\d{{2}}([-_.年])\d{{1,2}}[-_.月]\d{{1,2}}日?)[\]】）)]?$"
)
_MOJIBAKE = re.compile(r"[\u00a1-\u00ff]{4,}")
_NUMBERED = re.compile(r"^\d{1,4}[.、．_-]\s*(?=[\u4e00-\u9fff《])")


@dataclass(frozen=True, slots=True)
class Named:
    """The *title* in a file's name and the *witness* of its day, where the name bears one."""

    title: str
    witness: Witness | None = None

    @property
    def witnesses(self) -> tuple[Witness, ...]:
        """The witness, if there is one."""
        return (self.witness,) if self.witness else ()


def read(path: Path) -> Named:
    """What the name of *path* says; a name whose GBK bytes were read as Latin-1 is repaired."""
    stem = repaired(path.stem).strip()
    match = _BEFORE.search(stem) or _AFTER.search(stem)
    when = dates.parse(_plain(match[1]), None) if match else None
    if match is None or when is None:
        return Named(_NUMBERED.sub("", stem))
    rest = f"{stem[: match.start()]}{stem[match.end() :]}".strip(" ＠@_—-")
    return Named(_NUMBERED.sub("", rest) or stem, Witness(when, "file name", match[1]))


def _plain(day: str) -> str:
    return day if day.isdecimal() or "年" in day else re.sub(r"[_.]", "-", day)


def repaired(name: str) -> str:
    """*name*, of which GBK bytes read as Latin-1 (`Õþ²ß`) are read again, where that gives Chinese."""
    if not _MOJIBAKE.search(name):
        return name
    try:
        again = name.encode("latin-1").decode("gb18030")
    except UnicodeError:
        return name
    return again if sum("\u4e00" <= one <= "\u9fff" for one in again) * 2 >= len(again.strip()) / 2 else name


def account_of(path: Path) -> AccountKey:
    """Whose document it is: of the folder it lies in, which the register or `--department` explains."""
    return AccountKey("other", (), repaired(path.resolve().parent.name))
