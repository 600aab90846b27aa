"""Waivers and corrections: one line in, one line out, and who, when and why are never missing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import Notice, parse
from notices.frontmatter import clean_line
from notices.notice import render
from notices.remarks import Correction, Waiver, parse_corrections, parse_waivers, show
from notices.values import parse_moment

words = st.text(max_size=20).map(clean_line).filter(lambda text: text and not set(text) & set(";；"))
names = words.map(lambda text: text.replace(" ", "")).filter(
    lambda text: bool(text) and len(text.split()) == 1
)
waivers = st.builds(
    Waiver, st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True), names, st.dates(), words
)
corrections = st.builds(Correction, st.dates(), words)


@given(st.lists(waivers, max_size=3).map(tuple), st.lists(corrections, max_size=3).map(tuple))
def test_what_is_shown_is_read_again(
    let_through: tuple[Waiver, ...], corrected: tuple[Correction, ...]
) -> None:
    assert parse_waivers(show(let_through)) == let_through
    assert parse_corrections(show(corrected)) == corrected


def test_they_stand_in_a_notice() -> None:
    notice = Notice(
        title="一",
        date=parse_moment("2026-03-05"),
        department="shi",
        slug="a",
        kind="通知",
        body="正文",
        waivers=(Waiver("privacy-mobile", "王某", date(2026, 3, 5), "值班手机，本人同意"),),
        corrections=(Correction(date(2026, 3, 8), "更正时间"), Correction(date(2026, 3, 9), "补充附件")),
    )
    assert parse(render(notice), "a.md") == notice
    assert "corrections: 2026-03-08 更正时间; 2026-03-09 补充附件\n" in render(notice)


@pytest.mark.parametrize(
    "raw",
    ["privacy-mobile", "privacy-mobile 王某 2026-03-05", "隐私 王某 2026-03-05 同意", "a-b 王某 昨天 同意"],
)
def test_a_waiver_without_who_when_why_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"请写成"):
        parse_waivers(raw)


@pytest.mark.parametrize("raw", ["更正时间", "2026-02-30 更正时间", "2026-03-08"])
def test_a_correction_without_day_or_reason_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"请写成"):
        parse_corrections(raw)


def test_what_would_be_cut_in_two_is_not_written() -> None:
    with pytest.raises(ValueError, match="separator"):
        show([Correction(date(2026, 3, 8), "甲；乙")])
