"""The register of lost posts: what an import adds, what it leaves alone, what it takes back."""

from __future__ import annotations

from datetime import date

import pytest

from notices import BadFrontMatter, lost
from notices.lost import LostPost
from tests.importers.city import City


def rows(city: City) -> list[tuple[str, str, str, str]]:
    return [
        (one.account, one.source_id, one.title, one.noted) for one in lost.load(city.content / "lost.csv")
    ]


def test_a_lost_post_is_registered_once(city: City) -> None:
    city.export("a.posts", {"lost": "发布者已删除", "id": "7", "title": "端午安排"})
    city.run()
    assert rows(city) == [("gh_one", "7", "端午安排", "2026-11-21")]
    city.run(day=date(2026, 12, 1))
    assert rows(city) == [("gh_one", "7", "端午安排", "2026-11-21")]


def test_a_post_that_is_found_after_all_is_not_lost(city: City) -> None:
    city.run(city.export("a.posts", {"lost": "发布者已删除", "id": "7"}))
    assert rows(city)
    city.run(city.export("b.posts", {"id": "7", "date": "2022-04-29"}))
    assert not rows(city)


def test_what_nobody_could_ask_for_is_not_registered(city: City) -> None:
    city.run(city.export("a.posts", {"lost": "发布者已删除"}))
    assert not (city.content / "lost.csv").exists()


def test_rows_that_people_wrote_stay(city: City) -> None:
    own = LostPost("weixin", "gh_x", "", "https://example.cn/a", "", "网站已关闭", "2026-01-02")
    (city.content / "lost.csv").write_bytes(lost.render([own]))
    city.run(city.export("a.posts", {"lost": "发布者已删除", "id": "7"}))
    assert ("gh_x", "", "", "2026-01-02") in rows(city)
    assert len(rows(city)) == 2


def test_a_register_that_cannot_be_read_stops_the_import_before_it_writes(city: City) -> None:
    (city.content / "lost.csv").write_bytes("平台\nweixin\n".encode())
    city.export("a.posts", {"id": "1", "date": "2022-04-29"})
    with pytest.raises(BadFrontMatter, match=r"lost\.csv"):
        city.run()
    assert not list(city.content.rglob("*.md"))
