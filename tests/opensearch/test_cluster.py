"""The engine on a real cluster of three nodes: the same answers, and nothing lost when a node dies."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from search.engine import EngineGone, Request
from search.engines import memory, opensearch
from search.query import Filters, parse
from search.schema import Document
from tests.opensearch.cluster import Cluster
from tests.search.conftest import documents
from tests.search.test_cases import cases
from tests.search.test_cases import test_case as check_case

pytestmark = pytest.mark.long

WORDS = [
    "路灯",
    "公示",
    "低保",
    "公积金",
    "停更",
    "公告",
    "村务",
    "公开",
    "水利",
    "学校",
    "帳號",
    "账号",
    "道路",
    "检修",
    "补贴",
    "发放",
    "通知",
    "2019",
    "号",
    "wifi",
]
MANY = 20_000
QUERIES = ["路灯", "公示 低保", "村务公开", "账号", "“公积金停更”", "号"]

__all__ = ["documents"]


def made(count: int, seed: int = 3) -> Iterator[Document]:
    rng = random.Random(seed)
    for number in range(count):
        yield Document(
            id=f"{number:06}",
            url=f"/d/{number}.html",
            title="".join(rng.choices(WORDS, k=4)),
            body="，".join("".join(rng.choices(WORDS, k=6)) for _ in range(6)),
            date=datetime(2016, 1, 1, tzinfo=UTC) + timedelta(hours=rng.randrange(80_000)),
            department=f"d{number % 7}",
            department_path=("top", f"d{number % 7}"),
            department_path_names=("市", f"第{number % 7}局"),
            kind=f"k{number % 3}",
            platform="weixin" if number % 2 else "",
        )


def test_the_case_files_hold(reached: Cluster, documents: list[Document], tmp_path: Path) -> None:
    assert opensearch.build(documents, tmp_path) == len(documents)
    engine = opensearch.open(tmp_path)
    for case in cases():
        check_case(engine, *case.values)
    engine.close()


def test_it_finds_and_orders_as_the_reference(reached: Cluster, tmp_path: Path) -> None:
    collection = list(made(90))
    opensearch.build(collection, tmp_path)
    ours, theirs = opensearch.open(tmp_path), memory.MemoryEngine(collection)
    for text in [*QUERIES, "路灯 -公示", "灯公", "2019号"]:
        for sort in ("relevance", "newest"):
            for chosen in (Filters(), Filters(department="top", kind="k1"), Filters(platform="weixin")):
                request = Request(parse(text), chosen, sort, 0, 40)
                got, expected = ours.find(request), theirs.find(request)
                assert got.total == expected.total
                assert {d.id for d in got.documents} == {d.id for d in expected.documents} or got.total > 40
                assert [d.date for d in got.documents] == [
                    d.date for d in expected.documents
                ] or sort != "newest"
                assert got.facets == expected.facets
    for text in ("路灯", "号", "低保公示"):
        assert ours.holding(text) == theirs.holding(text)
    assert ours.document("000007") == collection[7]
    assert ours.document("nobody") is None
    ours.close()


def test_what_several_published_is_listed_once(reached: Cluster, tmp_path: Path) -> None:
    """As the reference does it, on pages that a cluster gives at once and on those that are walked to."""
    collection = [
        replace(document, cluster=f"{number // 4 * 4:06}" if number % 3 else "")
        for number, document in enumerate(made(120))
    ]
    texts = {document.id: (document.title, document.body) for document in collection}
    collection = [
        replace(d, title=texts[d.cluster][0], body=texts[d.cluster][1]) if d.cluster else d
        for d in collection
    ]
    opensearch.build(collection, tmp_path)
    ours, theirs = opensearch.open(tmp_path), memory.MemoryEngine(collection)
    for chosen in (Filters(), Filters(kind="k1")):
        for text in ("路灯", "公示 低保", "号"):
            request = Request(parse(text), chosen, "newest", 0, 100)
            assert ours.find(request) == theirs.find(request)
            found = ours.find(replace(request, sort="relevance"))
            expected = theirs.find(replace(request, sort="relevance"))
            assert (found.total, found.entries) == (expected.total, expected.entries)
            assert {d.cluster or d.id for d in found.documents} == {
                d.cluster or d.id for d in expected.documents
            }
            assert sum(c.count for c in found.copies.values()) == found.total - found.entries
    ours.close()


def test_nothing_is_lost_when_a_node_dies(reached: Cluster, tmp_path: Path) -> None:
    """20,000 notices; one node killed while indexing, another while searching; every answer whole and in time."""
    killer = threading.Timer(6.0, reached.kill, [3])
    killer.start()
    assert opensearch.build(made(MANY), tmp_path) == MANY
    killer.join()
    assert 3 not in reached._processes, "the control: the node really died while the index was filled"
    reached.start_node(3)
    reached.wait("green", 3)

    engine = opensearch.open(tmp_path)
    before = {text: engine.find(Request(parse(text), count=20)) for text in QUERIES}
    assert sum(len(before[text].documents) for text in QUERIES) > 60
    reached.kill(2)
    slowest = 0.0
    for _ in range(20):
        for text in QUERIES:
            started = time.monotonic()
            got = engine.find(Request(parse(text), count=20))
            slowest = max(slowest, time.monotonic() - started)
            assert got.total == before[text].total
            assert {d.id for d in got.documents} == {d.id for d in before[text].documents}
    print(f"slowest answer while a node was gone: {slowest:.2f} s")
    assert slowest < 45
    reached.start_node(2)
    reached.wait("green", 3)
    engine.close()


def test_readers_notice_no_new_index(reached: Cluster, tmp_path: Path) -> None:
    """A rolling new index under load: the old one answers until its folder names the new one."""
    opensearch.build(made(3000), tmp_path / "one")
    old = opensearch.open(tmp_path / "one")
    faults: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            if old.find(Request(parse("路灯"))).total != expected:
                faults.append("another total")

    expected = old.find(Request(parse("路灯"))).total
    reader = threading.Thread(target=read)
    reader.start()
    opensearch.build(made(3000, seed=4), tmp_path / "two")
    done.set()
    reader.join()
    assert not faults
    assert opensearch.open(tmp_path / "two").generation != old.generation
    assert old.find(Request(parse("路灯"))).total == expected


def test_deep_pages_are_walked_to(reached: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.engines.opensearch.queries.WINDOW", 200)
    opensearch.build((replace(d, cluster=f"{int(d.id) // 2}") for d in made(700)), tmp_path)
    engine = opensearch.open(tmp_path)
    for collapsed in (False, True):
        seen = [
            d.cluster if collapsed else d.id
            for first in range(0, 700, 50)
            for d in engine.find(Request(parse("号"), Filters(), "newest", first, 50, collapsed)).documents
        ]
        found = engine.find(Request(parse("号"), collapsed=collapsed))
        assert len(seen) == len(set(seen)) == (found.entries if collapsed else found.total)
        assert (found.entries < found.total) == collapsed
    engine.close()


def test_a_cluster_that_is_gone_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIJI_OPENSEARCH_URL", "http://127.0.0.1:9")
    with pytest.raises(EngineGone, match="检索集群不能用"):
        opensearch.build([], tmp_path)
    assert not list(tmp_path.iterdir())
