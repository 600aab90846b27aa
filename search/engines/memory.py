"""The reference: every document held and read in full for each query. For tests and for small collections."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from durable import atomic_write
from search import analysis, scoring
from search.engine import (
    MOST_COPIES,
    UNCHECKED,
    Checked,
    Copies,
    FacetValue,
    Found,
    IndexMissing,
    KnownWord,
    Request,
    facet_values,
    told_apart,
)
from search.pinyin import sound
from search.query import Filters, Query
from search.schema import FACETS, Document, dump_document, read_documents
from search.slips import deviations

name = "memory"
_FILE = "documents.jsonl"


@dataclass(frozen=True, slots=True)
class _Entry:
    number: int
    document: Document
    title: str
    body: str
    names: str
    in_title: Counter[str]
    in_body: Counter[str]

    @property
    def length(self) -> int:
        return self.in_title.total() + self.in_body.total()


def build(documents: Iterable[Document], place: Path) -> int:
    """Keep *documents* as they are, one a line."""
    lines = [dump_document(document) for document in documents]
    atomic_write(place / _FILE, "".join(f"{line}\n" for line in lines))
    return len(lines)


def open(place: Path, _: Checked = UNCHECKED) -> MemoryEngine:
    """Read all documents at *place*."""
    if not (place / _FILE).is_file():
        raise IndexMissing(place)
    return MemoryEngine(read_documents(place / _FILE))


class MemoryEngine:
    """Documents in a list."""

    name = name

    def __init__(self, documents: Iterable[Document]) -> None:
        """Hold *documents*."""
        self._entries = [_entry(number, document) for number, document in enumerate(documents)]
        digest = hashlib.sha256("\n".join(e.document.id for e in self._entries).encode())
        self.generation = digest.hexdigest()[:16]
        facets = [e.document.facets() for e in self._entries]
        self._labels = {
            facet: told_apart(chain.from_iterable(having[facet] for having in facets)) for facet in FACETS
        }

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._entries)

    def find(self, request: Request) -> Found:
        """The answer to *request*, by reading everything."""
        seconds = request.filters.seconds()
        matching = [
            e
            for e in self._entries
            if request.query.matches(e.title, e.body, e.names)
            and (not seconds or seconds[0] <= e.document.date.timestamp() < seconds[1])
        ]
        hits = [e for e in matching if _passes(e.document, request.filters)]
        newest = request.sort == "newest"
        weights = {} if newest else self._weights(request.query)
        scores = self._scores(weights, hits)
        best = _ordered(hits, scores)
        entries = _collapsed(best) if request.collapsed else best
        for entry in entries[: scoring.RERANKED] if weights else ():
            share = scoring.phrase_share(request.query.phrases, entry.title, entry.body)
            scores[entry.document.id] += sum(weights.values()) * share
        entries = _ordered(entries, scores)
        shown = entries[request.first : request.first + request.count]
        return Found(
            total=len(hits),
            documents=[e.document for e in shown],
            facets=_facets(matching, request.filters, self._labels),
            entries=len(entries),
            copies=_copies(shown, hits) if len(entries) < len(hits) else {},
        )

    def document(self, id: str) -> Document | None:
        """The document of that id."""
        return next((e.document for e in self._entries if e.document.id == id), None)

    def holding(self, text: str) -> int:
        """How many documents have the compact *text* in one piece."""
        return sum(text in e.title or text in e.body for e in self._entries)

    def near(self, text: str) -> Counter[str]:
        """Strings one slip from *text*, by reading everything."""
        found: Counter[str] = Counter()
        for gap in deviations(text):
            pattern = f"{re.escape(gap.left)}.{re.escape(gap.right)}" if gap.open else re.escape(gap.left)
            for entry in self._entries if len(gap.left + gap.right) > 1 else ():
                found.update({*re.findall(pattern, entry.title), *re.findall(pattern, entry.body)})
        del found[text]
        return found

    def vocabulary(self) -> Iterator[KnownWord]:
        """All words of two characters and more."""
        counted = Counter(word for e in self._entries for word in {*e.in_title, *e.in_body} if len(word) > 1)
        for word, number in counted.items():
            yield KnownWord(word, number, sound(word))

    def close(self) -> None:
        """Nothing is held open."""

    def _weights(self, query: Query) -> dict[str, float]:
        having = {
            word: sum(word in e.in_title or word in e.in_body for e in self._entries) for word in query.words
        }
        return {word: scoring.rarity(len(self), number) for word, number in having.items() if number}

    def _scores(self, weights: dict[str, float], hits: list[_Entry]) -> dict[str, float]:
        average = sum(e.length for e in self._entries) / max(1, len(self._entries))
        newest = max((int(e.document.date.timestamp()) for e in self._entries), default=0)
        total = sum(weights.values())
        return {e.document.id: _score(e, weights, average) + total * _prior(e, newest) for e in hits}


def _ordered(hits: list[_Entry], scores: dict[str, float]) -> list[_Entry]:
    """The best first, of equals the newer, of these the one that was indexed first."""
    return sorted(hits, key=lambda e: (-scores[e.document.id], -e.document.date.timestamp(), e.number))


def _collapsed(ordered: list[_Entry]) -> list[_Entry]:
    """The first of each cluster, and all that belong to none."""
    seen: set[str] = set()
    kept = []
    for entry in ordered:
        cluster = entry.document.cluster
        if cluster not in seen:
            kept.append(entry)
        if cluster:
            seen.add(cluster)
    return kept


def _copies(shown: list[_Entry], hits: list[_Entry]) -> dict[str, Copies]:
    """For the ids of the documents *shown* the other *hits* that say the same, the oldest first."""
    copies: dict[str, Copies] = {}
    oldest_first = sorted(hits, key=lambda e: e.document.date.timestamp())
    for entry in shown:
        cluster = entry.document.cluster
        others = [e.document for e in oldest_first if e is not entry and e.document.cluster == cluster]
        if cluster and others:
            copies[entry.document.id] = Copies(len(others), others[:MOST_COPIES])
    return copies


def _entry(number: int, document: Document) -> _Entry:
    return _Entry(
        number,
        document,
        analysis.compact(document.title),
        analysis.compact(document.body),
        document.names,
        Counter(analysis.words(document.title)),
        Counter(analysis.words(document.body)),
    )


def _score(entry: _Entry, weights: dict[str, float], average: float) -> float:
    norm = scoring.length_norm(float(entry.length), average)
    return sum(
        weight
        * (
            scoring.word_score(
                float(min(scoring.MOST_IN_TITLE, entry.in_title[word])),
                float(min(scoring.MOST_IN_BODY, entry.in_body[word])),
                norm,
            )
            + scoring.NAMED * (word in entry.names)
        )
        for word, weight in weights.items()
    )


def _prior(entry: _Entry, newest: int) -> float:
    age = float(newest - int(entry.document.date.timestamp()))
    return scoring.authority(entry.document) + scoring.freshness(age)


def _passes(document: Document, filters: Filters, without: str = "") -> bool:
    facets = document.facets()
    return all(
        any(value == wanted for value, _ in facets[facet])
        for facet, wanted in filters.chosen().items()
        if facet != without
    )


def _facets(
    matching: list[_Entry], filters: Filters, labels: dict[str, dict[str, str]]
) -> dict[str, list[FacetValue]]:
    counted: dict[str, list[FacetValue]] = {}
    for facet in FACETS:
        counts: Counter[str] = Counter()
        for entry in matching:
            if _passes(entry.document, filters, without=facet):
                counts.update(value for value, _ in entry.document.facets()[facet])
        counted[facet] = facet_values(counts, labels[facet])
    return counted
