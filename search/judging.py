"""How good the ranking is, over questions whose right answers people have written down. Pure but for reading.

`judgments.csv`: the collection asked, a class, the question, and what answers it, the best first, parted by
blanks; ids in the sample city, titles in the public laws. Rows of the class `floor` hold the least nDCG@10 and
reciprocal rank that a collection must reach: a change may raise them; to lower one takes a decision record.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

DEPTH = 10
JUDGMENTS = Path(__file__).with_name("judgments.csv")
_BEST, _GOOD = 3, 2
_FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class Judgment:
    """A question to a collection and the documents that answer it, the best first."""

    collection: str
    kind: str
    question: str
    relevant: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Means over *questions*: nDCG@10, reciprocal rank of the first right answer, share with one in first place."""

    questions: int
    ndcg: float
    mrr: float
    first: float


def read(path: Path = JUDGMENTS) -> list[Judgment]:
    """The judgments in the CSV file *path*."""
    return [
        Judgment(row["collection"], row["class"], row["question"], tuple(row["relevant"].split()))
        for row in _rows(path)
        if row["class"] != _FLOOR
    ]


def floors(path: Path = JUDGMENTS) -> dict[str, tuple[float, float]]:
    """For each collection in the CSV file *path* the least nDCG@10 and the least mean reciprocal rank."""
    rows = [row for row in _rows(path) if row["class"] == _FLOOR]
    return {row["collection"]: (float(row["question"]), float(row["relevant"])) for row in rows}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def ndcg(found: Sequence[str], relevant: Sequence[str]) -> float:
    """Normalised discounted cumulative gain of the first 10 *found* (Järvelin and Kekäläinen 2002)."""
    gains = {name: _GOOD if place else _BEST for place, name in enumerate(relevant)}
    ideal = _discounted(sorted(gains.values(), reverse=True)[:DEPTH])
    return _discounted([gains.get(name, 0) for name in found[:DEPTH]]) / ideal


def reciprocal_rank(found: Sequence[str], relevant: Sequence[str]) -> float:
    """One divided by the place of the first right answer among the first 10; 0 without one."""
    return next((1 / place for place, name in enumerate(found[:DEPTH], start=1) if name in relevant), 0.0)


def judge(judgments: Sequence[Judgment], ask: Callable[[str], Sequence[str]]) -> Score:
    """The score of *ask*, which gives the names of hits in order, over *judgments*."""
    answers = [(ask(judgment.question), judgment.relevant) for judgment in judgments]
    return Score(
        len(answers),
        sum(ndcg(*answer) for answer in answers) / len(answers),
        sum(reciprocal_rank(*answer) for answer in answers) / len(answers),
        sum(reciprocal_rank(*answer) == 1 for answer in answers) / len(answers),
    )


def _discounted(gains: Sequence[int]) -> float:
    return sum(((1 << gain) - 1) / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
