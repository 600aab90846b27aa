"""Shards: laws of parting and writing, sizes, and what a lookup answers."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oldlinks import keys, shards
from oldlinks.lookup import Found, is_own, look_up

SCRIPT = Path(__file__).resolve().parents[2] / "theme" / "static" / "go.js"
KEY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
TARGET = st.tuples(st.sampled_from(["notice", "lost"]), KEY, KEY)

NOTICE = ("notice", "/water/2020/20200101-000000000001.html", "供水公告", "2020-01-01")
TWIN = ("notice", "/water/2021/20210101-000000000002.html", "供水公告", "2021-01-01")
LOST = ("lost", "检修通知", "原文已被作者删除", "2022-01-01", "/accounts/weixin-a/")
GONE = ("withdrawn", "/water/2020/20200101-000000000003.html", "名单", "2020-01-01")
ACCOUNT = ("account", "/accounts/weixin-a/", "青澜水务", "该账号已于2024年4月1日注销。", "青澜发布")
TABLE = {
    "weixin:MzA0/1/1": NOTICE,
    "weixin:MzA0/2/1": LOST,
    "weixin:MzA0/3/1": GONE,
    "weixin@MzA0": ACCOUNT,
    "name:青澜水务": ACCOUNT,
}
ENTRIES = [*TABLE.items(), ("title:供水公告", NOTICE), ("title:供水公告", TWIN)]


@given(st.lists(st.tuples(KEY, TARGET), max_size=30), st.integers(0, 2))
def test_every_entry_comes_back_from_its_shard(entries: list[tuple[str, shards.Target]], digits: int) -> None:
    parted = shards.parted(entries, digits)
    assert sorted(parted) == sorted(shards.names(digits))
    read = {name: shards.load(shards.dump(some)) for name, some in parted.items()}
    for key, target in entries:
        assert target in read[shards.shard_of(key, digits)][key]
    assert sum(len(some) for some in read.values()) == len({key for key, _ in entries})


@given(st.permutations(list(TABLE.items())))
def test_the_order_of_keys_does_not_matter(entries: list[tuple[str, shards.Target]]) -> None:
    expected = shards.dump(shards.parted(TABLE.items(), 0)["all"])
    assert shards.dump(shards.parted(entries, 0)["all"]) == expected


def test_a_city_fits_into_small_shards() -> None:
    entries = [
        (
            key,
            (
                "notice",
                f"/civil-affairs/2020/20200101-{n:012x}.html",
                "关于某某街道二〇二〇年第三季度城乡低保对象的公示",
                "2020-01-01",
            ),
        )
        for n in range(30_000)
        for key in (
            f"weixin:MzA5NDQxNTgyMA/{2247483650 + n}/1",
            f"title:关于某某街道第{n}季度城乡低保对象的公示",
        )
    ]
    parted = shards.parted(entries, shards.digits_for(len(entries)))
    sizes = [len(shards.dump(some).encode()) for some in parted.values()]
    assert len(sizes) == 256
    assert max(sizes) <= 200_000


@pytest.mark.parametrize(("count", "digits"), [(0, 0), (600, 0), (601, 1), (9600, 1), (9601, 2), (10**9, 3)])
def test_digits_grow_seldom(count: int, digits: int) -> None:
    assert shards.digits_for(count) == digits


@pytest.mark.skipif(shutil.which("node") is None, reason="node 不在，无法核对 go.js")
def test_the_browser_looks_into_the_same_shard() -> None:
    texts = [*TABLE, "title:關於𠮷", "", "a" * 300]
    script = "const r=require(process.argv[1]);console.log(JSON.parse(process.argv[2]).map(k=>r.shardOf(k,3)).join(' '))"
    done = subprocess.run(
        ["node", "-e", script, str(SCRIPT), json.dumps(texts)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [shards.shard_of(text, 3) for text in texts]


@pytest.mark.parametrize("text", ["[]", "{}", '{"keys":{"a":[1]},"targets":[]}', '{"keys":[],"targets":[]}'])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a shard"):
        shards.load(text)


def answer(text: str) -> Found:
    parted = {name: shards.load(shards.dump(some)) for name, some in shards.parted(ENTRIES, 1).items()}
    return look_up(text, 1, parted.__getitem__)


def test_a_dead_link_leads_to_the_notice() -> None:
    found = answer("https://mp.weixin.qq.com/s?__biz=MzA0&mid=1&idx=1&sn=x#rd")
    assert found.path == NOTICE[1]
    assert found.account == ACCOUNT


def test_two_of_one_title_are_both_shown() -> None:
    found = answer("供水公告")
    assert found.targets == (NOTICE, TWIN)
    assert found.path == ""


def test_what_is_lost_is_said_with_its_account() -> None:
    found = answer("https://mp.weixin.qq.com/s?__biz=MzA0&mid=2&idx=1")
    assert (found.targets, found.account, found.path) == ((LOST,), ACCOUNT, "")


def test_what_was_withdrawn_leads_to_its_reason() -> None:
    assert answer("https://mp.weixin.qq.com/s?__biz=MzA0&mid=3&idx=1").path == GONE[1]


@pytest.mark.parametrize(
    "text", ["https://mp.weixin.qq.com/s?__biz=MzA0&mid=9&idx=1", "公众号青澜水务", "@青澜水务"]
)
def test_only_the_account_is_known(text: str) -> None:
    found = answer(text)
    assert (found.targets, found.account) == ((), ACCOUNT)


@pytest.mark.parametrize("text", ["", "https://evil.example/", "没有这样的标题"])
def test_nothing_is_known(text: str) -> None:
    found = answer(text)
    assert (found.targets, found.account, found.path) == ((), None, "")
    assert found.keys == keys.asked(text)


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "/a/../b", "", "/a//b", "/ a"]
)
def test_no_reader_is_sent_elsewhere(path: str) -> None:
    assert not is_own(path)
    assert Found((("notice", path, "", ""),), None, ()).path == ""
