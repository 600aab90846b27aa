"""`closings`: proposals for empty cells of the register, written only when asked for."""

from __future__ import annotations

import pytest

from importers.__main__ import main
from notices import accounts
from notices.accounts import Account
from tests.importers.city import City

BODY = "“青澜甲号”微信公众号自2024年4月16日起停止更新。今后请关注微信公众号“青澜发布”。"


def register(city: City) -> Account:
    (row,) = accounts.load(city.content / "accounts.csv", ["qinglan"])
    return row


def call(city: City, *more: str) -> int:
    return main(["closings", "--content", str(city.content), *more])


@pytest.fixture
def closed(city: City) -> City:
    city.export(
        "a.posts",
        {"id": "1", "date": "2024-04-01", "title": "停更公告", "body": BODY},
        {"id": "2", "date": "2024-03-01", "title": "最后一篇", "body": "本公众号将停止更新。"},
        {"id": "3", "date": "2024-05-01", "title": "停水公告", "body": "因检修停水。"},
    )
    return city.run()


def test_the_latest_notice_is_shown_and_nothing_is_written(
    closed: City, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (closed.content / "accounts.csv").read_bytes()
    assert call(closed) == 0
    shown = capsys.readouterr().out
    assert closed.notice("1").relative_to(closed.content).as_posix() in shown
    assert "公告日期：2024-04-01，关停日期：2024-04-16，承接去处：微信公众号“青澜发布”" in shown
    assert (closed.content / "accounts.csv").read_bytes() == before


def test_applied_it_fills_the_empty_cells_and_a_second_time_nothing(closed: City) -> None:
    assert call(closed, "--apply") == 0
    row = register(closed)
    told = (str(row.notice_date), str(row.closed_on), row.successor, row.status)
    assert told == ("2024-04-01", "2024-04-16", "微信公众号“青澜发布”", "停更")
    before = (closed.content / "accounts.csv").read_bytes()
    assert call(closed, "--apply") == 0
    assert (closed.content / "accounts.csv").read_bytes() == before


def test_what_the_web_team_wrote_stays(closed: City) -> None:
    text = accounts.render(
        [
            Account(
                platform="weixin",
                native_ids=("gh_one",),
                name="青澜甲号",
                department="qinglan",
                successor="网站",
            )
        ]
    )
    (closed.content / "accounts.csv").write_bytes(text)
    call(closed, "--apply")
    assert (register(closed).successor, str(register(closed).closed_on)) == ("网站", "2024-04-16")


def test_a_notice_that_cannot_be_read_is_named(closed: City, capsys: pytest.CaptureFixture[str]) -> None:
    closed.notice("3").write_text("---\ntitle: x\n---\n", encoding="utf-8")
    assert call(closed) == 2
    assert "缺少“date”" in capsys.readouterr().err
