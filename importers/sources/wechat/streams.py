"""JSON values one after another, as a dump of answers has them: a line each, or simply run together."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Broken:
    """Where no further value can be read, and why in Chinese."""

    reason: str


def values(read: Callable[[int], str], most: int) -> Iterator[object]:
    """Each value of the text that *read(size)* gives piece by piece, none longer than *most* characters.

    Ends with Broken where the text is cut off or is no JSON.
    """
    decode = json.JSONDecoder().raw_decode
    rest = ""
    while block := read(_BLOCK):
        rest += block
        start = 0
        while (start := _past(rest, start)) < len(rest):
            try:
                value, end = decode(rest, start)
            except (ValueError, RecursionError):
                break
            yield value
            start = end
        rest = rest[start:]
        if len(rest) > most:
            break
    if rest[_past(rest, 0) :]:
        yield Broken("JSON 有误、被截断或其中一段过长，请重新获取。")


def _past(text: str, start: int) -> int:
    """Past white space, a byte order mark and commas."""
    while start < len(text) and text[start] in " \t\r\n\ufeff,":
        start += 1
    return start
