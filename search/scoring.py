"""How well a document answers a query: BM25 over words with a heavier title, and bonuses for the whole phrase.

Pure arithmetic that floats and arrays share, so that every engine ranks alike. BM25: Robertson and Zaragoza,
"The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with its usual k1 and b.
"""

from __future__ import annotations

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from search.schema import Document

Number = TypeVar("Number", float, NDArray[np.float64])

K1 = 1.2
B = 0.75
TITLE_WEIGHT = 4.0
"""How many occurrences in the body one in the title is worth."""
MOST_IN_TITLE = 3
MOST_IN_BODY = 63
"""Occurrences beyond these count no further; together they fit one byte of a posting."""

NAMED = 0.5
"""What a word adds that the publisher's names have; once in a body of usual length adds 1."""

# Shares of the query's whole weight that a document gains when it holds the query as one string.
PHRASE_IN_TITLE = 1.0
TITLE_SAYS_ONLY_THAT = 0.7
TITLE_BEGINS_SO = 0.3
PHRASE_IN_BODY = 0.5
# Shares that a document has before anything is asked.
CITY_WIDE = 0.1
DISTRICT_WIDE = 0.05
NOT_ORIGINAL = -0.4
NOT_IN_FORCE = -0.4
NEWEST = 0.12
YEARS_TILL_OLD = 10.0
RERANKED = 100
"""Best documents by words among which whole phrases are looked for."""


def rarity(documents: int, having: int) -> float:
    """The weight of a word that *having* of *documents* hold; never negative."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def length_norm(length: Number, average: float) -> Number:
    """The share of BM25's denominator that depends on a document's *length* in words."""
    norm: Number = (length * (B / max(average, 1.0)) + (1 - B)) * K1
    return norm


def word_score(in_title: Number, in_body: Number, norm: Number) -> Number:
    """What a word adds to a document's score, before its rarity."""
    frequency: Number = in_title * TITLE_WEIGHT + in_body
    score: Number = frequency * (K1 + 1) / (frequency + norm)
    return score


def authority(document: Document) -> float:
    """The share for whose word it is: the higher level of government, what holds before what held."""
    levels = len(document.department_path)
    share = CITY_WIDE if levels <= 2 else DISTRICT_WIDE if levels == 3 else 0.0
    share += NOT_ORIGINAL if is_repost(document) else 0.0
    return share + (NOT_IN_FORCE if document.validity in {"expired", "abolished"} else 0.0)


def is_repost(document: Document) -> bool:
    """Whether *document* says what another one said first, as its kind or its cluster tells."""
    return document.kind == "转载" or bool(document.original)


def freshness(age_seconds: Number) -> Number:
    """The share for being newer than others, by the age against the newest document of the index."""
    years: Number = age_seconds / (365.25 * 24 * 3600)
    share: Number = NEWEST * 1.0 / (years / YEARS_TILL_OLD * 4.0 + 1.0)
    return share


def place_share(start: Number, length: int, title_length: Number) -> Number:
    """The bonus, as a share of the query's weight, for holding a whole reading of it.

    In UTF-8, it is *length* long and begins *start* into title and body (-1: nowhere), the title being
    *title_length* long; a title gains more the less it says besides, and more when it begins so.
    """
    says_only_that = TITLE_SAYS_ONLY_THAT * length / (title_length + (title_length == 0))
    in_title = PHRASE_IN_TITLE + says_only_that + TITLE_BEGINS_SO * (start == 0)
    share: Number = in_title * ((start >= 0) & (start < title_length))
    return share + PHRASE_IN_BODY * (start >= title_length)


def phrase_share(phrases: tuple[str, ...], title: str, body: str) -> float:
    """The best `place_share` of the compact *phrases* in a document with this compact *title* and *body*."""
    text, end = f"{title}\n{body}".encode(), len(title.encode())
    wanted = [phrase.encode() for phrase in phrases]
    return max(
        (place_share(float(text.find(phrase)), len(phrase), float(end)) for phrase in wanted), default=0.0
    )
