"""The SQLite of weibo-crawler and weiboSpider, made anew for each test: a binary file has no readable diff."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from importers.model import AccountKey, MalformedExport, Post, Problem, Record, Skipped
from importers.sources.weibo_sqlite import WeiboSqlite

CRAWLER, SPIDER = WeiboSqlite("weibo-crawler"), WeiboSqlite("weibo-spider")
CRAWLER_SCHEMA = """
CREATE TABLE IF NOT EXISTS user (id varchar(64) NOT NULL ,nick_name varchar(64) NOT NULL ,PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS weibo (
    id varchar(20) NOT NULL ,bid varchar(12) NOT NULL ,user_id varchar(20) ,screen_name varchar(30)
    ,text varchar(2000) ,article_url varchar(100) ,topics varchar(200) ,at_users varchar(1000) ,pics varchar(3000)
    ,video_url varchar(1000) ,live_photo_url varchar(1000) ,location varchar(100) ,created_at DATETIME
    ,source varchar(30) ,retweet_id varchar(20) ,PRIMARY KEY (id));
CREATE TABLE IF NOT EXISTS bins (
    id integer PRIMARY KEY AUTOINCREMENT ,ext varchar(10) NOT NULL ,data blob NOT NULL
    ,weibo_id varchar(20) ,comment_id varchar(20) ,path text ,url text);
CREATE TABLE IF NOT EXISTS comments (id varchar(20) NOT NULL ,text varchar(1000));
"""
SPIDER_SCHEMA = """
CREATE TABLE user (id varchar(20) NOT NULL, nickname varchar(30), PRIMARY KEY (id));
CREATE TABLE weibo (
    id varchar(10) NOT NULL, user_id varchar(12), content varchar(2000), article_url varchar(200),
    original_pictures varchar(3000), retweet_pictures varchar(3000), original BOOLEAN NOT NULL DEFAULT 1,
    video_url varchar(300), publish_place varchar(100), publish_time DATETIME NOT NULL, publish_tool varchar(30),
    PRIMARY KEY (id));
"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(30)
PICTURES = "https://wx1.sinaimg.cn/large/00guijiqly1h000000001j30u0140n001.jpg"


def make(path: Path, schema: str, rows: dict[str, list[dict[str, object]]]) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(schema)
        for table, values in rows.items():
            for row in values:
                marks = ",".join("?" * len(row))
                database.execute(
                    f"INSERT INTO {table} ({','.join(row)}) VALUES ({marks})", list(row.values())
                )
        database.commit()
    return path


def crawler(path: Path, **more: list[dict[str, object]]) -> Path:
    post = {"bid": "P2zg665pf", "user_id": "1000000102", "screen_name": "青澜发布", "retweet_id": ""}
    rows: list[dict[str, object]] = [
        post
        | {
            "id": "5106121941450753",
            "text": "公交线路调整。",
            "pics": PICTURES,
            "created_at": "2024-11-29 18:56:41",
        },
        post
        | {
            "id": "5106334169038850",
            "bid": "P2EMoBVpU",
            "text": "转发微博",
            "created_at": "2024-11-30 09:00:00",
        }
        | {"retweet_id": "5106077477634089"},
        post
        | {"id": "5106077477634089", "bid": "P2y6nw1Yt", "user_id": "1000000108", "screen_name": "青澜水务"}
        | {"text": "停水通知。", "created_at": "2024-11-29 16:00:00"},
        post
        | {"id": "5106092577128490", "bid": "P2yuJtUrE", "text": "看看", "created_at": "2024-11-29 17:00:00"}
        | {"retweet_id": "5106092577128000"},
    ]
    return make(
        path, CRAWLER_SCHEMA, {"user": [{"id": "1000000102", "nick_name": "青澜发布"}], "weibo": rows} | more
    )


def read(source: WeiboSqlite, path: Path) -> list[Record]:
    assert source.detect(path, path.read_bytes()[: 1 << 18])
    return list(source.read(path))


def test_reposts_are_joined_and_others_rows_left_out(tmp_path: Path) -> None:
    own, repost, other, gone = read(CRAWLER, crawler(tmp_path / "weibodata.db"))
    assert isinstance(own, Post)
    assert (own.title, own.account) == ("公交线路调整", AccountKey("weibo", ("1000000102",), "青澜发布"))
    assert isinstance(repost, Post)
    assert (repost.title, repost.source, repost.kind) == ("转发：停水通知", "青澜水务", "转载")
    assert "> 停水通知。" in repost.body
    assert isinstance(other, Skipped)
    assert "1000000108" in other.reason
    assert isinstance(gone, Post)
    assert "原微博不可见" in gone.body


@pytest.mark.parametrize(("blob", "content"), [(PNG, PNG), (b"<html>403</html>", None)])
def test_pictures_may_be_blobs(tmp_path: Path, blob: bytes, content: bytes | None) -> None:
    bins: list[dict[str, object]] = [
        {"ext": ".jpg", "data": blob, "weibo_id": "5106121941450753", "url": PICTURES}
    ]
    post = read(CRAWLER, crawler(tmp_path / "weibodata.db", bins=bins))[0]
    assert isinstance(post, Post)
    assert [picture.content for picture in post.pictures] == [content]


def test_comments_of_private_persons_are_never_read(tmp_path: Path) -> None:
    comments: list[dict[str, object]] = [{"id": "1", "text": "路人的评论"}]
    records = read(CRAWLER, crawler(tmp_path / "weibodata.db", comments=comments))
    assert "路人的评论" not in repr(records)


def test_the_older_tool_has_bids_and_its_own_columns(tmp_path: Path) -> None:
    row: dict[str, object] = {
        "id": "P2zg665pf",
        "user_id": "1000000109",
        "content": "活动通知。",
        "original": 1,
    }
    row |= {"publish_place": "无", "publish_time": "2024-11-29 18:56", "publish_tool": "无"}
    users: list[dict[str, object]] = [{"id": "1000000109", "nickname": "青澜团委"}]
    path = make(tmp_path / "weibodata.db", SPIDER_SCHEMA, {"user": users, "weibo": [row]})
    (post,) = read(SPIDER, path)
    assert isinstance(post, Post)
    assert (post.source_id, post.account.name, post.body) == ("5106121941450753", "青澜团委", "活动通知。")
    assert not CRAWLER.detect(path, path.read_bytes())


@pytest.mark.parametrize(
    "schema", ["CREATE TABLE weibo (id, note);", "CREATE TABLE posts (id, bid, user_id, text, retweet_id);"]
)
def test_other_databases_are_not_claimed(tmp_path: Path, schema: str) -> None:
    head = make(tmp_path / "x.db", schema, {}).read_bytes()
    assert not CRAWLER.detect(tmp_path / "x.db", head)
    assert not SPIDER.detect(tmp_path / "x.db", head)
    assert not CRAWLER.detect(tmp_path / "x.db", b"CREATE TABLE weibo (id, bid, user_id, text, retweet_id)")


def test_nothing_is_written_beside_the_original(tmp_path: Path) -> None:
    path = crawler(tmp_path / "weibodata.db")
    before = path.read_bytes()
    read(CRAWLER, path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["weibodata.db"]
    assert path.read_bytes() == before


def test_a_journal_that_was_not_merged_is_refused(tmp_path: Path) -> None:
    path = crawler(tmp_path / "weibodata.db")
    (tmp_path / "weibodata.db-wal").write_bytes(b"x")
    with pytest.raises(MalformedExport, match=r"weibodata\.db-wal"):
        list(CRAWLER.read(path))


def test_a_truncated_database_is_one_chinese_line(tmp_path: Path) -> None:
    path = crawler(tmp_path / "weibodata.db")
    path.write_bytes(path.read_bytes()[:4096])
    try:
        records = list(CRAWLER.read(path))
    except MalformedExport as error:
        assert "数据库无法读取" in str(error)
    else:
        assert isinstance(records[-1], Problem)
