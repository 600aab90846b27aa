"""What is said of an account's end, and which post is taken for its closing notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import city
import pytest

from notices.notice import render
from plugins.notices.fate import closed, farewell, fate, missing
from plugins.notices.record import Record, record

SENTENCES = [
    ("停更", date(2024, 3, 1), "该账号已于2024年3月1日停止更新。"),
    ("注销", None, "该账号已注销。"),
    ("冻结", date(2024, 12, 31), "该账号已于2024年12月31日冻结。"),
    ("迁移", None, "该账号已迁移。"),
    ("运行", None, "该账号仍在运行。"),
    ("保留", None, "该账号按清理方案保留，仍在运行。"),
]


@pytest.mark.parametrize(("status", "day", "said"), SENTENCES)
def test_the_sentence(status: str, day: date | None, said: str) -> None:
    account = replace(city.WATER, status=status, closed_on=day)
    assert fate(account) == said
    assert closed(account) is ("仍在运行" not in said)


@pytest.mark.parametrize(
    ("declared", "in_hand", "gap"), [(None, 3, None), (10, 4, 6), (10, 10, 0), (10, 12, 0)]
)
def test_what_is_missing(declared: int | None, in_hand: int, gap: int | None) -> None:
    assert missing(replace(city.WATER, declared_posts=declared), in_hand) == gap


def records(*titles: str) -> list[Record]:
    notices = [city.archived(number, title, "正文。") for number, title in enumerate(titles)]
    return [record(one, "water/2020/a.md", render(one).encode()) for one in notices]


FAREWELLS = [
    (["水质公示", "关于停更的公告"], "关于停更的公告"),
    (["关于停止更新的公告", "再见"], "关于停止更新的公告"),
    (["水质公示"], None),
    (["停更公告", *["工作动态"] * 30], None),
]


@pytest.mark.parametrize(("titles", "found"), FAREWELLS)
def test_the_closing_notice_by_its_title(titles: list[str], found: str | None) -> None:
    last = farewell(city.WATER, records(*titles))
    assert (last.title if last else None) == found


def test_the_register_decides_where_it_names_an_address() -> None:
    rows = records("甲", "停更公告")
    named = replace(city.WATER, notice_url=rows[0].source_url)
    assert farewell(named, rows) == rows[0]
    assert farewell(replace(city.WATER, notice_url="https://a.example/"), rows) is None


def test_an_open_account_has_no_closing_notice() -> None:
    assert farewell(city.CITY, records("停更公告")) is None
