"""What an account's page says of what is not here."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import city
import pytest
from bs4 import BeautifulSoup
from building import build_in
from hypothesis import given
from hypothesis import strategies as st

from notices import lost
from notices.lost import LostPost
from notices.notice import render
from notices.values import BEIJING
from plugins.notices.gaps import Gaps, gaps, silent_spans
from plugins.notices.library import Library
from plugins.notices.record import Record, record

ONE = record(
    city.archived(1, "甲", "正文。"), "water/2020/a.md", render(city.archived(1, "甲", "正文。")).encode()
)


def on(*days: str) -> list[Record]:
    return [ONE._replace(date=datetime.fromisoformat(day).replace(tzinfo=BEIJING)) for day in days]


def library(records: list[Record], posts: tuple[LostPost, ...] = ()) -> Library:
    return Library({}, (city.WATER, city.CIVIL), tuple(records), date(2026, 11, 20), lost=posts)


def post(number: int, **changes: str) -> LostPost:
    values = {"platform": "weixin", "account": "gh_000000000001", "source_id": f"{number}", "source_url": ""}
    named = {"title": f"第{number}条", "reason": "页面已删除", "noted": "2026-11-01"}
    return LostPost(**{**values, **named, **changes})


SILENCES = [
    ([], ()),
    (["2021-03-01"], ()),
    (["2021-03-31", "2021-04-01"], ()),
    (["2021-03-01", "2021-05-01"], ("2021年4月",)),
    (["2021-03-01", "2021-07-01"], ("2021年4月至6月",)),
    (["2021-10-01", "2022-02-01"], ("2021年11月至2022年1月",)),
    (["2020-12-31", "2021-02-01", "2021-02-02", "2021-12-31"], ("2021年1月", "2021年3月至11月")),
]


@pytest.mark.parametrize(("days", "shown"), SILENCES)
def test_silent_months(days: list[str], shown: tuple[str, ...]) -> None:
    assert gaps(library(on(*days)), city.WATER.slug).silent == shown


@given(st.lists(st.dates(date(2015, 1, 1), date(2025, 12, 31)), min_size=1, max_size=30))
def test_every_month_between_has_a_post_or_is_silent(days: list[date]) -> None:
    records = on(*(day.isoformat() for day in sorted(days)))
    heard = {one.year * 12 + one.month - 1 for one in days}
    silent = {month for first, last in silent_spans(records) for month in range(first, last + 1)}
    assert heard | silent == set(range(min(heard), max(heard) + 1))
    assert not heard & silent


def test_many_silences_are_bounded_to_the_longest_and_all_are_counted() -> None:
    days = [f"{year}-{month:02d}-01" for year in range(2015, 2020) for month in (1, 3, 5, 9)]
    found = gaps(library(on(*days)), city.WATER.slug)
    assert len(found.silent) == 12
    assert "2015年6月至8月" in found.silent
    assert found.more == 3 * 5 + 4 - 12
    assert found.silent_months == 5 * (1 + 1 + 3) + 4 * 3


def test_lost_posts_of_this_account_only() -> None:
    foreign = (post(1, account="gh_unknown"), post(2, platform="weibo", account="1000000002"))
    by_alias = post(3, account="MzA0000000==", title="", reason="")
    found = gaps(library([], (*foreign, by_alias)), city.WATER.slug)
    assert found == Gaps((), 0, 0, 1, (("3", ""),))


def test_the_page_says_so_and_escapes_titles(tmp_path: Path) -> None:
    city.write(tmp_path / "content", [city.notices()[0], city.notices()[40]])
    rows = [post(number, title=f"<b>第{number}条") for number in range(25)]
    city.put(tmp_path / "content/lost.csv", lost.render(rows))
    site = build_in(tmp_path).site
    page = BeautifulSoup(
        (site / f"accounts/{city.WATER.slug}/index.html").read_text(encoding="utf-8"), "lxml"
    )
    facts = {one.dt.get_text(): one.dd.get_text() for one in page.select(".facts > div")}
    assert facts["申报"] == "230 条，尚缺 228 条"
    assert facts["已灭失"] == "25 条"
    assert "2020年2月至6月（共 5 个月" in facts["首末两条之间，这些月份没有条目"]
    listed = [one.get_text(" ", strip=True) for one in page.select("details li")]
    assert listed[0] == "<b>第0条 页面已删除"
    assert listed[20:] == ["另有 5 条"]
    other = (site / f"accounts/{city.CIVIL.slug}/index.html").read_text(encoding="utf-8")
    assert "已灭失" not in other
    assert "没有条目" not in other
