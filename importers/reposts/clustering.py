"""Which posts are one text: groups around the text that came first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from importers.reposts import sketching
from importers.reposts.folding import fold, numbers
from importers.reposts.sketching import Index, Shingles

_SHORTEST = 20  # folded characters; greetings and single sentences are nobody's text
_OF_SHORTER = 0.92  # the shorter text must be in the longer one as far as this,
_OF_BOTH = 0.6  # and be at least so much of both: a quotation is no repost
_NUMBERS = 0.95  # of the numbers of one must stand in the other: templates differ in dates and amounts
_MOST = 40  # texts that a new one is held against


@dataclass(frozen=True, slots=True)
class Text:
    """A post to compare: its key, title and Markdown body."""

    key: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class _Kept:
    group: int
    runs: Shingles
    numbers: Counter[str]


def groups(texts: Iterable[Text]) -> list[list[str]]:
    """The keys of posts that are one text, groups of two and more, each in the order of *texts*.

    A text is held against texts that came before and are no copies themselves, so it takes linear time as long
    as likes are few; of very many likes (a template filled every day) the forty likest are looked at.
    """
    index, kept, found = Index(), list[_Kept](), list[list[str]]()
    for text in texts:
        folded = fold(text.title, text.body)
        if len(folded) < _SHORTEST:
            continue
        runs = sketching.shingles(folded)
        own = Counter(numbers(folded))
        sketch = sketching.sketch(runs, own)
        like = (kept[one] for one in index.near(sketch, _MOST))
        original = next((one for one in like if _same(_Kept(0, runs, own), one)), None)
        if original is not None:
            found[original.group].append(text.key)
            continue
        index.add(sketch)
        kept.append(_Kept(len(found), runs, own))
        found.append([text.key])
    return [group for group in found if len(group) > 1]


def _same(one: _Kept, other: _Kept) -> bool:
    fewer = min(one.numbers.total(), other.numbers.total())
    if (one.numbers & other.numbers).total() < _NUMBERS * fewer:
        return False
    shared = sketching.likeness(one.runs, other.runs)
    return shared.of_shorter >= _OF_SHORTER and shared.of_both >= _OF_BOTH
