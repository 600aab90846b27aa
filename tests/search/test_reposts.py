"""A notice that others repeated is one entry that says so, on whichever page and with every engine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from search import pages
from search.engine import Engine, EngineModule, Request
from search.query import parse
from search.schema import Document
from search.service import Answer, answer, read_parameters
from tests.search.conftest import EMBEDDED


@pytest.fixture(scope="module")
def collection(documents: list[Document]) -> list[Document]:
    original = replace(
        documents[0],
        id="typhoon",
        cluster="typhoon",
        title="关于做好台风防御工作的通告",
        body="台风将至，请做好防御。",
    )
    copies = [
        replace(
            original,
            id=f"copy-{n}",
            date=original.date + timedelta(days=n + 1),
            department=f"d{n}",
            department_path=("city", f"d{n}"),
            account_name=f"<转发{n}>",
            url=f"/c{n}",
        )
        for n in range(3)
    ]
    return [*copies, original, *documents]


@pytest.fixture(scope="module", params=EMBEDDED, ids=lambda engine: engine.name)
def engine(
    request: pytest.FixtureRequest, collection: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    yield from opened(request.param, collection, tmp_path_factory)


def opened(
    module: EngineModule, documents: list[Document], folders: pytest.TempPathFactory
) -> Iterator[Engine]:
    place = folders.mktemp("reposts") / "index"
    module.build(documents, place)
    engine = module.open(place)
    yield engine
    engine.close()


def asked(engine: Engine, **given: str) -> Answer:
    return answer(engine, read_parameters({"q": "台风防御", **given}))


def test_copies_are_told_with_their_original(engine: Engine) -> None:
    found = asked(engine)
    assert [(hit.document.id, [copy.id for copy in hit.copies.documents]) for hit in found.hits] == [
        ("typhoon", ["copy-0", "copy-1", "copy-2"])
    ]
    assert (found.total, found.entries, found.hits[0].copies.count) == (4, 1, 3)


def test_facets_count_notices(engine: Engine) -> None:
    assert {v.value: v.count for v in asked(engine).facets["department"]} == {
        "city": 4,
        "gjj": 1,
        "d0": 1,
        "d1": 1,
        "d2": 1,
    }


def test_a_copy_stands_alone_where_its_original_is_not_found(engine: Engine) -> None:
    found = asked(engine, department="d1")
    assert [(hit.document.id, hit.copies.count) for hit in found.hits] == [("copy-1", 0)]
    assert (found.total, found.entries) == (1, 1)


def test_by_date_the_newest_stands_for_all(engine: Engine) -> None:
    (hit,) = asked(engine, sort="newest").hits
    assert hit.document.id == "copy-2"
    assert [copy.id for copy in hit.copies.documents] == ["typhoon", "copy-0", "copy-1"]


def test_whoever_checks_the_index_sees_every_copy(engine: Engine) -> None:
    found = engine.find(Request(parse("台风防御"), collapsed=False))
    assert {d.id for d in found.documents} == {"typhoon", "copy-0", "copy-1", "copy-2"}
    assert (found.total, found.entries, found.copies) == (4, 4, {})


def test_the_page_names_where_else(engine: Engine) -> None:
    shown = pages.page("", asked(engine))
    assert '另有 3 处发布：<a href="/c0">&lt;转发0&gt;</a>' in shown
    assert "共找到 <strong>4</strong> 条。其中内容相同的并在一起，列出 1 条。" in shown
    assert shown.count('<li class="hit">') == 1
    alone = pages.page("", answer(engine, read_parameters({"q": "公积金"})))
    assert "处发布" not in alone
    assert "列出" not in alone


@pytest.mark.parametrize("module", EMBEDDED, ids=lambda module: module.name)
def test_pages_follow_one_another_without_a_copy(
    module: EngineModule, documents: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """60 texts, each published by one to five accounts, in no order."""
    published = [
        replace(
            documents[0],
            id=f"{text:02}-{by}",
            cluster=f"{text:02}-0" if text % 5 else "",
            title=f"第{text}号停水通知",
            date=documents[0].date + timedelta(hours=(text * 37 + by * 11) % 101),
        )
        for by in range(5)
        for text in range(60)
        if by <= text % 5
    ]
    for engine in opened(module, published, tmp_path_factory):
        for sort in ("relevance", "newest"):
            shown = [
                hit
                for page in range(1, 8)
                for hit in asked(engine, q="停水通知", sort=sort, page=str(page)).hits
            ]
            assert sorted(hit.document.id[:2] for hit in shown) == [f"{n:02}" for n in range(60)]
            assert all(hit.copies.count == int(hit.document.id[:2]) % 5 for hit in shown)
        found = asked(engine, q="停水通知")
        assert (found.total, found.entries, found.pages) == (len(published), 60, 6)


def test_of_many_copies_the_oldest_are_named(
    collection: list[Document], tmp_path_factory: pytest.TempPathFactory
) -> None:
    many = [replace(collection[0], id=f"{n}", url=f"/{n}", account_name=f"{n}号") for n in range(30)]
    for module in EMBEDDED:
        for engine in opened(module, many, tmp_path_factory):
            shown = pages.page("", asked(engine))
            assert "另有 29 处发布" in shown
            assert shown.split("处发布：")[1].split("</p>")[0].count("<a ") == 8
            assert "号</a> 等</p>" in shown
