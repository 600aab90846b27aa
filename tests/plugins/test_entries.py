"""The entries of a list: whatever a notice says is text, in as few words as a list needs."""

from __future__ import annotations

from dataclasses import replace

import city
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from notices.notice import render
from plugins.notices.entries import entries
from plugins.notices.record import Record, record

ARCHIVED = [one for one in city.notices() if one.platform]


def made(number: int = 0, **changed: object) -> Record:
    notice = replace(ARCHIVED[number], **changed)
    return record(notice, f"{notice.department}/{notice.date.year}/{notice.slug}.md", render(notice).encode())


def shown(*records: Record, **more: object) -> BeautifulSoup:
    return BeautifulSoup(entries(records, more.pop("marks", {}), **more), "lxml")


HOSTILE = st.text("<>&'\"a字 ", min_size=1).map(lambda text: f"题{text}题")


@given(title=HOSTILE, summary=HOSTILE, label=HOSTILE, mark=HOSTILE)
def test_words_are_text(title: str, summary: str, label: str, mark: str) -> None:
    one = made(title=title, summary=summary)
    soup = shown(one, marks={one.slug: (mark,)}, labels={one.department: label})
    assert soup.select_one(".entries a").get_text() == title
    assert soup.select_one(".entries a")["href"] == one.url
    assert soup.select_one(".entries div").get_text() == summary
    meta = [part.get_text() for part in soup.select(".entries p > *")]
    assert meta[:4] == [one.date.date().isoformat(), label, one.kind, mark]
    assert {element.name for element in soup.find_all(True)} <= {
        *["html", "body", "ol", "li", "a", "div", "p", "time", "span", "b"]
    }


@pytest.mark.parametrize(("length", "left"), [(120, 120), (121, 118), (4000, 118)])
def test_a_long_summary_is_cut(length: int, left: int) -> None:
    text = shown(made(summary="字" * length)).select_one(".entries div").get_text()
    assert text == "字" * left + ("" if length == left else "……")


def test_a_line_begins_each_year() -> None:
    ones = [made(n) for n in range(len(ARCHIVED))]
    ones.sort(key=lambda one: one.date, reverse=True)
    years = list(dict.fromkeys(one.date.year for one in ones))
    assert len(years) > 1
    assert [one["id"] for one in shown(*ones, years=True).select("li.entries-year")] == [
        f"y{y}" for y in years
    ]
    assert shown(*ones).select("li.entries-year") == []


def test_what_is_archived_says_so_and_what_is_not_does_not() -> None:
    assert "已归档" in shown(made()).get_text()
    own = made(platform="", account="")
    assert "已归档" not in shown(own).get_text()


def test_traditional_script_is_marked() -> None:
    assert shown(made(lang="zh-Hant")).select_one(".entries a")["lang"] == "zh-Hant"
    assert shown(made()).select_one(".entries a").get("lang") is None
