"""A text as a reader sees its numbers: full-width and Chinese digits as ASCII, marks between digits gone.

Positions are kept, so that whatever is found can be masked in the original text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SPACES = "　\xa0\u2002\u2003\u2009"
_HYPHENS = "－—–‐‑"
_DIGITS = "".join(
    chr(start + digit)
    for start in (
        0xFF10,
        0x660,
        0x6F0,
        *range(0x1D7CE, 0x1D800, 10),
    )  # full-width, Arabic, in mathematical type
    for digit in range(10)
)
_FOLD = str.maketrans(
    _DIGITS + "Ｘｘ×Χ" + _SPACES + _HYPHENS,
    "0123456789" * (len(_DIGITS) // 10) + "XxXX" + " " * len(_SPACES) + "-" * len(_HYPHENS),
)
_SPOKEN_RUN = re.compile("[〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺]{11,}")
_SPOKEN = str.maketrans("〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "0001234567891234567891")
# What can stand between two digits without being seen: invisible characters, inline tags (but for a link to a
# number: tel:13…), emphasis and escapes; a digit or a blank written as an HTML entity; and `<br>`.
_UNSEEN = re.compile(
    r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
    r"|</?(?:a(?![^<>]{0,300}[0-9]{11})|abbr|b|code|del|em|font|i|ins|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]{0,300})?>"
    r"|<!--[^<>]{0,300}-->"
    r"|&#(?:x0{0,6}3(?P<hex>[0-9])|0{0,6}(?P<decimal>4[89]|5[0-7]));"
    r"|(?P<blank>&(?:nbsp|ensp|emsp|thinsp|#160|#12288|#xa0|#x3000);)"
    r"|(?P<break><br\b[^<>]{0,40}>[ \n]{0,40})"
    r"|(?P<emphasis>\*{1,3}|__|~~|\\(?=[-.]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sight:
    """The *text* as seen; *starts* and *ends* (empty: unchanged) have each character's place in the original."""

    text: str
    starts: Sequence[int] = ()
    ends: Sequence[int] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that characters *start* to *end* (not empty) came from."""
        if not self.starts:
            return start, end
        return self.starts[start], self.ends[end - 1]


def see(text: str) -> Sight:
    """*text* with digits of every kind folded; in time linear in its length."""
    folded = text.translate(_FOLD)
    if _SPOKEN_RUN.search(folded):
        folded = _SPOKEN_RUN.sub(lambda match: match[0].translate(_SPOKEN), folded)
    cuts = [match for match in _UNSEEN.finditer(folded) if _between_digits(match, folded)]
    return _cut(folded, cuts) if cuts else Sight(folded)


def _between_digits(match: re.Match[str], text: str) -> bool:
    """Emphasis marks and line breaks count between two digits only: elsewhere they part words."""
    if match["emphasis"] is None and match["break"] is None:
        return True
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before.isdecimal() and (after.isdecimal() or match[0] == "\\")


def _seen(match: re.Match[str]) -> str:
    """The character that a reader sees for *match*, or none."""
    if match["blank"]:
        return " "
    if match["break"]:
        return "\v"  # no "\n": that would end a row of a table
    return match["hex"] or (chr(int(match["decimal"])) if match["decimal"] else "")


def _cut(text: str, cuts: Sequence[re.Match[str]]) -> Sight:
    kept: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in cuts:
        kept.append(text[position : match.start()])
        starts.extend(range(position, match.start()))
        ends.extend(range(position + 1, match.start() + 1))
        position = match.end()
        seen = _seen(match)
        if seen:
            kept.append(seen)
            starts.append(match.start())
            ends.append(position)
    kept.append(text[position:])
    starts.extend(range(position, len(text)))
    ends.extend(range(position + 1, len(text) + 1))
    return Sight("".join(kept), starts, ends)
