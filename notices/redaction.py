"""A notice with what the privacy gate finds masked, and what was masked where."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from notices import privacy
from notices.checks import Manuscript, manuscript

LOG = "masking.jsonl"
"""In the archive: who masked how much of what, and when."""

_ROUNDS = 3  # a mask can bring two remains of one number together; more rounds are never needed


@dataclass(frozen=True, slots=True)
class Masked:
    """On *line*, what *rule* found became *shown*; *before* are the few characters that stand before it."""

    line: int
    rule: str
    shown: str
    before: str


def redact(
    page: Manuscript, today: date, rules: frozenset[str] = frozenset(privacy.RULES)
) -> tuple[str, list[Masked]]:
    """The text of *page* with everything of *rules* masked, in the shown keys and in the body, and the list of it.

    Keys that are not shown (source_url, original, …) stay as they are: they hold ids, not persons.
    """
    text, done = page.text, list[Masked]()
    for _ in range(_ROUNDS):
        found = [one for one in privacy.findings(page.shown, today) if one.rule in rules]
        if not found:
            break
        done += [_masked(one, page) for one in found]
        text = _apply(page, found)
        page = manuscript(text, page.path)
    return text, done


def _masked(finding: privacy.Finding, page: Manuscript) -> Masked:
    start = max(page.shown.rfind("\n", 0, finding.start) + 1, finding.start - 10)
    shown = finding.masked.replace("*", "＊")
    before = re.sub(
        r"\w(?=\w*\d)|\d", "＊", page.shown[start : finding.start]
    )  # may be the end of another number
    return Masked(page.shown_line(finding.start), finding.rule, shown, before)


def _apply(page: Manuscript, found: list[privacy.Finding]) -> str:
    plain = page.text.replace("\r\n", "\n").replace("\r", "\n")
    body_starts = len(page.shown) - len(page.body)
    in_body = [one for one in found if one.start >= body_starts]
    shift = len(plain) - len(page.shown)
    moved = [privacy.Finding(one.start + shift, one.end + shift, one.rule, one.masked) for one in in_body]
    masked = privacy.mask(plain, moved)
    if len(in_body) == len(found):
        return masked
    lines = masked.split("\n")
    for number in {page.shown_line(one.start) for one in found if one.start < body_starts}:
        lines[number - 1] = _line(lines[number - 1], page, found)
    return "\n".join(lines)


def _line(line: str, page: Manuscript, found: list[privacy.Finding]) -> str:
    """The front matter *line* with every text masked that was found in a shown key."""
    for one in found:
        original = page.shown[one.start : one.end]
        line = re.sub(re.escape(original), one.masked.replace("*", "＊").replace("\\", r"\\"), line)
    return line
