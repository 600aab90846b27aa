"""A title for a post that has none: its first sentence."""

from __future__ import annotations

import re

_SENTENCE_END = re.compile(r"[。；;]|[！？!?]+|(?<!\d)[.](?=\s|$)")
_CLAUSE_END = re.compile(r"[，、：,:）)】」”\s]")
_EDGE = " 　，、：；,;:"


def first_sentence(text: str, most: int) -> str:
    """The first sentence of *text* on one line of at most *most* characters; empty when there are no words.

    A longer one is cut behind a clause in its second half, else anywhere, and says so by `…`.
    """
    line = next(
        (line for line in (" ".join(raw.split()) for raw in text.split("\n")) if _has_words(line)), ""
    )
    end = _SENTENCE_END.search(line)
    if end and _has_words(line[: end.start()]):
        line = line[: end.end()].rstrip("。；;.")
    if len(line) <= most:
        return line.strip(_EDGE)
    cut = line[: most - 1]
    ends = [found.start() for found in _CLAUSE_END.finditer(cut, most // 2)]
    return (cut[: ends[-1]] if ends else cut).rstrip(_EDGE) + "…"


def _has_words(line: str) -> bool:
    return any(character.isalnum() for character in line)
