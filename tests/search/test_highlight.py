"""Snippets: safe, of the right length, every mark a match in the script as written."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import analysis
from search.highlight import Marker, Span
from search.query import Query, parse

TEXT = st.text(
    st.sampled_from("村务公开帳賬账目著着①㈠〔2019〕12号號<>&\"' 　\n。，") | st.characters(), max_size=200
)
QUERY = st.sampled_from(
    ["村务公开", "账目", "〔2019〕12号", "沿着", "村 账", "“务公开”", "公开 -账目", "一", "1"]
)


def marked(text: str, query: Query) -> str:
    return Marker(query).marked(text)


def snippet(text: str, query: Query) -> str:
    return Marker(query).snippet(text)


def matches(text: str, query: Query) -> list[Span]:
    return Marker(query).matches(text)


def test_marks_are_in_the_script_as_written() -> None:
    assert marked("本村帳目公示", parse("账目")) == "本村<mark>帳目</mark>公示"


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("〔2019〕12号文件", "2019年12号", "〔<mark>2019〕12号</mark>文件"),
        ("村 务 公 开", "村务公开", "<mark>村 务 公 开</mark>"),
        ("分管领导\n三级审核", "领导三级", "分管<mark>领导\n三级</mark>审核"),
        ("㈠公开①", "一公开", "<mark>㈠公开</mark>①"),
        ("<b>公开</b>&amp;", "公开", "&lt;b&gt;<mark>公开</mark>&lt;/b&gt;&amp;amp;"),
        ("公开", "村务", "公开"),
        ("", "村务", ""),
        ("公开", "", "公开"),
    ],
)
def test_marked(text: str, query: str, html: str) -> None:
    assert marked(text, parse(query)) == html


def test_the_passage_with_most_of_the_query_is_shown() -> None:
    text = "公积金。" + "无关的话。" * 60 + "租房提取公积金的办法。" + "别的话。" * 60
    shown = snippet(text, parse("公积金提取"))
    assert "租房<mark>提取</mark><mark>公积金</mark>" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")


def test_without_a_match_the_beginning_is_shown() -> None:
    assert snippet("甲" * 300, parse("乙")) == "甲" * 120 + "…"
    assert snippet("短文", parse("乙")) == "短文"


@given(TEXT, QUERY)
def test_every_mark_is_a_true_match(text: str, query: str) -> None:
    parsed = parse(query)
    wanted = {form for c in parsed.required for form in c.alternatives} | set(parsed.phrases)
    for html in (marked(text, parsed), snippet(text, parsed)):
        for mark in re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL):
            assert analysis.compact(unescape(mark)) in wanted or any(len(analysis.fold(c)) > 1 for c in text)


@given(TEXT, QUERY)
def test_nothing_is_lost_and_nothing_active_appears(text: str, query: str) -> None:
    html = marked(text, parse(query))
    assert unescape(re.sub("</?mark>", "", html)) == unescape(text.replace("&", "&amp;"))
    assert not re.search("<(?!/?mark>)", html)


@given(TEXT, QUERY)
def test_matches_are_in_order_and_apart(text: str, query: str) -> None:
    spans = matches(text, parse(query))
    assert all(a.end <= b.start for a, b in pairwise(spans) if len(analysis.fold(text)) == len(text))
    assert all(0 <= s.start < s.end <= len(text) for s in spans)


@given(TEXT, QUERY)
def test_snippets_are_short(text: str, query: str) -> None:
    shown = unescape(re.sub("</?mark>", "", snippet(text, parse(query))))
    assert len(shown) <= 120 + 2 + 40


def test_a_long_text_of_matches_takes_no_time() -> None:
    assert snippet("公开" * 100_000, parse("公开")).count("<mark>") <= 60
