"""Words around an article's own: what is cut at the edges, and what must never be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.text import PLAIN_ONLY
from importers.sources.wechat import words
from notices.render import to_html, to_text


@pytest.mark.parametrize(
    ("content", "title", "left"),
    [
        ("标题\n\n正文。", "标题", "正文。"),
        ("标 题 &amp; 副题\n正文。", "标题 & 副题", "正文。"),
        ("在小说阅读器中沉浸阅读\n\n标题\n\n正文。\n\n继续滑动看下一个", "标题", "正文。"),
        ("['第一段', '', '第二段']", "标题", "第一段\n\n第二段"),
        ("正文提到标题。\n标题", "标题", "正文提到标题。\n标题"),
        ("[1, 2]", "标题", r"\[1, 2\]"),
        ("['没有闭合", "标题", r"\['没有闭合"),
        ("['a', __import__('os')]", "标题", r"\['a', \_\_import\_\_('os')\]"),
        ("# 不是标题\n* 不是列表", "标题", "\\# 不是标题\n\\* 不是列表"),
    ],
)
def test_plain_text_keeps_its_words(content: str, title: str, left: str) -> None:
    assert words.plain(content, title) == f"{left}\n\n{PLAIN_ONLY}"


@pytest.mark.parametrize("content", ["", "标题", "标题\n\n标题\n", "原创\n标题", "\u200b\n 标题 \n"])
def test_a_title_alone_is_no_body(content: str) -> None:
    assert words.plain(content, "标题") == ""


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=80))
def test_every_character_between_the_edges_stays(text: str) -> None:
    shown = to_text(to_html(words.plain(f"甲{text}乙", "另一个标题")))
    assert "".join(shown.split()).startswith("".join(f"甲{text}乙".split()))


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("# 标题\n\n正文\n\n微信扫一扫\n关注该公众号", "正文"),
        ("原创\n\n正文\n\n---\n\n正文二", "正文\n\n---\n\n正文二"),
        ("正文\n\n标题\n\n正文二", "正文\n\n标题\n\n正文二"),
        ("**标题**\n\n![](media:1)", "![](media:1)"),
        ("> 引文\n\n原创歌曲", "> 引文\n\n原创歌曲"),
    ],
)
def test_furniture_goes_at_the_edges_only(body: str, left: str) -> None:
    assert words.trimmed(body, "标题") == left


@pytest.mark.parametrize(
    ("content", "is_html"), [("<p>a", True), ('<IMG src="a">', True), ("1 < 2 且 3 > 2", False), ("", False)]
)
def test_markup_is_told_from_text(content: str, is_html: bool) -> None:
    assert words.is_markup(content) is is_html
