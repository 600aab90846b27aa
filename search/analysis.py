"""Chinese analysis: folding text to one form, and cutting it into words.

Pure. Both the index and the query go through here, so what is folded together is found together. Folding
works a character at a time, whatever its neighbours are: only then is the fold of every substring a
substring of the fold, on which "no substring may be unfindable" rests. (OpenCC's phrase tables would fold 乾
in 乾燥 and in 乾隆 differently; equal treatment merges a few characters too many instead.)
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import opencc
import rjieba

# What OpenCC's single-character table (t2s) leaves apart though one script writes it for the other: each
# first character is folded into the second. Found by converting real text with s2t, s2tw and s2hk.
_VARIANTS = dict(
    zip(
        "著帐瞭藉覆馀甯谘钜阪砲妳祂牠讬迳彷髣髴祇衹秖黏揹甦睪痺簷衞枱敍坐俱鍊坯幺",
        "着账了借复余宁咨巨坂炮你他它托径仿仿佛只只只粘背苏睾痹檐卫台叙座具链坏么",
        strict=True,
    )
)
# Dropping 著 for 着 breaks these words; the segmenter gets them whole again.
_AUTHORED = re.compile("着(?=[作名称述录书者权])|(?<=[编显卓昭原专译论巨名土合执])着")
_TO_SIMPLIFIED = opencc.OpenCC("t2s")

_HAN_GAP = re.compile(r"(?<=[㐀-鿿豈-﫿])[^\S\n]+(?=[㐀-鿿豈-﫿])")
_LONE_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
LONGEST_WORD = 64
"""Characters of a word that the index keeps; a longer run of letters is cut there."""


def read_stop_words(text: str) -> frozenset[str]:
    """The words in *text*, parted by blanks; lines that begin with # are remarks."""
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


# By path: importing the package `search.policy` here would go round in a circle.
STOP_WORDS = read_stop_words((Path(__file__).parent / "policy" / "stop-words.txt").read_text("utf-8"))
"""Words of grammar: alone they may be looked for, beside others they say nothing."""


class _Folds(dict[int, str]):
    """Character code → its folded text, filled as characters are met; `str.translate` reads it."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    """Letters and digits in one form; a blank for everything else (the point of a number stays)."""
    if not "\ud800" <= character <= "\udfff":
        character = unicodedata.normalize("NFKC", character).casefold()
        known = "".join(_VARIANTS.get(letter, _base_letter(letter)) for letter in character)
        character = _TO_SIMPLIFIED.convert(known)
    kept = (_VARIANTS.get(letter, letter) for letter in character)
    return "".join(letter if letter.isalnum() or letter == "." else "" for letter in kept) or " "


def _base_letter(letter: str) -> str:
    """A Latin letter without its accents."""
    base = unicodedata.normalize("NFKD", letter)[:1]
    return base if base.isascii() and base.isalpha() else letter


_FOLDS = _Folds()
# The same by UTF-16 unit, for whole texts; surrogates, and what folds to several characters, go the slow way.
_UNKNOWN, _SEVERAL = 0, 1
_TABLE = np.full(1 << 16, _UNKNOWN, "<u2")
_TABLE[0xD800:0xE000] = _SEVERAL
_SHORT = 40


def fold(text: str) -> str:
    """*text* with width, case, accents and script folded; punctuation and blanks become one blank each.

    At least one character comes out for each that goes in, so with equal lengths positions agree
    (`origins` has the rest).
    """
    folded = _translated(text) if len(text) > _SHORT else text.translate(_FOLDS)
    return _LONE_POINT.sub(" ", folded) if "." in folded else folded


def _translated(text: str) -> str:
    """What `text.translate(_FOLDS)` gives, ten times as fast where each character folds to one."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    folded = _TABLE[units]
    least = folded.min()
    if least == _UNKNOWN:
        for unit in set(units[folded == _UNKNOWN].tolist()):
            one = _FOLDS[unit]
            _TABLE[unit] = ord(one) if len(one) == 1 and ord(one) < len(_TABLE) else _SEVERAL
        folded = _TABLE[units]
        least = folded.min()
    if least == _SEVERAL:
        return text.translate(_FOLDS)
    return bytes(folded).decode("utf-16-le")


def compact(text: str) -> str:
    """`fold` without its blanks: what substrings are looked for in. A substring's fold is found in it."""
    return fold(text).replace(" ", "")


def places(text: str, folded: str, chosen: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """For *chosen* positions in `compact(text)` those in *text* that they come from; *folded* is `fold(text)`."""
    kept = np.flatnonzero(np.frombuffer(folded.encode("utf-32-le"), "<u4") != ord(" "))
    found = kept[np.array(chosen, np.intp)]
    if len(folded) != len(text):
        found = np.array(origins(text), np.intp)[found]
    return [(first, last) for first, last in found.tolist()]


def origins(text: str) -> list[int]:
    """For each character of `fold(text)`, the position in *text* that it comes from."""
    return [position for position, letter in enumerate(text) for _ in _FOLDS[ord(letter)]]


def words(text: str) -> list[str]:
    """The words of *text* for the index, in order, long ones with the shorter words in them."""
    return [word[:LONGEST_WORD] for word in _cleaned(rjieba.cut_for_search(_readable(text)))]


def runs(text: str) -> list[list[str]]:
    """*text* cut into words that do not overlap, those that follow one another directly in one list.

    Stop words part the runs, unless there is nothing else.
    """
    found: list[list[str]] = [[]]
    for word in rjieba.cut(_readable(text)):
        cleaned = word.strip(" .").replace("著", "着")
        if not cleaned or cleaned in STOP_WORDS:
            found.append([])
        else:
            found[-1].append(cleaned)
    return [run for run in found if run] or [[word] for word in _cleaned(rjieba.cut(_readable(text)))]


def _readable(text: str) -> str:
    """Folded *text* as the segmenter reads it best."""
    if "," in text:
        text = _THOUSANDS.sub("", text)
    return _AUTHORED.sub("著", fold(_HAN_GAP.sub("", text)))


def _cleaned(cut: list[str]) -> Iterator[str]:
    for word in cut:
        if cleaned := word.strip(" .").replace("著", "着"):
            yield cleaned


def version() -> str:
    """The version of this analysis: it changes with the tables, the segmenter and the converter."""
    sample = "青澜市〔2019〕12号公積金賬號帳著裏於乾後台，Wi-Fi 3.5％ 办事指南怎么办理社会保险登记"
    seen = "\0".join((fold(sample), *words(sample), repr(runs(sample)), repr(sorted(_VARIANTS.items()))))
    return hashlib.sha256(seen.encode("utf-8", "backslashreplace")).hexdigest()[:16]
