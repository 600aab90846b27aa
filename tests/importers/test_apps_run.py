"""Exports of video and picture apps through a whole import: one notice a post, its video kept, strangers left out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from importers.sources import SOURCES
from notices.accounts import Account
from notices.accounts import render as render_accounts
from notices.notice import parse
from notices.render import to_html
from tests.importers.city import City

APPS = Path(__file__).parent / "exports" / "apps"
WEIBO = Path(__file__).parent / "exports" / "weibo"


def take(city: City, *cases: Path) -> City:
    for case in cases:
        shutil.copytree(case / "input", city.exports / case.name)
    return city.run(sources=SOURCES)


def notices(city: City) -> dict[str, Path]:
    found = {}
    for path in city.content.rglob("*.md"):
        found[parse(path.read_text(encoding="utf-8"), str(path)).source_id] = path
    return found


def test_daily_files_of_one_account_give_each_post_once_with_its_video(city: City) -> None:
    take(city, APPS / "mediacrawler-douyin")
    assert sorted(notices(city)) == ["7436001234567890123", "7436001234567890456", "7436001234567890789"]
    ends = {one.id: [two.outcome for two in city.told if two.id == one.id] for one in city.told if one.id}
    assert sorted(ends["7436001234567890123"]) == ["merged", "published"]
    text = notices(city)["7436001234567890123"].read_text(encoding="utf-8")
    shown = to_html(text.split("---", 2)[2])
    (video,) = city.content.rglob("*.mp4")
    assert f'<a href="../media/{video.name}"' in shown
    assert "视频文件" in shown
    assert '<img alt="视频封面" src="../media/' in shown
    assert city.totals["withheld"] == 1


def test_a_second_run_changes_nothing(city: City) -> None:
    before = take(city, APPS / "mediacrawler-douyin", APPS / "douk-downloader").bytes_of()
    assert city.run(sources=SOURCES).bytes_of() == before


def test_two_tools_exports_of_one_post_are_one_notice(city: City) -> None:
    take(city, APPS / "mediacrawler-douyin", APPS / "douk-downloader")
    assert len(notices(city)) == 5
    assert len([one for one in city.told if one.outcome == "published" and one.notice.endswith("md")]) >= 5


def test_a_masked_account_is_never_guessed(city: City) -> None:
    take(city, APPS / "mediacrawler-hashed")
    assert notices(city) == {}
    assert city.totals == {"failed": 1}
    assert "account.toml" in city.told[0].reason
    assert not (city.content / "accounts.csv").exists()


def test_a_masked_account_that_a_person_vouches_for_is_published(city: City) -> None:
    take(city, APPS / "mediacrawler-vouched")
    assert list(notices(city)) == ["7436001234567890123"]
    assert "account.toml" in {one.input.rsplit("/", 1)[-1] for one in city.told}


@pytest.mark.parametrize("registered", [True, False])
def test_of_a_search_only_registered_accounts_are_taken(city: City, registered: bool) -> None:
    if registered:
        own = Account(platform="weibo", native_ids=("1000000102",), name="青澜发布", department="qinglan")
        (city.content / "accounts.csv").write_bytes(render_accounts([own]))
    take(city, WEIBO / "weibo-search")
    assert list(notices(city)) == (["5106121941450753"] if registered else [])
    assert city.totals["skipped"] == (1 if registered else 2)
    stranger = next(one for one in city.told if "某市民" in one.reason)
    assert stranger.outcome == "skipped"
    assert "1000000999" not in (city.content / "accounts.csv").read_text() if registered else True


def test_a_like_name_does_not_make_a_stranger_ours(city: City) -> None:
    own = Account(platform="weibo", native_ids=("1000000555",), name="青澜发布", department="qinglan")
    (city.content / "accounts.csv").write_bytes(render_accounts([own]))
    take(city, WEIBO / "weibo-search")
    assert notices(city) == {}


@pytest.mark.parametrize("entry", [{"cell_type": 60, "title": "甲"}, {"cell_type": 32, "content": "乙"}])
def test_a_mixed_feed_registers_nobody(city: City, entry: dict[str, object]) -> None:
    shared = {"group_id": "7398000000000000123", "behot_time": 1, "publish_time": 1722600001} | entry
    feed = {"data": [shared | {"user": {"user_id": one, "name": one}} for one in ("1", "2")]}
    city.file("feed.json", json.dumps(feed).encode())
    city.run(sources=SOURCES)
    assert city.totals == {"skipped": 2}
    assert not (city.content / "accounts.csv").exists()


def test_comments_and_profiles_never_reach_the_site(city: City) -> None:
    take(city, APPS / "mediacrawler-douyin", APPS / "mediacrawler-bilibili")
    everything = b"".join(city.bytes_of().values()).decode("utf-8", "ignore")
    assert "路人甲" not in everything
    assert "路人甲" not in json.dumps([one.reason for one in city.told], ensure_ascii=False)
