"""Engines find the same and nearly rank the same: random collections, random questions."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.engine import Request
from search.engines import memory, named
from search.query import Filters, parse
from search.schema import Document
from tests.search.conftest import EMBEDDED

WORDS = [
    "公积金",
    "提取",
    "村务公开",
    "村",
    "的",
    "账号",
    "帳號",
    "12号",
    "〔2019〕12号",
    "路灯",
    "，",
    "3.5",
    "wifi",
    "通知",
    "a",
]
NAMES = st.lists(st.sampled_from(["公积金中心", "村委会", "通知 a", ""]), min_size=1, max_size=3)
CLUSTER = st.sampled_from(["", "", "000", "003"])
TEXT = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)


@st.composite
def collections(draw: st.DrawFn) -> list[Document]:
    pairs = draw(st.lists(st.tuples(TEXT, TEXT, st.integers(0, 5), CLUSTER), max_size=12))
    # A department goes by one name in all documents, as the register has it: engines may show that of any of them.
    called = draw(st.lists(NAMES, min_size=6, max_size=6))
    return [
        Document(
            id=f"{number:03}",
            url="/",
            title=title,
            body=body,
            date=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=300 * day),
            department=f"d{day}",
            department_path=("top", f"d{day}") if day % 2 else (f"d{day}",),
            kind=f"k{day % 2}",
            department_name=called[day][0],
            department_former=tuple(called[day]),
            validity=("", "current", "abolished")[day % 3],
            platform="wechat" if day else "",
            cluster=cluster,
        )
        for number, (title, body, day, cluster) in enumerate(pairs)
    ]


FILTERS = st.builds(
    Filters,
    department=st.sampled_from(["", "top", "d1", "d2"]),
    kind=st.sampled_from(["", "k0"]),
    platform=st.sampled_from(["", "wechat", "weibo"]),
    validity=st.sampled_from(["", "abolished"]),
    year=st.sampled_from(["", "2020", "2021"]),
)
QUERY = st.lists(
    st.sampled_from([*WORDS, "公积金中心", "村委会", "中心", "-路灯", "“村务公开”", "务公", "金提"]),
    min_size=1,
    max_size=4,
).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(collections(), st.lists(st.tuples(QUERY, FILTERS), min_size=1, max_size=5))
def test_whoosh_finds_what_memory_finds(documents: list[Document], asked: list[tuple[str, Filters]]) -> None:
    reference = memory.MemoryEngine(documents)
    with tempfile.TemporaryDirectory() as folder:
        named("whoosh").build(documents, Path(folder) / "index")
        engine = named("whoosh").open(Path(folder) / "index")
        assert len(engine) == len(reference)
        for text, filters in asked:
            for sort, collapsed in product(("relevance", "newest"), (True, False)):
                request = Request(parse(text), filters, sort, 0, 50, collapsed)
                ours, theirs = engine.find(request), reference.find(request)
                assert [d.id for d in ours.documents] == [d.id for d in theirs.documents]
                assert ours == theirs
                assert ours.total == ours.entries + sum(c.count for c in ours.copies.values())
        engine.close()


@pytest.mark.parametrize("engine", EMBEDDED, ids=lambda engine: engine.name)
def test_pages_follow_one_another(engine: object, tmp_path: Path) -> None:
    documents = [
        Document(
            id=f"{n:04}",
            url="/",
            title=f"通知{n}",
            body="正文" * (n % 7),
            date=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=n),
            department="d",
            kind="k",
        )
        for n in range(450)
    ]
    engine.build(documents, tmp_path / "index")
    opened = engine.open(tmp_path / "index")
    for sort in ("relevance", "newest"):
        seen = [
            d.id
            for first in range(0, 460, 10)
            for d in opened.find(Request(parse("通知"), Filters(), sort, first, 10)).documents
        ]
        assert len(seen) == 450
        assert len(set(seen)) == 450
    assert opened.document("0007") == documents[7]
    assert opened.document("nobody") is None
    opened.close()


def test_an_unknown_engine_is_named() -> None:
    with pytest.raises(ValueError, match="没有叫“lucene”的检索引擎，可用的有：whoosh、memory"):
        named("lucene")
