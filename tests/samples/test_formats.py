"""The exports against the facts known of the real formats."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from samples.city import TEXTS, Post, load
from samples.make import export_files, places
from samples.wechat_old import relative_day

_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEIBO = "weibo-crawler/weibo/"


@pytest.fixture(scope="module")
def posts() -> list[Post]:
    return load()


@pytest.fixture(scope="module")
def exports(posts: list[Post]) -> dict[str, bytes]:
    return export_files(posts)


def pages(posts: list[Post], exports: dict[str, bytes], *forms: str) -> list[str]:
    found = places(posts)
    return [exports[found[post.key][0]].decode() for post in posts if post.form in forms]


def rows(exports: dict[str, bytes], name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(exports[WEIBO + name].decode("utf-8-sig"), newline="")))


def mid_of(bid: str) -> int:
    """Base62 in groups of four from the right, each seven decimal digits."""
    groups = re.findall(r".{1,4}", bid[::-1])
    numbers = [sum(_BASE62.index(letter) * 62**at for at, letter in enumerate(group)) for group in groups]
    return sum(number * 10 ** (7 * at) for at, number in enumerate(numbers))


def test_bid_and_mid_of_every_weibo_agree(posts: list[Post]) -> None:
    weibo = [post for post in posts if post.account.platform == "weibo"]
    assert len(weibo) >= 20
    assert all(mid_of(post.bid) == int(post.mid) for post in weibo)


def test_a_mid_holds_the_time_of_its_post(posts: list[Post]) -> None:
    for post in posts:
        if post.account.platform == "weibo":
            assert (int(post.mid) >> 22) + 515483463 == post.timestamp


def test_wechat_ids_rise_with_time(posts: list[Post]) -> None:
    for account in {post.account.id for post in posts if post.account.platform == "weixin"}:
        mine = sorted((post.date, post.mid) for post in posts if post.account.id == account)
        assert [mid for _, mid in mine] == sorted(mid for _, mid in mine)


def test_raw_pages_of_2021_on_show_no_date_and_no_title(posts: list[Post], exports: dict[str, bytes]) -> None:
    for page in pages(posts, exports, "page", "page-2022", "share", "picture", "text", "video"):
        assert "<title></title>" in page
        assert not re.search(r'id="publish_time"[^>]*>[^<]', page)


def test_raw_pages_hold_no_picture(posts: list[Post], exports: dict[str, bytes]) -> None:
    for page in pages(posts, exports, "page", "page-2022", "old"):
        content = page.split('id="js_content"')[1].split("</script>")[0]
        assert not re.search(r"<img[^>]* src=", content)


def test_pages_hold_the_stumbling_blocks_of_real_bundles(
    posts: list[Post], exports: dict[str, bytes]
) -> None:
    for page in pages(posts, exports, "page", "page-2022", "saved", "old", "picture"):
        for trap in (
            "var biz = null;",
            "item_show_type: 5",
            "start + end >> 1",
            "'该内容已被发布者删除'",
            "'js_content'",
        ):
            assert trap in page


def test_the_layout_follows_the_day_of_saving(posts: list[Post]) -> None:
    years = {"old": (2016, 2018), "saved": (2018, 2020), "page-2022": (2021, 2023), "page": (2024, 2026)}
    for post in posts:
        first, last = years.get(post.form, (2016, 2026))
        assert first <= post.saved.year <= last
        assert post.date <= post.saved


def test_raw_articles_are_as_large_as_a_small_real_page(posts: list[Post], exports: dict[str, bytes]) -> None:
    sizes = [len(page.encode()) for page in pages(posts, exports, "page")]
    assert min(sizes) > 60_000
    assert max(sizes) < 150_000


@pytest.mark.parametrize(
    ("days", "shown"),
    [
        (0, "今天"),
        (1, "昨天"),
        (2, "前天"),
        (3, "3天前"),
        (6, "6天前"),
        (7, "1周前"),
        (20, "7月2日"),
        (400, "2018-07-02"),
    ],
)
def test_relative_days_read_as_the_platform_wrote_them(posts: list[Post], days: int, shown: str) -> None:
    (post,) = [post for post in posts if post.key == "w02-青澜民政-09"]
    moved = post.date.replace(year=2018) if days == 400 else post.date
    changed = {name: getattr(post, name) for name in Post.__slots__}
    assert relative_day(Post(**changed | {"date": moved, "saved": moved + timedelta(days=days)})) == shown


def test_the_old_generation_has_fourteen_columns_a_day_and_a_second_header(exports: dict[str, bytes]) -> None:
    table = rows(exports, "青澜交通/5530917264.csv")
    assert {len(row) for row in table} == {14}
    assert [row[0] for row in table].count("id") == 2
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row[7]) for row in table if row[0] != "id")


def test_the_new_generation_is_ragged_and_its_ids_end_in_a_tab(exports: dict[str, bytes]) -> None:
    header, *table = rows(exports, "青澜发布/6918204735.csv")
    assert len(header) == 33
    assert {len(row) for row in table} == {16, 33}
    assert all(row[0].endswith("\t") for row in table)
    assert {len(row) for row in rows(exports, "健康青澜/6043185927.csv")} == {15}


def test_the_json_twin_tells_the_same_posts(exports: dict[str, bytes]) -> None:
    twin = json.loads(exports[WEIBO + "青澜发布/6918204735.json"])
    table = rows(exports, "青澜发布/6918204735.csv")[1:]
    assert [str(record["id"]) for record in twin["weibo"]] == [row[0].strip() for row in table]
    assert [record["text"] for record in twin["weibo"]] == [row[2] for row in table]


def test_one_picture_is_an_error_page(exports: dict[str, bytes]) -> None:
    refused = [
        name for name, payload in exports.items() if name.endswith(".jpg") and payload.startswith(b"<html>")
    ]
    assert len(refused) == 1
    assert b"403 Forbidden" in exports[refused[0]]


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.toml")), ids=lambda path: path.stem)
def test_nothing_in_the_city_is_real(path: Path) -> None:
    """No phone number but service numbers and made-up lines, no identity number; people are masked."""
    text = path.read_text("utf-8")
    assert not re.search(r"(?<![\d.])1[3-9]\d{9}(?!\d)", text)
    assert not re.search(r"(?<!\d)\d{17}[\dXx](?!\d)", text)
    assert set(re.findall(r"(?<!\d)(0\d{2,3})-\d{7,8}(?!\d)", text)) <= {"0999"}
