"""Marks of notices with terms, and the moment at which they turn."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import city
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.notice import render
from notices.values import BEIJING
from plugins.notices.record import record
from plugins.notices.standing import marks, next_turn, validity

OWN = city.own()[0]
PLAIN = record(OWN, "water/2026/a.md", render(OWN).encode())
DAY = date(2026, 11, 20)
NEXT = DAY + timedelta(days=1)
BEFORE = DAY - timedelta(days=1)

CASES = [
    ({}, ()),
    ({"disclosed_until": DAY}, ("公示中",)),
    ({"disclosed_until": BEFORE}, ("公示已结束",)),
    ({"expires": DAY}, ("已失效",)),
    ({"expires": NEXT}, ()),
    ({"effective": NEXT}, ("尚未施行",)),
    ({"effective": DAY}, ()),
    ({"abolished_by": "青政〔2026〕1号"}, ("已废止",)),
    ({"abolished_by": "青政〔2026〕1号", "expires": BEFORE}, ("已废止",)),
    ({"expires": BEFORE, "disclosed_until": NEXT}, ("已失效", "公示中")),
]


@pytest.mark.parametrize(
    ("terms", "named"),
    [
        ({}, ""),
        ({"disclosed_until": BEFORE}, ""),
        ({"expires": DAY}, "expired"),
        ({"expires": NEXT}, "current"),
        ({"effective": DAY}, "current"),
        ({"effective": NEXT}, "pending"),
        ({"abolished_by": "青政〔2026〕1号", "effective": NEXT}, "abolished"),
        ({"expires": BEFORE, "disclosed_until": NEXT}, "expired"),
    ],
)
def test_validity(terms: dict[str, object], named: str) -> None:
    changed = PLAIN._replace(**terms)
    assert validity(changed, marks(changed, DAY)) == named


@pytest.mark.parametrize(("terms", "shown"), CASES)
def test_marks(terms: dict[str, object], shown: tuple[str, ...]) -> None:
    assert marks(PLAIN._replace(**terms), DAY) == shown


DAYS = st.none() | st.dates(date(2026, 11, 1), date(2026, 12, 31))


@given(DAYS, DAYS, DAYS, st.integers(0, 60))
def test_marks_stand_still_until_the_next_turn(
    until: date | None, expires: date | None, effective: date | None, hours: int
) -> None:
    one = PLAIN._replace(disclosed_until=until, expires=expires, effective=effective)
    now = datetime(2026, 11, 20, 0, 0, tzinfo=BEIJING) + timedelta(hours=hours)
    turn = next_turn([one], now)
    last = turn - timedelta(seconds=1) if turn else now + timedelta(days=400)
    assert marks(one, last.date()) == marks(one, now.date())


def test_a_later_publication_is_a_turn() -> None:
    now = datetime(2026, 11, 20, 8, 0, tzinfo=BEIJING)
    later = now + timedelta(hours=1)
    assert next_turn([PLAIN._replace(publish_at=later)], now) == later
    assert next_turn([PLAIN._replace(publish_at=now)], now) is None
    assert next_turn([], now) is None
