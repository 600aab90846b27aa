"""Texts that grow, for every parser: runs of the signs that patterns and grammars stumble over, in the places of real texts."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

SMALL, LARGE = 10_000, 100_000
RATIO = 15
_FLOOR = 0.002  # seconds below which a time says nothing
_ROUNDS = 4
RUNS = (
    "a", "0", " ", "\n", "。", "<", ">", "[", "](", "(", "*", "_", "`", "|", "#", "&", "&lt;", '"', "'", "\\", "“", "《",
    "<div>", "<b>", "</p>", "<!--", "<p a=1 ", "<table><tr><td>", "![", "[a](", "> ", "- ", "1. ", "{", "{\"a\":", ",", ":", "：",
    "http://", "http://a.b/", "www.", "%", "../", "@a ", "a@", "2020-01-02 ", "1381234", "青澜市", "公示", "-a ", "“a” ", "；", "\u202e", "\u200b",
    "ａ", "é", "𠮷", "a: b\n", "var a='", "\\x3c", "\\u0061",
)  # fmt: skip
_WORDS = re.compile(r"[\u4e00-\u9fff]{4,}")


@dataclass(frozen=True, slots=True)
class Growth:
    """Seconds of processor time for *SMALL* and for *LARGE*; *run* is what was repeated."""

    run: str
    small: float
    large: float

    @property
    def ratio(self) -> float:
        """How many times longer the larger takes."""
        return self.large / max(self.small, _FLOOR)


def growth(parse: Callable[[str], object], run: str) -> Growth:
    """What *parse* takes for runs of *run*, the least of some rounds where the first seems too much."""
    small = large = float("inf")
    for _ in range(_ROUNDS):
        small = min(small, _seconds(parse, run * (SMALL // len(run))))
        large = min(large, _seconds(parse, run * (LARGE // len(run))))
        if Growth(run, small, large).ratio <= RATIO:
            break
    return Growth(run, small, large)


def _seconds(parse: Callable[[str], object], text: str) -> float:
    started = time.process_time()
    parse(text)
    return time.process_time() - started


def worst(parse: Callable[[str], object]) -> Growth:
    """The run of all for which *parse* grows most."""
    return max((growth(parse, run) for run in RUNS), key=lambda one: one.ratio)


def grown(content: bytes, text: str) -> Iterator[bytes]:
    """*content* with *text* in the place of its first and its longest Chinese words, which are a title and a text."""
    whole = content.decode("utf-8", "surrogateescape")
    found = list(_WORDS.finditer(whole))
    if found:
        for place in {found[0].span(), max(found, key=lambda one: len(one[0])).span()}:
            yield (whole[: place[0]] + text + whole[place[1] :]).encode("utf-8", "surrogateescape")
