"""The commoner words of a segment with their sounds, from which misspelt questions are put right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from durable import atomic_write
from search.engine import KnownWord
from search.pinyin import sound

_FILE = "vocabulary.tsv"
_SHORTEST, _LONGEST = 2, 6
_MOST_WORDS = 20_000
_FEW_WORDS = 5_000


def write(folder: Path, documents: Mapping[str, int]) -> None:
    """Write to *folder* the words of Chinese characters that *documents* counts, the commonest of them.

    Of few words the sounds are left to whoever reads them: that takes no time, and the tables of sounds are large.
    """
    chinese = [
        (word, n) for word, n in documents.items() if _SHORTEST <= len(word) <= _LONGEST and _is_chinese(word)
    ]
    common = sorted(chinese, key=lambda pair: (-pair[1], pair[0]))[:_MOST_WORDS]
    few = len(common) < _FEW_WORDS
    lines = (f"{word}\t{number}\t{'' if few else ' '.join(sound(word))}\n" for word, number in common)
    atomic_write(folder / _FILE, "".join(lines))


def read(folder: Path) -> Iterator[KnownWord]:
    """The words written in *folder*."""
    for line in (folder / _FILE).read_text("utf-8").splitlines():
        word, number, sounds = line.split("\t")
        yield KnownWord(word, int(number), tuple(sounds.split(" ")) if sounds else sound(word))


def _is_chinese(word: str) -> bool:
    return all("㐀" <= character <= "鿿" for character in word)
