"""Titles made of first sentences: never longer than asked, never without words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.titles import first_sentence


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
