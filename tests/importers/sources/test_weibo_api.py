"""What the source of raw Weibo posts must not claim, must not publish, and must survive. Cases: exports/weibo/api-*."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from importers.model import MalformedExport, Post, Problem, Record, Skipped
from importers.sources.weibo_api import WeiboApi, status_of

API = WeiboApi()
POST = {
    "created_at": "Sat Nov 30 10:00:00 +0800 2024",
    "mid": "5106349268533250",
    "text": "一条",
    "user": {"id": 1000000110, "screen_name": "青澜税务"},
}


def read(tmp_path: Path, value: object) -> list[Record]:
    path = tmp_path / "x.json"
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return list(API.read(path))


@pytest.mark.parametrize(
    "head",
    [
        "",
        "not json",
        '{"user": {"id": 1}, "weibo": [{"bid": "x", "created_at": ""}]}',
        '{"weibo": [{"mblogid": "x", "createdAt": "", "retweet": {}}]}',
        'var a = {"mblog": {"user": {}, "created_at": ""}}',
        '{"articles": [{"user": {}, "created_at": "2024-01-01"}]}',
    ],
)
def test_other_json_is_not_claimed(head: str) -> None:
    assert not API.detect(Path("x.json"), head.encode())


@pytest.mark.parametrize(
    "wrap", [lambda p: [p, p], lambda p: {"data": {"list": [p, p]}}, lambda p: {"a": {"mblog": p}, "b": p}]
)
def test_posts_are_found_wherever_they_stand(tmp_path: Path, wrap) -> None:  # noqa: ANN001
    assert [type(record) for record in read(tmp_path, wrap(POST))] == [Post, Post]


@pytest.mark.parametrize("visible", [1, 6, "10"])
def test_what_not_everybody_could_see_is_not_published(tmp_path: Path, visible: object) -> None:
    (record,) = read(tmp_path, [POST | {"visible": {"type": visible, "list_id": 0}}])
    assert isinstance(record, Skipped)
    assert "部分人可见" in record.reason


def test_a_page_without_posts_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(MalformedExport, match="没有一条微博"):
        read(tmp_path, {"ok": 0, "data": {"cards": []}})


def test_concatenated_objects_keep_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps([POST]) + json.dumps([POST]), encoding="utf-8")
    records = list(API.read(path))
    assert [type(record) for record in records] == [Post, Problem]


@pytest.mark.parametrize(
    "odd",
    [
        {"pics": "x", "pic_num": "many", "pic_ids": [1, None], "pic_infos": []},
        {"page_info": [], "mix_media_info": {"items": ["x", {"type": "pic", "data": 3}]}},
        {"url_struct": [{"short_url": 1}, "x"], "retweeted_status": {"user": None}},
        {"longText": "x", "visible": None, "scheme": 5, "pic_urls": [{"thumbnail_pic": None}]},
    ],
)
def test_odd_types_do_not_escape(tmp_path: Path, odd: dict[str, object]) -> None:
    (record,) = read(tmp_path, [POST | odd])
    assert isinstance(record, Post)


def test_deep_nesting_is_not_followed_for_ever(tmp_path: Path) -> None:
    nested: object = POST
    for _ in range(100):
        nested = [nested]
    with pytest.raises(MalformedExport):
        read(tmp_path, nested)


def test_a_deleted_original_names_nobody() -> None:
    gone = {"deleted": "1", "text": "已删除", "user": {"id": 5, "screen_name": "某人"}}
    origin = status_of(POST | {"retweeted_status": gone}).origin
    assert origin is not None
    assert (origin.uid, origin.name) == ("", "")


def test_a_post_kept_as_text_is_found(tmp_path: Path) -> None:
    backup = {
        "exported_at": "2025-01-01",
        "posts": [{"weibo_id": "1", "created_at": "", "raw_json": json.dumps(POST)}],
    }
    path = tmp_path / "backup.json"
    path.write_text(json.dumps(backup | {"note": '{"cut'}), encoding="utf-8")
    (post,) = API.read(path)
    assert isinstance(post, Post)
    assert API.detect(
        path,
        json.dumps({"posts": [{"created_at": "", "raw_json": json.dumps(POST | {"idstr": "1"})}]}).encode(),
    )


def test_the_description_beside_a_picture_is_a_post(tmp_path: Path) -> None:
    beside = {
        "category": "weibo",
        "num": 1,
        "date": "2024-11-30 02:00:00",
        "status": POST | {"mblogid": "P2F9NsXKW"},
    }
    (post,) = read(tmp_path, beside)
    assert isinstance(post, Post)
    assert post.witnesses[0].when.isoformat() == "2024-11-30T10:00:00+08:00"
