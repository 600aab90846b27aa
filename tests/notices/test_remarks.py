"""Waivers, corrections and cuts: one line in, one line out, and who, when and why are never missing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices import Notice, parse
from notices.frontmatter import clean_line
from notices.notice import render
from notices.remarks import Correction, Cut, Waiver, added, parse_corrections, parse_cuts, parse_waivers, show
from notices.values import parse_moment

words = st.text(max_size=20).map(clean_line).filter(lambda text: text and not set(text) & set(";；"))
names = words.map(lambda text: text.replace(" ", "")).filter(
    lambda text: bool(text) and len(text.split()) == 1
)
waivers = st.builds(
    Waiver, st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True), names, st.dates(), words
)
corrections = st.builds(Correction, st.dates(), words)
rules = st.from_regex(r"[a-z]{1,8}(-[a-z]{1,8})?", fullmatch=True)
cuts = st.lists(st.builds(Cut, rules, st.integers(1, 999_999), st.just("") | words), max_size=4).map(tuple)


@given(st.lists(waivers, max_size=3).map(tuple), st.lists(corrections, max_size=3).map(tuple))
def test_what_is_shown_is_read_again(
    let_through: tuple[Waiver, ...], corrected: tuple[Correction, ...]
) -> None:
    assert parse_waivers(show(let_through)) == let_through
    assert parse_corrections(show(corrected)) == corrected


@given(cuts)
def test_cuts_that_are_shown_are_read_again(made: tuple[Cut, ...]) -> None:
    assert parse_cuts(show(made)) == made


@given(cuts, cuts)
def test_added_cuts_are_all_counted_once_a_rule(made: tuple[Cut, ...], more: tuple[Cut, ...]) -> None:
    both = added(made, more)
    assert sum(one.count for one in both) == sum(one.count for one in (*made, *more))
    assert len({one.rule for one in both}) == len(both)
    assert {one.rule for one in both} == {one.rule for one in (*made, *more)}


@pytest.mark.parametrize("raw", ["ads", "ads 0", "ads -1", "ads 一", "广告 2", "ads 1234567"])
def test_a_cut_without_rule_or_count_is_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"请写成"):
        parse_cuts(raw)


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
        cut=(Cut("follow-frame", 2, "引导框"), Cut("ads", 1, "")),
    )
    assert parse(render(notice), "a.md") == notice
    assert "corrections: 2026-03-08 更正时间; 2026-03-09 补充附件\n" in render(notice)
    assert "cut: follow-frame 2 引导框; ads 1\n" in render(notice)


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
