"""Lists in sheets: nothing lost, nothing twice, and old sheets stand still."""

from __future__ import annotations

from datetime import timedelta

import city
from hypothesis import given
from hypothesis import strategies as st

from notices.notice import render
from plugins.notices.record import Record, record
from plugins.notices.sheets import NOWHERE, Moved, Sheet, sheets

FIRST = city.notices()[0]
PAYLOAD = render(FIRST).encode()
BASE = record(FIRST, "water/2020/a.md", PAYLOAD)


def row(count: int) -> list[Record]:
    """*count* records, oldest first."""
    return [BASE._replace(slug=f"s-{n}", date=BASE.date + timedelta(hours=n)) for n in range(count)]


def cut(count: int, size: int) -> list[Sheet]:
    return list(sheets(row(count), "/a/", size))


COUNTS = st.integers(0, 120)
SIZES = st.integers(1, 9)


@given(COUNTS, SIZES)
def test_every_record_stands_on_one_sheet_newest_first(count: int, size: int) -> None:
    found = [one for sheet in reversed(cut(count, size)) for one in sheet.records]
    assert found == row(count)[::-1]


@given(COUNTS, SIZES)
def test_sheets_are_full_and_the_front_is_never_thin(count: int, size: int) -> None:
    *old, front = cut(count, size)
    assert all(len(sheet.records) == size for sheet in old)
    assert len(front.records) < 2 * size
    assert len(front.records) >= min(count, size)
    assert [sheet.front for sheet in (*old, front)] == [False] * len(old) + [True]


@given(COUNTS, SIZES)
def test_a_new_record_changes_the_front_and_at_most_one_link(count: int, size: int) -> None:
    before = {sheet.url: sheet for sheet in cut(count, size)}
    after = {sheet.url: sheet for sheet in cut(count + 1, size)}
    changed = [url for url, sheet in before.items() if after[url] != sheet]
    assert "/a/" in changed
    assert len(changed) <= 2
    assert all(before[url].records == after[url].records for url in changed if url != "/a/")


@given(COUNTS, SIZES)
def test_the_links_lead_through_all_sheets_and_back(count: int, size: int) -> None:
    by_url = {sheet.url: sheet for sheet in cut(count, size)}
    walked = [by_url["/a/"]]
    while walked[-1].older:
        walked.append(by_url[walked[-1].older])
        assert walked[-1].newer == walked[-2].url
    assert len(walked) == len(by_url)


@given(COUNTS, SIZES, st.data())
def test_a_full_sheet_is_touched_where_its_records_differ(count: int, size: int, data: st.DataObject) -> None:
    """One record taken out of a list, or put in, anywhere: at its end as well."""
    whole = list(range(count + 1))
    place = data.draw(st.integers(0, count))
    less = whole[:place] + whole[place + 1 :]
    for before, after in ((whole, less), (less, whole)):
        moved = Moved((), place, len(before))
        for start in range(0, len(after), size):
            stop = start + size
            assert moved.touches(start, stop) == (before[start:stop] != after[start:stop])


def test_nothing_is_touched_where_nothing_moved() -> None:
    assert not Moved((), NOWHERE, 40).touches(20, 60)
