"""No substring of two to eight characters is unfindable: over real text, and in either script."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

import opencc
import pytest
import rjieba

from search import analysis
from search.engine import Engine, Request
from search.engines import whoosh
from search.query import parse
from search.schema import Document
from tests.search import corpora

pytestmark = pytest.mark.skipif(not corpora.CORPORA.is_dir(), reason=corpora.REASON)
SYNTAX = re.compile(r'["“”「」『』]|(?:^|\s)[-－]')
SUBSTRINGS = 1500


@pytest.fixture(scope="module")
def sampled() -> list[Document]:
    return corpora.sample(500)


@pytest.fixture(scope="module")
def engine(sampled: list[Document], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    place = tmp_path_factory.mktemp("recall") / "index"
    whoosh.build(sampled, place)
    opened = whoosh.open(place)
    yield opened
    opened.close()


def found(engine: Engine, text: str) -> set[str]:
    return {d.id for d in engine.find(Request(parse(text), count=len(engine))).documents}


def substrings(documents: list[Document], count: int, seed: int) -> Iterator[tuple[str, Document]]:
    """Substrings as they stand in titles and bodies; without letters or digits there is nothing to find."""
    drawn = random.Random(seed)
    while count:
        document = drawn.choice(documents)
        text = document.title if drawn.random() < 0.3 else document.body
        start, length = drawn.randrange(len(text)), drawn.randint(2, 8)
        wanted = text[start : start + length]
        if len(wanted) == length and analysis.compact(wanted) and not SYNTAX.search(wanted):
            count -= 1
            yield wanted, document


def test_every_substring_finds_its_document(engine: Engine, sampled: list[Document]) -> None:
    missed = [
        (text, d.id) for text, d in substrings(sampled, SUBSTRINGS, 7) if d.id not in found(engine, text)
    ]
    assert missed == []


def test_as_a_phrase_too(engine: Engine, sampled: list[Document]) -> None:
    drawn = substrings(sampled, 300, 8)
    missed = [(text, d.id) for text, d in drawn if d.id not in found(engine, f"“{text}”")]
    assert missed == []


def test_phrases_find_exactly_the_documents_that_hold_them(engine: Engine, sampled: list[Document]) -> None:
    folded = {d.id: (analysis.compact(d.title), analysis.compact(d.body)) for d in sampled}
    for text, _ in substrings(sampled, 200, 9):
        wanted = analysis.compact(text)
        holding = {id for id, (title, body) in folded.items() if wanted in title or wanted in body}
        forms = parse(f"“{text}”").required[0].alternatives
        assert found(engine, f"“{text}”") == holding or len(forms) > 1


def test_single_characters_that_are_words(engine: Engine, sampled: list[Document]) -> None:
    words = {
        (word, d.id) for d in sampled[:60] for word in rjieba.cut(d.body) if len(word) == 1 and word.isalpha()
    }
    assert len(words) > 300
    chosen = sorted(words)[:: len(words) // 150]
    assert [pair for pair in chosen if pair[1] not in found(engine, pair[0])] == []


@pytest.mark.parametrize("script", ["s2t", "s2tw", "s2hk"])
def test_both_scripts_find_the_same(engine: Engine, sampled: list[Document], script: str) -> None:
    converter = opencc.OpenCC(script)
    for text, _ in substrings(sampled, 200, 10):
        assert found(engine, text) == found(engine, converter.convert(text)), text


@pytest.mark.parametrize("script", ["s2t", "s2tw", "s2hk"])
def test_texts_in_either_script_are_found_alike(
    sampled: list[Document], script: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    converter = opencc.OpenCC(script)
    twins = [
        replace(d, title=converter.convert(d.title), body=converter.convert(d.body)) for d in sampled[:120]
    ]
    folded = [(analysis.compact(t.title), analysis.compact(t.body)) for t in twins]
    assert folded == [(analysis.compact(d.title), analysis.compact(d.body)) for d in sampled[:120]]
    place = tmp_path_factory.mktemp(script) / "index"
    whoosh.build(twins, place)
    engine = whoosh.open(place)
    missed = [(s, d.id) for s, d in substrings(sampled[:120], 150, 11) if d.id not in found(engine, s)]
    engine.close()
    assert missed == []


def test_a_hole_in_the_index_is_seen(
    sampled: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The control: with one document's last characters not indexed, the oracle above reports it."""
    place = tmp_path_factory.mktemp("hole") / "index"
    whoosh.build([replace(sampled[0], body=sampled[0].body[:-8]), *sampled[1:20]], place)
    engine = whoosh.open(place)
    assert sampled[0].id not in found(engine, f"“{sampled[0].body[-8:]}”")
    engine.close()
