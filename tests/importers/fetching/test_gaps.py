"""Gaps: what the import writes for a missing picture is found again, with its exact address, and can be filled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.draft import link_media
from importers.fetching.gaps import Gap, filled, gaps, media_names
from importers.model import Picture

NAME = "0123456789abcdef0123.jpg"
URLS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=60).map(
    lambda tail: f"https://a.cn/{tail}"
)


def written(url: str, *, picture: bool = True, alt: str = "图") -> str:
    """The body that an import writes."""
    key = "k1"
    body = f"甲\n\n{'!' if picture else ''}[{alt}](media:{key})\n\n乙"
    return link_media(body, {}, {key: Picture(key, url)})


@given(URLS, st.booleans())
def test_the_address_is_read_back_as_it_was(url: str, picture: bool) -> None:
    assert [(one.url, one.picture) for one in gaps(written(url, picture=picture))] == [(url, picture)]


@given(URLS)
def test_a_filled_gap_shows_the_file_and_is_no_gap_any_more(url: str) -> None:
    body = filled(written(url), {url: NAME})
    assert body == f"甲\n\n![图](../media/{NAME})\n\n乙"
    assert not list(gaps(body))
    assert media_names(body) == {NAME}


def test_in_a_cell_of_a_table_it_becomes_html() -> None:
    body = "<table><tr><td>〔图片未保存：甲&lt; 原地址：https://a.cn/1?a=1&amp;b=2〕</td></tr></table>"
    assert [one.url for one in gaps(body)] == ["https://a.cn/1?a=1&b=2"]
    assert filled(body, {"https://a.cn/1?a=1&b=2": NAME}) == (
        f'<table><tr><td><img src="../media/{NAME}" alt="甲&lt;"></td></tr></table>'
    )


def test_a_file_becomes_a_link() -> None:
    body = written("https://a.cn/1.xlsx", picture=False, alt="附件1")
    assert filled(body, {"https://a.cn/1.xlsx": "0123456789abcdef0123.xlsx"}).split("\n")[2] == (
        "[附件1](../media/0123456789abcdef0123.xlsx)"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "〔图片未保存〕",
        "〔图片未保存：甲〕",
        "〔视频：原地址：https://a.cn/1〕",
        "原地址：https://a.cn/1",
    ],
)
def test_other_lines_are_no_gaps(body: str) -> None:
    assert not list(gaps(body))
    assert filled(body, {"https://a.cn/1": NAME}) == body


def test_what_was_not_got_stays() -> None:
    body = written("https://a.cn/1")
    assert filled(body, {"https://a.cn/2": NAME}) == body
    assert list(gaps(body)) == [Gap("https://a.cn/1", True, "图")]
