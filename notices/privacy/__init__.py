"""The privacy gate: numbers, addresses and names that a public notice must not show. Pure and linear."""

from __future__ import annotations

from datetime import date, datetime

from notices.privacy.addresses import addresses
from notices.privacy.context import surroundings
from notices.privacy.finding import RULES, Finding
from notices.privacy.masking import mask, masked
from notices.privacy.numbers import numbers
from notices.privacy.people import people
from notices.privacy.sight import see
from notices.values import BEIJING

__all__ = ["RULES", "Finding", "findings", "mask"]


def findings(text: str, today: date | None = None) -> tuple[Finding, ...]:
    """What in *text* (a notice's Markdown or an attachment's text) must not be public, first to last.

    Spans are of *text* itself and never overlap; *today* (default: the day in Beijing) is the last possible
    date of birth. Never raises, whatever the text.
    """
    sight = see(text)
    around = surroundings(sight.text)
    found = [(one.start, one.end, one.rule) for one in numbers(around, today or datetime.now(BEIJING).date())]
    found += [(start, end, "privacy-address") for start, end in addresses(around)]
    found += people(around)
    kept: list[Finding] = []
    for seen_from, seen_to, rule in sorted(found):
        start, end = sight.original(seen_from, seen_to)
        if not kept or start >= kept[-1].end:
            kept.append(Finding(start, end, rule, masked(rule, sight.text[seen_from:seen_to])))
    return tuple(kept)
