"""A release that is switched, refused or rewritten: which index answers when."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from search import index_folder
from search.application import Application
from search.engines import whoosh
from search.schema import Document
from search.service import read_parameters
from tests.search.visiting import ask

Moving = Callable[[int], None]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def documents_of(application: Application) -> int:
    return ask(application, "/readyz").json["documents"]


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether *holds* comes true within a few seconds."""
    until = time.monotonic() + 10
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def moving(documents: list[Document], tmp_path: Path) -> Moving:
    """Builds numbered by how many documents they have, and a link that can be turned to each."""

    def turn(count: int) -> None:
        build = tmp_path / f"build-{count}"
        if not build.exists():
            write(build / "site" / "search" / "index.html", "<!--search:begin--><!--search:end-->")
            whoosh.build(documents[:count], build / "index")
        (tmp_path / "fresh").symlink_to(build / "site")
        (tmp_path / "fresh").replace(tmp_path / "output")

    return turn


def test_the_first_question_after_a_switch_is_answered_from_the_new_index(
    moving: Moving, tmp_path: Path
) -> None:
    moving(3)
    application = Application(tmp_path / "output", whoosh)
    for count in (3, 5, 4, 3):  # the last ones are rollbacks
        moving(count)
        assert ask(application, "/api/search?kind=公告").status == 200
        assert documents_of(application) == count


def test_an_answer_under_way_keeps_its_index(moving: Moving, tmp_path: Path) -> None:
    moving(3)
    index = Application(tmp_path / "output", whoosh).index
    former = index.ready()
    moving(5)
    latter = index.ready()
    assert former
    assert latter
    assert (len(former.engine), len(latter.engine)) == (3, 5)
    assert former.answer(read_parameters({"year": "2023"})).total <= 3
    assert sum(v.count for v in former.answer(read_parameters({"q": "公告"})).facets["archived"]) <= 3


def test_the_former_index_answers_where_the_next_takes_long(
    moving: Moving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_folder, "_PATIENCE", 0.05)
    moving(3)
    application = Application(tmp_path / "output", whoosh)
    assert eventually(lambda: documents_of(application) == 3)
    waiting, opened = Event(), whoosh.open
    monkeypatch.setattr(whoosh, "open", lambda place: waiting.wait(10) and opened(place))
    moving(5)
    started = time.monotonic()
    assert [documents_of(application) for _ in range(20)] == [3] * 20
    assert time.monotonic() - started < 1  # only the first of them waited
    waiting.set()
    assert eventually(lambda: documents_of(application) == 5)


def test_an_index_rewritten_in_place_is_opened(documents: list[Document], tmp_path: Path) -> None:
    application = Application(tmp_path, whoosh, tmp_path / "index")
    assert ask(application, "/readyz").status == 503
    for count in (2, 6):
        whoosh.build(documents[:count], tmp_path / "index")
        assert documents_of(application) == count


def test_a_refused_index_leaves_the_former_answering_until_it_is_mended(
    moving: Moving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    moving(3)
    application = Application(tmp_path / "output", whoosh)
    monkeypatch.setattr(application.index, "_clock", lambda: now[0])
    assert documents_of(application) == 3
    moving(4)
    listed = tmp_path / "build-4" / "index" / "generation.json"
    whole = listed.read_bytes()
    listed.write_bytes(b"{}")
    assert documents_of(application) == 3
    listed.write_bytes(whole)
    assert documents_of(application) == 3  # a damaged index is not read again and again
    now[0] += 6
    assert documents_of(application) == 4


def test_a_missing_index_is_found_when_it_comes(documents: list[Document], tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    application = Application(tmp_path / "site", whoosh)
    assert ask(application, "/readyz").status == 503
    assert ask(application, "/healthz").status == 200
    whoosh.build(documents[:2], tmp_path / "index")
    assert documents_of(application) == 2


def test_looking_costs_next_to_nothing(moving: Moving, tmp_path: Path) -> None:
    moving(3)
    index = Application(tmp_path / "output", whoosh).index
    index.ready()
    started = time.process_time()
    for _ in range(1000):
        assert index.look() is None
    assert time.process_time() - started < 0.2
