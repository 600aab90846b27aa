"""How words sound: toneless Hanyu Pinyin (ISO 7098, ü written v as it is typed). Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import cast

_UMLAUT = "\u0308"


def sound(word: str) -> tuple[str, ...]:
    """A syllable for each character of *word*, as the word is read; empty where a character has none."""
    if phrase := _phrases().get(word):
        return tuple(_toneless(readings[0]) for readings in phrase)
    return tuple(_reading(character) for character in word)


@cache
def _reading(character: str) -> str:
    """The first reading of a *character* by itself."""
    return _toneless(_characters().get(ord(character), "").split(",")[0])


# The tables are loaded when they are first asked for: 0.15 s, which the index of one new notice need not wait for.
@cache
def _phrases() -> Mapping[str, list[list[str]]]:
    return cast(Mapping[str, list[list[str]]], import_module("pypinyin.phrases_dict").phrases_dict)


@cache
def _characters() -> Mapping[int, str]:
    return cast(Mapping[int, str], import_module("pypinyin.pinyin_dict").pinyin_dict)


@cache
def _toneless(syllable: str) -> str:
    decomposed = unicodedata.normalize("NFD", syllable).replace("u" + _UMLAUT, "v")
    return "".join(letter for letter in decomposed if letter.isascii() and letter.isalpha())
