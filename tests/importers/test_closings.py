"""Closing notices: sixty labelled posts, the sample city, and what the words mean elsewhere."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.closings import closing
from notices import accounts, departments, tree
from notices.notice import read

POSTS = tomllib.loads(Path(__file__).with_name("closings.toml").read_text(encoding="utf-8"))["post"]
CONTENT = Path(__file__).resolve().parents[2] / "content"


def told(post: dict[str, Any]) -> bool:
    return closing(post["account"], post["title"], post["body"]) is not None


def measured(posts: list[dict[str, Any]]) -> tuple[float, float]:
    """Precision and recall."""
    found = [post for post in posts if told(post)]
    right = sum(post["closing"] for post in found)
    return right / len(found), right / sum(post["closing"] for post in posts)


def test_the_set_is_sixty_half_and_half() -> None:
    assert (len(POSTS), sum(post["closing"] for post in POSTS)) == (60, 30)


def test_precision_and_recall_on_the_labelled_set() -> None:
    precision, recall = measured(POSTS)
    assert precision >= 0.95
    assert recall >= 0.95


def test_the_measure_notices_a_program_that_looks_for_words_only() -> None:
    by_words = [
        post for post in POSTS if any(word in post["body"] for word in ("停", "注销", "整合", "迁移", "关闭"))
    ]
    assert sum(post["closing"] for post in by_words) / len(by_words) < 0.8


@pytest.mark.parametrize(
    "post", [post for post in POSTS if post["closing"]], ids=lambda post: post["account"]
)
def test_successor_and_day_are_those_of_the_text(post: dict[str, Any]) -> None:
    said = closing(post["account"], post["title"], post["body"])
    assert said is not None
    assert post.get("successor", "") in said.successor
    assert bool(said.successor) == ("successor" in post)
    assert str(said.closed_on or "") == post.get("closed_on", "")


def test_the_sample_city_has_exactly_the_closing_notices_of_its_register() -> None:
    known = accounts.load(CONTENT / "accounts.csv", departments.load(CONTENT / "departments.toml"))
    by_id = {(account.platform, native_id): account for account in known for native_id in account.native_ids}
    found, expected = set(), {(one.platform, one.native_id) for one in known if one.notice_date}
    for path in tree.files(CONTENT):
        notice = read(path)
        account = by_id.get((notice.platform, notice.account))
        if account and closing(account.name, notice.title, notice.body):
            assert notice.date.date() == account.notice_date, path
            found.add((account.platform, account.native_id))
    assert found == expected


def test_another_account_s_closing_is_not_ones_own() -> None:
    body = "“北桥水务”微信公众号自2024年4月16日起停止更新。"
    assert closing("北桥水务", "公告", body)
    assert closing("北桥发布", "公告", body) is None


def test_a_plain_reference_far_down_is_not_looked_at() -> None:
    assert closing("甲", "工作总结", "。".join(["正文"] * 800) + "。本公众号停止更新。") is None


@pytest.mark.parametrize("day", ["2024年13月1日", "0年1月1日", "2024年2月30日"])
def test_a_day_that_does_not_exist_is_none(day: str) -> None:
    said = closing("甲号", "停更公告", f"本公众号自{day}起停止更新。")
    assert said is not None
    assert said.closed_on is None


@given(st.text(min_size=1), st.text(st.characters(exclude_characters="停关注下终不整合迁归并"), max_size=200))
def test_a_text_without_a_word_of_an_end_is_none_whoever_wrote_it(account: str, body: str) -> None:
    assert closing(account, "", body) is None


@pytest.mark.parametrize("unit", ["本公众号", "“甲”", "关注", "停止", "本公众号与"])
def test_time_grows_with_the_length_only(unit: str) -> None:
    assert closing("甲", "标题", unit * 50_000) is None
