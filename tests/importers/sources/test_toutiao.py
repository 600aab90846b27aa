"""What the source of Toutiao's JSON must not claim, must not believe and must survive. Cases: exports/apps/toutiao."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from importers.model import HEAD_BYTES, Listed, MalformedExport, Post, Problem, Record
from importers.sources import SOURCES
from importers.sources.toutiao import Toutiao

SOURCE = Toutiao()
SAMPLE = Path("../shared/samples/weibo/toutiao_CS176_news.json")
SHORT = {
    "cell_type": 32,
    "group_id": "7398000000000000123",
    "content": "明天停水。\n请储水",
    "publish_time": 1722600001,
    "behot_time": 1731540600,
    "share_url": "https://www.toutiao.com/w/7398000000000000123/",
    "user": {"user_id": "1600000000000001", "name": "青澜发布"},
}


def read(tmp_path: Path, value: object) -> list[Record]:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    assert SOURCE.detect(path, path.read_bytes()[:HEAD_BYTES])
    return list(SOURCE.read(path))


@pytest.mark.parametrize(
    "head",
    [
        "",
        "x",
        '{"group_id": 1}',
        '{"group_id": 1, "members": ["title"]}',
        '<script>{"group_id": 1, "behot_time": 2, "title": 3}</script>',
        '[{"note_id": "1", "title": "x", "liked_count": 1}]',
    ],
)
def test_other_json_is_not_claimed(head: str) -> None:
    assert not SOURCE.detect(Path("x.json"), head.encode())


@pytest.mark.parametrize(
    ("change", "source_id"),
    [
        ({}, "7398000000000000123"),
        ({"group_id": 7398000000000000000}, "7398000000000000123"),
        ({"group_id": 7398000000000000000, "share_url": ""}, ""),
        ({"group_id": 7398000000000000123, "share_url": ""}, "7398000000000000123"),
        ({"share_url": "", "url": "https://m.toutiao.com/i7398000000000000999/"}, "7398000000000000999"),
        ({"share_url": "https://m.toutiao.com/a7398000000000000999/?a=1"}, "7398000000000000999"),
        ({"share_url": "https://www.toutiao.com/c/user/7398000000000000999/"}, "7398000000000000123"),
    ],
)
def test_the_id_is_the_address_s(tmp_path: Path, change: dict[str, object], source_id: str) -> None:
    (record,) = read(tmp_path, {"data": [SHORT | change]})
    assert record.source_id == source_id if isinstance(record, Post) else not source_id


def test_the_moment_of_the_feed_is_no_witness(tmp_path: Path) -> None:
    (record,) = read(tmp_path, {"data": [SHORT | {"publish_time": 0}]})
    assert isinstance(record, Post)
    assert record.witnesses == ()


def test_an_article_without_its_text_is_only_listed(tmp_path: Path) -> None:
    article = {key: value for key, value in SHORT.items() if key != "content"} | {
        "cell_type": 60,
        "title": "甲",
    }
    (record,) = read(tmp_path, {"data": [article]})
    assert isinstance(record, Listed)
    assert record.title == "甲"


@pytest.mark.parametrize(("names", "of_many"), [(["1", "1"], False), (["1", "2"], True)])
def test_a_feed_of_more_than_one_account(tmp_path: Path, names: list[str], of_many: bool) -> None:
    entries = [SHORT | {"user": {"user_id": one, "name": one}} for one in names]
    records = read(tmp_path, {"data": entries})
    assert [one.of_many for one in records if isinstance(one, Post)] == [of_many] * 2


def test_nothing_active_survives(tmp_path: Path) -> None:
    rich = '甲<script>alert(1)</script><img src="https://p3.example.com/a.png" onerror="x()"><a href="javascript:x()">乙</a>'
    (record,) = read(tmp_path, {"data": [SHORT | {"rich_content": rich}]})
    assert isinstance(record, Post)
    assert not {"alert", "onerror", "javascript"} & set(
        record.body.replace("(", " ").replace(":", " ").split()
    )


def test_text_without_html_is_shown_as_written(tmp_path: Path) -> None:
    (record,) = read(tmp_path, {"data": [SHORT | {"content": "价格<5元\n*不含运费*"}]})
    assert isinstance(record, Post)
    assert record.body == "价格&lt;5元\n\\*不含运费\\*"


def test_an_empty_page_is_said_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"behot_time": 1, "group_id": [], "data": []}', encoding="utf-8")
    with pytest.raises(MalformedExport, match="没有一条"):
        list(SOURCE.read(path))


ODD = (
    st.none()
    | st.integers()
    | st.text(max_size=5)
    | st.lists(st.integers(), max_size=2)
    | st.just({"id": [1]})
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted([*SHORT, "title", "image_list", "media_user", "is_feed_ad"])), ODD)
)
def test_odd_values_do_not_escape(tmp_path: Path, odd: dict[str, object]) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"data": [SHORT | odd]}), encoding="utf-8")
    assert all(isinstance(one, Post | Listed | Problem) for one in SOURCE.read(path))


@pytest.mark.skipif(not SAMPLE.exists(), reason="the real feed is not beside the project")
def test_a_real_feed_is_claimed_once_and_listed_whole() -> None:
    head = SAMPLE.read_bytes()[:HEAD_BYTES]
    assert [source.name for source in SOURCES if source.detect(SAMPLE, head)] == ["toutiao"]
    records = list(SOURCE.read(SAMPLE))
    assert Counter(type(one).__name__ for one in records) == {"Listed": 26}
    listed = [one for one in records if isinstance(one, Listed)]
    assert all(one.source_id and one.title and one.account.ids and one.of_many for one in listed)
