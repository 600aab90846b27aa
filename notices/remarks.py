"""Dated remarks of named people in front matter: what was let through, and what was corrected.

Both are one line, remarks parted by semicolons: `规则 批准人 日期 理由；…` and `日期 事由；…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from notices import values

_BREAK = re.compile(r"[;；]")
_RULE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Waiver:
    """*person* decided on *day* that *rule* shall not stop this notice, and why."""

    rule: str
    person: str
    day: date
    reason: str

    def __str__(self) -> str:
        return f"{self.rule} {self.person} {self.day.isoformat()} {self.reason}"


@dataclass(frozen=True, slots=True)
class Correction:
    """What was corrected on *day*, as the public log says it."""

    day: date
    reason: str

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.reason}"


def parse_waivers(raw: str) -> tuple[Waiver, ...]:
    """The waivers of one front matter line. Raises ValueError with a Chinese message."""
    return tuple(_waiver(part) for part in _parts(raw))


def parse_corrections(raw: str) -> tuple[Correction, ...]:
    """The corrections of one front matter line. Raises ValueError with a Chinese message."""
    return tuple(_correction(part) for part in _parts(raw))


def show(remarks: Iterable[Waiver | Correction]) -> str:
    """The front matter line that holds *remarks*. Raises ValueError when one of them would be cut in two."""
    shown = [str(one) for one in remarks]
    if any(_BREAK.search(one) or " ".join(one.split()) != one for one in shown):
        raise ValueError(f"a remark holds a separator: {shown}")
    return "; ".join(shown)


def _parts(raw: str) -> list[str]:
    return [part.strip() for part in _BREAK.split(raw) if part.strip()]


def _waiver(part: str) -> Waiver:
    words = part.split(maxsplit=3)
    if len(words) < 4 or _RULE.fullmatch(words[0]) is None:
        raise ValueError(f"“{part[:40]}”不完整，请写成：规则编号 批准人 2026-03-05 理由。")
    return Waiver(words[0], words[1], values.parse_day(words[2]), " ".join(words[3].split()))


def _correction(part: str) -> Correction:
    words = part.split(maxsplit=1)
    if len(words) < 2:
        raise ValueError(f"“{part[:40]}”不完整，请写成：2026-03-08 更正了什么。")
    return Correction(values.parse_day(words[0]), " ".join(words[1].split()))
