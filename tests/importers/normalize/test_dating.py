"""Dates: from witnesses only, and the sentence that proves them."""

from __future__ import annotations

from datetime import datetime

import pytest

from importers.model import Witness
from importers.normalize.dating import date
from notices.values import parse_moment, show_moment

LATEST = parse_moment("2026-11-23")


def witness(text: str, kind: str = "script", shown: str = "") -> Witness:
    return Witness(parse_moment(text), kind, shown or text)


@pytest.mark.parametrize(
    ("witnesses", "when", "evidence"),
    [
        ([witness("2022-04-29 10:42")], "2022-04-29 10:42:00+08:00", "页面脚本 2022-04-29 10:42"),
        ([witness("2022-04-29 10:42", "script", "ct=1651200173"), witness("2022-04-29", "visible")],
         "2022-04-29 10:42:00+08:00", "页面脚本 ct=1651200173；页面显示 2022-04-29"),
        ([witness("2022-04-29", "file name"), witness("2022-04-29 10:42", "row")],
         "2022-04-29 10:42:00+08:00", "文件名 2022-04-29；数据行 2022-04-29 10:42"),
        ([witness("2022-04-29", "row"), witness("2022-04-30 10:42", "url")], "2022-04-29", "数据行 2022-04-29；网址 2022-04-30 10:42；各处日期不一致，以最前者为准"),
        ([witness("2022-04-29 23:50", "row"), witness("2022-04-30", "visible")], "2022-04-29 23:50:00+08:00", "数据行 2022-04-29 23:50；页面显示 2022-04-30"),
        ([witness("2022-04-29", "row"), witness("2022-04-29", "row")], "2022-04-29", "数据行 2022-04-29"),
        ([witness("2022-04-29T16:30:00Z", "meta")], "2022-04-30 00:30:00+08:00", "页面元数据 2022-04-29T16:30:00Z"),
        ([witness("2005-01-01", "newspaper", "a\nb")], "2005-01-01", "newspaper a b"),
    ],
)  # fmt: skip
def test_the_best_witness_dates_a_post(witnesses: list[Witness], when: str, evidence: str) -> None:
    told = date(witnesses, LATEST)
    assert told.when is not None
    assert (show_moment(told.when), told.evidence, told.problem) == (when, evidence, "")


@pytest.mark.parametrize(
    ("witnesses", "problem"),
    [
        ([], "没有任何发布日期的依据"),
        ([witness("2004-12-31 23:59")], "早于 2005 年"),
        ([witness("1970-01-01"), witness("2022-04-29")], "早于 2005 年"),
        ([witness("2026-11-23 00:01")], "在将来"),
    ],
)
def test_what_is_not_believable_dates_nothing(witnesses: list[Witness], problem: str) -> None:
    told = date(witnesses, LATEST)
    assert told.when is None
    assert problem in told.problem


def test_no_date_is_ever_made_up() -> None:
    assert date([], datetime.max.replace(tzinfo=LATEST.tzinfo)).when is None
