"""Titles made of first sentences: never longer than asked, never without words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.titles import BRACKETED, first_sentence, title_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今日停水。请蓄水。", "今日停水"),
        ("停水吗？请看", "停水吗？"),
        ("注意！！！停水", "注意！！！"),
        ("\n——\n　真正的第一行　\n第二行", "真正的第一行"),
        ("版本3.5发布", "版本3.5发布"),
        ("Closed. See below", "Closed"),
        ("。。。没有句子在前", "。。。没有句子在前"),
        ("一二三四五，六七八九十，一二三四五六七八九十一二三四五六七八九十", "一二三四五，六七八九十…"),
        (
            "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十",
            "一二三四五六七八九十一二三四五六七八九…",
        ),
        ("", ""),
        ("！？…", ""),
    ],
)
def test_the_first_sentence(text: str, expected: str) -> None:
    assert first_sentence(text, 20) == expected


@given(st.text(), st.integers(5, 60))
def test_never_longer_and_always_of_the_text(text: str, most: int) -> None:
    found = first_sentence(text, most)
    assert len(found) <= most
    assert "\n" not in found
    assert found.rstrip("…") in " ".join(text.split()) or not found
    assert bool(found) == any(character.isalnum() for character in text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("【停水通知】明天停水。", "停水通知"),
        ("#青澜快讯# 【停水通知】明天停水。", "停水通知"),
        ("#早安青澜#今天是周六。请添衣", "今天是周六"),
        ("#早安青澜#", "早安青澜"),
        ("#青澜##停水#", "青澜 停水"),
        ("今天发布【通知】全文如下", "今天发布【通知】全文如下"),
        ("降温了[冷]\n第二行", "降温了"),
        ("↓↓↓漫画来了", "漫画来了"),
        ("！！！", ""),
    ],
)
def test_the_title_of_a_post(text: str, title: str) -> None:
    assert title_of(text, 20) == title


@given(st.text(alphabet="甲乙。，【】#\n [笑]", max_size=60), st.integers(5, 60))
def test_a_title_is_one_line_without_blank_edges(text: str, most: int) -> None:
    title = title_of(text, most)
    assert len(title) <= max(most, BRACKETED)
    assert title == title.strip()
    assert "\n" not in title
