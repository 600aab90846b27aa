"""Responses that are kept: the latest used, up to a size."""

from __future__ import annotations

from http import HTTPStatus

from hypothesis import given
from hypothesis import strategies as st

from search.kept import Kept
from search.responses import Response, html


def page(size: int) -> Response:
    return html(HTTPStatus.OK, "x" * size)


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    kept = Kept(5000)
    for key in "abc":
        kept.put(key, page(500))
    assert kept.get("a")
    kept.put("d", page(500))
    assert [bool(kept.get(key)) for key in "abcd"] == [True, False, True, True]


def test_a_response_larger_than_all_is_not_kept() -> None:
    kept = Kept(5000)
    kept.put("a", page(10_000))
    assert kept.get("a") is None
    assert len(kept) == 0


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3000))))
def test_what_is_kept_never_exceeds_the_measure(put: list[tuple[int, int]]) -> None:
    kept = Kept(6000)
    for key, size in put:
        kept.put(key, page(size))
        held = [found for number in range(10) if (found := kept.get(number))]
        assert sum(len(found.body) for found in held) + 1000 * len(kept) <= 6000
        assert len(held) == len(kept)
    kept.clear()
    assert not len(kept)
