"""Proof that an index finds what its documents say: run after each build, which fails where this fails."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search import analysis
from search.engine import Engine, Request
from search.query import Filters, Query, parse
from search.schema import Document, Line, count_lines, read_lines

SAMPLED = 100
"""Documents of which the title and a substring are looked for."""
LEAST_HAN_SHARE = 0.9
_SHORTEST, _LONGEST = 2, 8
_FIRST_PAGE = 10
_HEAD = 40  # characters of a title: what somebody would type of it at most
_OPERATORS = re.compile(r"[-－\"“”「」『』]")  # in a query they mean something, in a title nothing


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an index is asked for: how many documents it has, and a *sample* of them."""

    count: int
    sample: Sequence[Document]


def shortcomings(source: Path, engine: Engine, seed: str = "", *, sampled: int = SAMPLED) -> list[str]:
    """What is wrong with *engine* as an index of the documents in *source*: a Chinese line each, empty when sound.

    The sample of up to *sampled* documents depends on *seed*, by default the index's generation, so that every build
    proves another one.
    """
    count = count_lines(source)
    if len(engine) != count:
        return [_miscounted(count, engine)]
    drawn = random.Random(seed or engine.generation)  # noqa: S311 - a sample, no secret
    chosen = set(drawn.sample(range(count), min(sampled, count)))
    return missed(Drawn(count, [line.document() for line in read_lines(source, chosen)]), engine, seed)


def missed(drawn: Drawn, engine: Engine, seed: str = "") -> list[str]:
    """What is wrong with *engine* as an index of the documents that were *drawn*; *seed* as for `shortcomings`."""
    if len(engine) != drawn.count:
        return [_miscounted(drawn.count, engine)]
    chance = random.Random(seed or engine.generation)  # noqa: S311 - a sample, no secret
    sample = drawn.sample
    return [*_unsegmented(sample), *_untitled(engine, sample), *_unfound(engine, sample, chance)]


def some(source: Path, count: int) -> list[Document]:
    """Up to *count* documents of *source*, met by chance, without reading the others."""
    end = source.stat().st_size
    chance = random.SystemRandom()
    found: dict[str, Document] = {}
    with source.open("rb") as stream:
        for _ in range(count if end else 0):
            stream.seek(chance.randrange(end))
            stream.readline()
            if line := stream.readline().strip():
                document = Line(str(source), line).document()
                found[document.id] = document
    return list(found.values())


def _miscounted(count: int, engine: Engine) -> str:
    return f"检索文档有 {count} 条，索引里有 {len(engine)} 条。"


def _unsegmented(sample: Sequence[Document]) -> Iterator[str]:
    """Chinese characters that the index's words leave out: the segmenter is not at work."""
    for document in sample:
        text = analysis.compact(document.body)
        chinese = {character for character in text if "㐀" <= character <= "鿿"}
        kept = chinese & set("".join(analysis.words(document.body)))
        if len(kept) < LEAST_HAN_SHARE * len(chinese):
            yield f"{document.id}：正文的汉字只有 {len(kept)}/{len(chinese)} 进入了分词。"


def _untitled(engine: Engine, sample: Sequence[Document]) -> Iterator[str]:
    for document in sample:
        query = parse(_OPERATORS.sub(" ", document.title[:_HEAD]))
        if not query.empty and not _finds(engine, query, document, _FIRST_PAGE):
            yield f"{document.id}：按标题“{document.title[:_HEAD]}”查询，前 {_FIRST_PAGE} 条里没有它。"


def _unfound(engine: Engine, sample: Sequence[Document], drawn: random.Random) -> Iterator[str]:
    for document in sample:
        text = analysis.compact(drawn.choice([document.title, document.body]))
        start = drawn.randrange(max(1, len(text) - _LONGEST))
        wanted = text[start : start + drawn.randint(_SHORTEST, _LONGEST)]
        if wanted and not _finds(engine, parse(f"“{wanted}”"), document, len(engine)):
            yield f"{document.id}：其中的“{wanted}”查不到。"


def _finds(engine: Engine, query: Query, document: Document, within: int) -> bool:
    """Whether *document*, or one whose title begins as its does, is among the first *within* hits of its kind."""
    same = Filters(department=document.department, kind=document.kind, year=str(document.year))
    found = engine.find(Request(query, same, "relevance", 0, within, collapsed=False))
    return any(d.id == document.id or d.title[:_HEAD] == document.title[:_HEAD] for d in found.documents)
