"""The SQLite of stablog, made anew for each test."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from importers.model import AccountKey, MalformedExport, Post, Problem, Skipped
from importers.sources import SOURCES
from importers.sources.weibo_stablog import Stablog

SCHEMA = """
CREATE TABLE total_mblog (
    id TEXT NOT NULL, author_uid TEXT NOT NULL, is_retweet INTEGER, is_article INTEGER,
    post_publish_at INTEGER, raw_json TEXT, PRIMARY KEY (id));
CREATE TABLE total_user (author_uid TEXT, raw_json TEXT);
"""
POST = {
    "created_at": "Sat Nov 30 10:00:00 +0800 2024",
    "mid": "5106349268533250",
    "bid": "P2F9NsXKW",
    "text": "供暖开始。<br />请开窗通风",
    "user": {"id": 1000000110, "screen_name": "青澜热力"},
}
SOURCE = Stablog()


def make(path: Path, *raw: str) -> Path:
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA)
        for number, text in enumerate(raw):
            values = (str(number), "1000000110", 0, 0, number, text)
            database.execute("INSERT INTO total_mblog VALUES (?, ?, ?, ?, ?, ?)", values)
        database.commit()
    return path


def test_posts_are_read_from_the_platform_s_own_json(tmp_path: Path) -> None:
    other = POST | {"user": {"id": 5, "screen_name": "别人"}}
    path = make(tmp_path / "stablog.db", json.dumps(POST), json.dumps(other), '{"created_at": "cut')
    head = path.read_bytes()
    assert [source.name for source in SOURCES if source.detect(path, head)] == ["stablog"]
    post, skipped, broken = SOURCE.read(path)
    assert isinstance(post, Post)
    assert (post.account, post.title) == (AccountKey("weibo", ("1000000110",), "青澜热力"), "供暖开始")
    assert post.body == "供暖开始。\n请开窗通风"
    assert isinstance(skipped, Skipped)
    assert isinstance(broken, Problem)


def test_a_broken_database_is_one_chinese_line(tmp_path: Path) -> None:
    path = make(tmp_path / "stablog.db", json.dumps(POST))
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(MalformedExport, match="数据库无法读取"):
        list(SOURCE.read(path))


def test_other_databases_are_not_claimed() -> None:
    assert not SOURCE.detect(Path("x.db"), b"SQLite format 3\0 CREATE TABLE weibo (id)")
    assert not SOURCE.detect(Path("x.db"), b"CREATE TABLE total_mblog (id)")
