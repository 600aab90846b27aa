"""What may be shown in place of what was found: 张某某, 3205**********1234, 138****5678."""

from __future__ import annotations

from collections.abc import Iterable

from notices.privacy.finding import Finding
from notices.privacy.names import COMPOUND


def masked(rule: str, text: str) -> str:
    """*text*, which *rule* found, with what names the person taken out."""
    if rule in {"privacy-illness", "privacy-aid"}:
        return _name(text)
    if rule == "privacy-address":
        return "***"
    shown = [character for character in text if character.isalnum()]
    keep_first, keep_last = {"privacy-mobile": (3, 4), "privacy-passport": (1, 2)}.get(rule, (4, 4))
    if rule == "privacy-mobile":
        shown = shown[-11:]
    hidden = len(shown) - keep_first - keep_last
    return "".join(shown[:keep_first]) + "*" * hidden + "".join(shown[-keep_last:])


def mask(text: str, findings: Iterable[Finding], star: str = "＊") -> str:
    """*text* with every one of its *findings* (in order, apart from each other) replaced by its masked form.

    *star* is how an asterisk is written: full-width by default, because a run of ASCII ones means emphasis in
    Markdown, and a backslash before them shows in raw HTML and in titles.
    """
    kept: list[str] = []
    position = 0
    for finding in findings:
        kept += [text[position : finding.start], finding.masked.replace("*", star)]
        position = finding.end
    return "".join([*kept, text[position:]])


def _name(name: str) -> str:
    name = "".join(name.split())
    family = 2 if name.startswith(tuple(COMPOUND)) else 1
    return name[:family] + "某" * (len(name) - family)
