"""Remarks in front matter: what was let through, what was corrected, what an import cut.

Each sort is one line, remarks parted by semicolons: `规则 批准人 日期 理由；…`, `日期 事由；…`, `规则 处数 说明；…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from notices import values

_BREAK = re.compile(r"[;；]")
_RULE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_COUNT = re.compile(r"[1-9][0-9]{0,5}")


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


@dataclass(frozen=True, slots=True)
class Cut:
    """*rule* took *count* passages out of the text; *about* says in a few words what they were, and may be empty."""

    rule: str
    count: int
    about: str

    def __str__(self) -> str:
        return f"{self.rule} {self.count} {self.about}".rstrip()


def parse_waivers(raw: str) -> tuple[Waiver, ...]:
    """The waivers of one front matter line. Raises ValueError with a Chinese message."""
    return tuple(_waiver(part) for part in _parts(raw))


def parse_corrections(raw: str) -> tuple[Correction, ...]:
    """The corrections of one front matter line. Raises ValueError with a Chinese message."""
    return tuple(_correction(part) for part in _parts(raw))


def parse_cuts(raw: str) -> tuple[Cut, ...]:
    """The cuts of one front matter line. Raises ValueError with a Chinese message."""
    return tuple(_cut(part) for part in _parts(raw))


def added(cuts: Iterable[Cut], more: Iterable[Cut]) -> tuple[Cut, ...]:
    """*cuts* and *more* in one account, a remark a rule, in the order of their first mention."""
    found: dict[str, Cut] = {}
    for one in (*cuts, *more):
        known = found.get(one.rule)
        found[one.rule] = replace(known, count=known.count + one.count) if known else one
    return tuple(found.values())


def show(remarks: Iterable[Waiver | Correction | Cut]) -> str:
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


def _cut(part: str) -> Cut:
    words = part.split(maxsplit=2)
    if len(words) < 2 or _RULE.fullmatch(words[0]) is None or _COUNT.fullmatch(words[1]) is None:
        raise ValueError(f"“{part[:40]}”不完整，请写成：规则编号 处数 说明。")
    return Cut(words[0], int(words[1]), " ".join(words[2].split()) if len(words) > 2 else "")
