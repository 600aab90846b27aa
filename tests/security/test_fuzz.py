"""Generated input through every reader: what is wrong with it is told in the reader's own words, never by a crash."""

from __future__ import annotations

import random
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from importers import reading
from importers.model import Problem
from importers.sources import REMAINDER, SOURCES
from importers.walk import Entry
from notices import notice
from notices.frontmatter import BadFrontMatter
from notices.render import sanitize, to_html, to_text
from notices.values import BEIJING
from oldlinks.keys import asked
from search.query import BadQuery
from search.query import parse as parse_query

EXPORTS = Path(__file__).resolve().parents[1] / "importers" / "exports"
LATEST = datetime(2026, 11, 22, tzinfo=BEIJING)
LARGEST = 30_000
_PARTS = [
    "title: ", "date: 2024-03-15", "---", "\n", "\r", " ", ":", "：", "<", ">", '"', "'", "[", "](", ")", "*", "_", "`", "|", "#",
    "&", ";", "\\", "/", "..", "%0d%0a", "http://", "javascript:", "mp.weixin.qq.com/s?__biz=", "weibo.com/", "t.cn/", "“", "”",
    "-", "OR", "NOT ", "(", "~9", "公示", "低保", "2024", "\u202e", "\ufeff", "\u2028", "\x00", "\ud800", "𠮷", "é", "ª", "a" * 300,
]  # fmt: skip
texts = st.lists(st.one_of(st.sampled_from(_PARTS), st.text(max_size=8)), max_size=40).map("".join)


def generated(count: int) -> settings:
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@cache
def real_files() -> list[Path]:
    """Small files of every format that is read."""
    return sorted(
        path
        for path in EXPORTS.rglob("*")
        if path.is_file() and 0 < path.stat().st_size < LARGEST and "input" in path.parts
    )


def mutated(path: Path, seed: int) -> bytes:
    """The bytes of *path* with a few of them changed, cut out, doubled, or taken from another file."""
    dice = random.Random(seed)
    raw = bytearray(path.read_bytes())
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(raw) + 1)
        end = min(len(raw), start + dice.choice([1, 2, 8, 64, 1000]))
        other = dice.choice(real_files()).read_bytes()
        raw[start:end] = dice.choice([
            b"", dice.randbytes(end - start), bytes(raw[start:end]) * 3, other[: dice.randint(0, 400)],
            b'"', b"\r", b"\0", b"<", b"{", b"\xff\xfe", "。".encode(),
        ])  # fmt: skip
    return bytes(raw)


def read_mutated(folder: Path, number: int, seed: int) -> None:
    path = real_files()[number % len(real_files())]
    copy = folder / path.name
    copy.write_bytes(mutated(path, seed))
    entry = Entry(copy, copy.name, copy.stat().st_size)
    for sources in (SOURCES, *REMAINDER):
        (claim,) = reading._claims(entry, sources)
        assert "内部错误" not in claim.problem, (path, seed, claim)
        if claim.source is not None:
            for record in reading._records(entry, claim.source, LATEST):
                assert not isinstance(record, Problem) or "内部错误" not in record.reason, (
                    path,
                    seed,
                    record,
                )
            break
    copy.unlink()


def read_text(text: str) -> None:
    """The notice reader, the renderer, the query parser and the resolver of old links."""
    try:
        found = notice.parse(text, "a.md")
    except BadFrontMatter as error:
        assert error.problems
    else:
        assert notice.parse(notice.render(found), "a.md").title == found.title
    body = text.encode("utf-8", "replace").decode()
    html = to_html(body)
    assert sanitize(html) == html
    to_text(html)
    try:
        parse_query(body)
    except BadQuery as error:
        assert str(error)
    asked(body)


@generated(100)
@given(st.integers(0, 10_000), st.integers(0, 1 << 30))
def test_some_broken_exports(tmp_path_factory: pytest.TempPathFactory, number: int, seed: int) -> None:
    read_mutated(tmp_path_factory.getbasetemp(), number, seed)


@generated(100)
@given(texts)
def test_some_texts(text: str) -> None:
    read_text(text)


@pytest.mark.long
@generated(40_000)
@given(st.integers(0, 10_000), st.integers(0, 1 << 30))
def test_many_broken_exports(tmp_path_factory: pytest.TempPathFactory, number: int, seed: int) -> None:
    read_mutated(tmp_path_factory.getbasetemp(), number, seed)


@pytest.mark.long
@generated(60_000)
@given(texts)
def test_many_texts(text: str) -> None:
    read_text(text)
