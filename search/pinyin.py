"""How words sound: toneless Hanyu Pinyin (ISO 7098, ü written v as it is typed). Pure."""

from __future__ import annotations

import unicodedata
from functools import cache

from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

_UMLAUT = "\u0308"


def sound(word: str) -> tuple[str, ...]:
    """A syllable for each character of *word*, as the word is read; empty where a character has none."""
    if phrase := phrases_dict.get(word):
        return tuple(_toneless(readings[0]) for readings in phrase)
    return tuple(_reading(character) for character in word)


@cache
def _reading(character: str) -> str:
    """The first reading of a *character* by itself."""
    return _toneless(pinyin_dict.get(ord(character), "").split(",")[0])


@cache
def _toneless(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable).replace("u" + _UMLAUT, "v")
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())
