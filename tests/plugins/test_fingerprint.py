"""A page's fingerprint changes with anything that it shows, and with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import city
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from notices.notice import render
from plugins.notices.fingerprint import fingerprint
from plugins.notices.pages import Choice, Page
from plugins.notices.record import Record, record

FIRST = city.archived(1, "标题", "正文。")


def known(**changes: object) -> Record:
    notice = replace(FIRST, **changes)  # type: ignore[arg-type]
    return record(notice, "water/2020/a.md", render(notice).encode())


VALUES = st.recursive(
    st.text(max_size=4) | st.integers() | st.booleans() | st.none() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=8,
)


def shown(value: object) -> bytes:
    return fingerprint(Page("/a/", "a.html", {"value": value}))


@given(VALUES, VALUES)
def test_different_values_differ_and_equal_ones_agree(one: object, other: object) -> None:
    assert shown(one) == shown(one)
    assume(repr(one) != repr(other))
    assert shown(one) != shown(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("a", ("b",)), (("a",), "b")),
        ((), ((),)),
        (1, "1"),
        (None, "None"),
        (True, 1),
        (date(2026, 1, 1), "2026-01-01"),
        (Choice("a", "/b/", 1), ("a", "/b/", 1)),
        (city.WATER, city.CIVIL),
    ],
)
def test_what_looks_alike_is_told_apart(one: object, other: object) -> None:
    assert shown(one) != shown(other)


def of_list(one: Record) -> Page:
    return Page("/a/", "list.html", {"records": (one,)})


def of_notice(one: Record) -> Page:
    return Page(one.url, "notice.html", {"record": one}, one.path)


@pytest.mark.parametrize(("page", "changes"), [(of_list, False), (of_notice, True)])
def test_a_body_shows_on_its_own_page_only(page: Callable[[Record], Page], changes: bool) -> None:
    before, after = page(known()), page(known(body="别的正文。"))
    assert (fingerprint(before) != fingerprint(after)) is changes


@pytest.mark.parametrize("page", [of_list, of_notice])
def test_a_title_shows_wherever_the_record_does(page: Callable[[Record], Page]) -> None:
    assert fingerprint(page(known())) != fingerprint(page(known(title="别的标题")))


def test_address_and_template_count() -> None:
    assert len({fingerprint(Page(url, name)) for url in ("/a/", "/b/") for name in ("x", "y")}) == 4


def test_a_value_without_a_fingerprint_is_refused() -> None:
    with pytest.raises(TypeError, match="set"):
        shown({1, 2})
