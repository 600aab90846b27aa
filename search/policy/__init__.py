"""What editors decide about searching, in files that they can edit: synonyms and best bets."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib import resources

from search import analysis


def read_synonyms(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each compact word the compact words that find the same, itself first; a group is a line of words.

    A word of several groups belongs to all of them. Lines that begin with # are remarks.
    """
    groups: dict[str, dict[str, None]] = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            group = list(filter(None, map(analysis.compact, line.split())))
            for word in group:
                groups.setdefault(word, {word: None}).update(dict.fromkeys(group))
    return {word: tuple(group) for word, group in groups.items()}


def read_best_bets(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each compact question the ids of the documents that editors put first; CSV of question and id."""
    bets: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(lines):
        question = analysis.compact(row["question"])
        bets[question] = (*bets.get(question, ()), row["id"].strip())
    return bets


def _lines(name: str) -> list[str]:
    return resources.files(__package__).joinpath(name).read_text("utf-8").splitlines()


SYNONYMS = read_synonyms(_lines("synonyms.txt"))
BEST_BETS = read_best_bets(_lines("best-bets.csv"))
FREQUENT_QUERIES = tuple(
    line.strip() for line in _lines("frequent-queries.txt") if line.strip()[:1] not in ("", "#")
)
"""What readers often ask, as editors know it: the queries of readers are not recorded."""
