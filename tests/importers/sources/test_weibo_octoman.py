"""What the source of octoman's pages must not claim and must survive. Cases: exports/weibo/octoman."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.model import HEAD_BYTES, MalformedExport, Post, Problem
from importers.sources import SOURCES, weibo_octoman
from importers.sources.weibo_octoman import Octoman

SOURCE = Octoman()
PAGE = next((Path(__file__).parents[1] / "exports" / "weibo" / "octoman").rglob("*.html"))


@pytest.mark.parametrize(
    "head",
    [
        "",
        '<html><div class="card m-panel card9 weibo-member"></html>',
        '<html><div id="app" class="m-container-max"></div></html>',
        '{"html": "<div class="m-container-max"><div class="card m-panel card9 weibo-member">"}',
    ],
)
def test_other_pages_are_not_claimed(head: str) -> None:
    assert not SOURCE.detect(Path("x.html"), head.encode())


def test_no_other_source_claims_the_page() -> None:
    head = PAGE.read_bytes()[:HEAD_BYTES]
    assert [source.name for source in SOURCES if source.detect(PAGE, head)] == ["weibo-octoman"]


def test_other_people_and_counters_stay_out() -> None:
    posts = [one for one in SOURCE.read(PAGE) if isinstance(one, Post)]
    assert len(posts) == 3
    assert "路人的话" not in repr(posts)


def test_a_page_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weibo_octoman, "_MAX_PAGE", 1000)
    with pytest.raises(MalformedExport, match="过长"):
        list(SOURCE.read(PAGE))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.data())
def test_a_torn_page_gives_what_is_whole(tmp_path: Path, data: st.DataObject) -> None:
    whole = PAGE.read_text(encoding="utf-8")
    torn = tmp_path / "torn.html"
    torn.write_text(whole[: data.draw(st.integers(0, len(whole)))], encoding="utf-8")
    ids = [one.source_id for one in SOURCE.read(PAGE) if isinstance(one, Post)]
    records = list(SOURCE.read(torn))
    found = [one.source_id for one in records if isinstance(one, Post)]
    assert found == ids[: len(found)]
    assert sum(isinstance(one, Problem) for one in records) <= 1
