"""What a reader may have meant: other spellings of a question that documents do have.

Pure. Three ways to err are put right: one character of a string (wrong, missing, one too many, two swapped),
words that sound alike (工积金 for 公积金), and Pinyin typed without its characters (gongjijin, gjj).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from search import analysis
from search.engine import Engine, KnownWord
from search.pinyin import sound

MOST_MEANT = 3
"""Other spellings that are tried."""
_MOST_TERMS = 8
"""Words of a question that are looked at; who writes more of them did not slip in one."""
_SHORTEST_STRING, _LONGEST_STRING = 3, 12
# Of two characters only words that sound alike are tried, where no document has them: 低宝.
_SHORTEST_WORD = 2
_LATIN = re.compile(r"[a-z]{2,40}")
_NO_SLIP = 10  # documents that have a term as it stands: then it is what was meant
_LONGEST_WORD = 6
_LONGEST_SYLLABLE = 6


class Sounds:
    """The words of an index by how they sound."""

    def __init__(self, words: Iterable[KnownWord]) -> None:
        """Learn *words*; of words that sound alike the commonest counts."""
        counted: Counter[str] = Counter()
        sounds: dict[str, tuple[str, ...]] = {}
        for word in words:
            counted[word.word] += word.documents
            sounds[word.word] = word.sound
        self._by_sound: dict[str, str] = {}
        self._by_initials: dict[str, str] = {}
        self._readings: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for text, number in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
            self._by_sound.setdefault("".join(sounds[text]), text)
            if len(text) > 2:
                self._by_initials.setdefault("".join(s[:1] for s in sounds[text]), text)
            for character, reading in zip(text, sounds[text], strict=False):
                self._readings[character][reading] += number

    def typed(self, latin: str) -> str:
        """What the letters *latin* mean as Pinyin or as initials; empty when not all of them mean something."""
        if known := self._by_sound.get(latin) or self._by_initials.get(latin):
            return known
        for end in range(len(latin) - 2, 2, -1):
            if (word := self._by_sound.get(latin[:end])) and (rest := self._spelt(latin[end:])):
                return word + rest
        return ""

    def _spelt(self, latin: str) -> str:
        if known := self._by_sound.get(latin):
            return known
        for end in range(min(len(latin) - 2, _LONGEST_WORD * _LONGEST_SYLLABLE), 2, -1):
            if (word := self._by_sound.get(latin[:end])) and (rest := self._spelt(latin[end:])):
                return word + rest
        return ""

    def alike(self, text: str) -> Iterator[str]:
        """*text* with one stretch of it replaced by the commonest word that sounds so, longest stretches first."""
        sounds = [self.reading(character) for character in text]
        if self._by_sound.get("".join(sounds)) == text:
            return
        for length in range(min(len(text), _LONGEST_WORD), 1, -1):
            for start in range(len(text) - length + 1):
                stretch = sounds[start : start + length]
                word = self._by_sound.get("".join(stretch)) if all(stretch) else None
                if word and word != text[start : start + length] and len(word) == length:
                    yield text[:start] + word + text[start + length :]

    def reading(self, character: str) -> str:
        """How *character* is read in most words; empty when it is no Chinese character."""
        readings = self._readings.get(character)
        return readings.most_common(1)[0][0] if readings else sound(character)[0]


def meant(text: str, engine: Engine, sounds: Sounds) -> list[str]:
    """Other spellings of the question *text* that documents have, the likeliest first."""
    found: dict[str, None] = {}
    for term in analysis.fold(text).split()[:_MOST_TERMS]:
        for other in _other_spellings(term, engine, sounds):
            found.setdefault(analysis.fold(text).replace(term, other, 1))
    return [spelling for spelling in found if spelling.strip()][:MOST_MEANT]


def _other_spellings(term: str, engine: Engine, sounds: Sounds) -> list[str]:
    if _LATIN.fullmatch(term):
        return [typed] if (typed := sounds.typed(term)) else []
    held = engine.holding(term) if _SHORTEST_WORD <= len(term) <= _LONGEST_STRING else _NO_SLIP
    if held >= (_NO_SLIP if len(term) >= _SHORTEST_STRING else 1):
        return []
    alike = [other for other in sounds.alike(term) if engine.holding(other)][:MOST_MEANT]
    near = engine.near(term) if not alike and len(term) >= _SHORTEST_STRING else Counter[str]()
    ordered = sorted(near, key=lambda other: (_mishearing(term, other, sounds), -near[other], other))
    return [*alike, *ordered][:MOST_MEANT]


def _mishearing(term: str, other: str, sounds: Sounds) -> int:
    """0 for strings that differ only in a character that sounds the same, 1 for swapped ones, else 2."""
    if len(term) != len(other):
        return 2
    differing = [(a, b) for a, b in zip(term, other, strict=True) if a != b]
    if all(sounds.reading(a) and sounds.reading(a) == sounds.reading(b) for a, b in differing):
        return 0
    return 1 if sorted(term) == sorted(other) else 2
