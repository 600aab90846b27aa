"""Laws and cases of `importers.normalize.dates`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.normalize.dates import from_mail, from_unix, parse
from notices.values import BEIJING

SEEN = datetime(2024, 3, 5, 9, 30, 45, tzinfo=BEIJING)  # a Tuesday


def beijing(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-12-28", "2019-12-28T00:00"),
        ("2019/12/28 9:05", "2019-12-28T09:05"),
        ("2019.12.28", "2019-12-28T00:00"),
        ("2018/12/14 21:12:21", "2018-12-14T21:12:21"),
        ("2024年3月5日 09:30", "2024-03-05T09:30"),
        ("2024年3月5日 09:30:00", "2024-03-05T09:30"),
        ("2024年03月05日09:30", "2024-03-05T09:30"),
        ("2016年02月01日 09:59", "2016-02-01T09:59"),
        ("2020年1月11日", "2020-01-11T00:00"),
        ("2024年3月5日 星期二 09:30", "2024-03-05T09:30"),
        ("2024-11-29T18:56:41", "2024-11-29T18:56:41"),
        ("2024-11-29 18:56:41.250", "2024-11-29T18:56:41"),
        ("2024-11-29T18:56:41+08:00", "2024-11-29T18:56:41"),
        ("2024-11-29T18:56:41Z", "2024-11-30T02:56:41"),
        ("2024-11-29 18:56:41 +0000", "2024-11-30T02:56:41"),
        ("Sat Nov 30 10:00:00 +0800 2024", "2024-11-30T10:00"),
        ("Fri Nov 29 23:30:00 +0000 2024", "2024-11-30T07:30"),
        ("20191228", "2019-12-28T00:00"),
        ("1574640120", "2019-11-25T08:02"),
        ("1574640120999", "2019-11-25T08:02"),
        ("  ２０２４年３月５日　０９：３０ ", "2024-03-05T09:30"),
    ],
)
@pytest.mark.parametrize("seen_at", [None, SEEN])
def test_absolute_forms_need_no_capture_time(text: str, expected: str, seen_at: datetime | None) -> None:
    assert parse(text, seen_at) == beijing(expected)


RELATIVE = [
    ("今天", "2024-03-05T00:00"),
    ("今天 08:05", "2024-03-05T08:05"),
    ("昨天", "2024-03-04T00:00"),
    ("昨天 18:03", "2024-03-04T18:03"),
    ("Yesterday", "2024-03-04T00:00"),
    ("前天", "2024-03-03T00:00"),
    ("5天前", "2024-02-29T00:00"),
    ("5 days ago", "2024-02-29T00:00"),
    ("1 week ago", "2024-02-27T00:00"),
    ("2周前", "2024-02-20T00:00"),
    ("15小时前", "2024-03-04T18:30"),
    ("40分钟前", "2024-03-05T08:50"),
    ("30秒前", "2024-03-05T09:30"),
    ("刚刚", "2024-03-05T09:30"),
    ("3月5日", "2024-03-05T00:00"),
    ("3月6日", "2023-03-06T00:00"),
    ("02-29", "2024-02-29T00:00"),
    ("12-31 23:59", "2023-12-31T23:59"),
    ("07月14日 18:12", "2023-07-14T18:12"),
]


@pytest.mark.parametrize(("text", "expected"), RELATIVE)
def test_relative_forms_count_from_the_capture(text: str, expected: str) -> None:
    assert parse(text, SEEN) == beijing(expected)


@pytest.mark.parametrize("text", [text for text, _ in RELATIVE])
def test_relative_forms_are_unknown_without_a_capture(text: str) -> None:
    assert parse(text, None) is None


def test_a_capture_in_another_zone_is_counted_in_beijing_days() -> None:
    assert parse("昨天", datetime(2024, 3, 4, 17, 0, tzinfo=UTC)) == beijing("2024-03-04")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "无",
        "2024-02-30",
        "2024-13-01",
        "2024-01-01 25:00",
        "0000-01-01",
        "2024-01/01",
        "12",
        "3个月前",
        "1年前",
        "发布于2024-01-01",
        "2024-01-01 12:00 来自手机",
        "Sat Foo 30 10:00:00 +0800 2024",
        "9999-12-31T23:59:59-23:59",
        "2024-01-01T00:00:00+99:99",
        "99月99日",
        "9999周前",
        "4.75E+15",
        "5106121943814622",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    if text != "9999周前":
        assert parse(text, SEEN) is None
    assert parse(text, None) is None


@given(st.integers(-(10**9), 4 * 10**9))
def test_unix_seconds_are_exact_and_in_beijing(seconds: int) -> None:
    moment = from_unix(seconds)
    assert moment.timestamp() == seconds
    assert moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize("seconds", [10**18, -(10**18), 300_000_000_000])
def test_unix_seconds_out_of_range_are_named(seconds: int) -> None:
    with pytest.raises(ValueError, match="超出范围"):
        from_unix(seconds)


@given(st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)))
def test_every_iso_moment_is_read_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0, tzinfo=BEIJING)
    assert parse(whole.isoformat(), None) == whole


@given(st.text(alphabet="0123456789-/:年月日 TZ天前昨+.", max_size=30))
def test_no_text_raises(text: str) -> None:
    moment = parse(text, SEEN)
    assert moment is None or moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tue, 05 Mar 2024 01:30:00 GMT", "2024-03-05T09:30"),
        ("Tue, 05 Mar 2024 01:30:00 -0000", "2024-03-05T09:30"),
        ("Tue, 05 Mar 2024 09:30:00 +0800", "2024-03-05T09:30"),
        ("", None),
        ("05 Mar 99999999999999999999 01:30:00 GMT", None),
        ("05 Mar 2024 01:30:00 +999999999999", None),
        ("31 Dec 9999 23:59:59 -1200", None),
    ],
)
def test_the_date_of_a_mail(text: str, expected: str | None) -> None:
    assert from_mail(text) == (beijing(expected) if expected else None)
