"""A notice that others repeated is one hit that says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from search import pages
from search.engines.memory import MemoryEngine
from search.schema import Document
from search.service import Answer, answer, read_parameters


@pytest.fixture
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
            cluster="typhoon",
            department=f"d{n}",
            department_path=("city", f"d{n}"),
            account_name=f"<转发{n}>",
            url=f"/c{n}",
        )
        for n in range(3)
    ]
    return [*copies, original, *documents]


def asked(collection: list[Document], **given: str) -> Answer:
    return answer(MemoryEngine(collection), read_parameters({"q": "台风防御", **given}))


def test_copies_are_told_with_their_original(collection: list[Document]) -> None:
    found = asked(collection)
    assert [(hit.document.id, [copy.id for copy in hit.also]) for hit in found.hits] == [
        ("typhoon", ["copy-0", "copy-1", "copy-2"])
    ]
    assert found.total == 4


def test_a_copy_stands_alone_where_its_original_is_not_found(collection: list[Document]) -> None:
    found = asked(collection, department="d1")
    assert [(hit.document.id, list(hit.also)) for hit in found.hits] == [("copy-1", [])]


def test_the_page_names_where_else(collection: list[Document]) -> None:
    shown = pages.page("", asked(collection))
    assert '另有 3 处发布：<a href="/c0">&lt;转发0&gt;</a>' in shown
    assert shown.count('<li class="hit">') == 1
    assert "处发布" not in pages.page("", answer(MemoryEngine(collection), read_parameters({"q": "公积金"})))
