"""Generated input: exports of every format with some of their bytes changed, and texts of the parts that hurt readers."""

from __future__ import annotations

import gzip
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import bad_files
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

EXPORTS = Path(__file__).resolve().parents[1] / "importers" / "exports"
_LARGEST = 30_000
_PARTS = [
    "title: ", "date: 2024-03-15", "---", "\n", "\r", " ", ":", "：", "<", ">", '"', "'", "[", "](", ")", "*", "_", "`", "|", "#",
    "&", ";", "\\", "/", "..", "%0d%0a", "http://", "javascript:", "mp.weixin.qq.com/s?__biz=", "weibo.com/", "t.cn/", "“", "”",
    "-", "OR", "NOT ", "(", "~9", "公示", "低保", "2024", "\u202e", "\ufeff", "\u2028", "\x00", "\ud800", "𠮷", "é", "ª", "a" * 300,
]  # fmt: skip
_ADDRESSES = [
    "http://mp.weixin.qq.com/s?__biz=MzA0&mid=1&idx=1", "https://weibo.com/1/I#a", "gh_000000000001", "《2024公示》", "微信公众号：低保", "\n",
    "https://weibo.cn/sinaurl?u=", "http%3A%2F%2F", "MzA0", "@低保", "【公示低保】", "mp.weixin.qq.com/s/", "4".zfill(17), "?", "&", "#",
]  # fmt: skip
_KEYS = [
    "title", "标题", "date", "日期", "department", "slug", "kind", "tags", "status", "summary", "corrections", "waivers", "cut",
    "publish_at", "expires", "platform", "account", "source_url", "also", "template", "save_as", "",
]  # fmt: skip
_HEAD = ["title: 甲", "date: 2026-03-05", "department: shi", "slug: 20260305-a", "kind: 通知"]
_SEEDS_OF_ONE = 1 << 30

texts = st.lists(st.one_of(st.sampled_from(_PARTS), st.text(max_size=8)), max_size=40).map("".join)
bodies = st.tuples(
    texts, texts, st.sampled_from(["", "![a](../media/a.jpg)", "13812345678", "| a |\n|---|\n"])
).map("\n\n".join)
lines = st.tuples(st.sampled_from(_KEYS), texts).map(lambda one: f"{one[0]}: {one[1]}")
notices = st.one_of(
    texts,
    st.tuples(st.lists(lines, max_size=6), bodies).map(lambda one: notice_text([*_HEAD, *one[0]], one[1])),
    bodies.map(lambda body: notice_text(_HEAD, body)),
)
"""Files of notices: any text, front matter with odd lines, and sound front matter over an odd body."""
links = st.one_of(
    texts, st.lists(st.one_of(st.sampled_from(_ADDRESSES), st.text(max_size=3)), max_size=6).map("".join)
)
"""What readers paste into the field for old links."""
mutations = st.tuples(st.integers(0, 10_000), st.integers(0, _SEEDS_OF_ONE))
"""Which export to change, and by which throws of the dice: see `mutated`."""


def generated(count: int) -> settings:
    """As many examples, each of its own: none is kept, none made smaller."""
    return settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def notice_text(head: Sequence[str], body: str) -> str:
    """The file of a notice."""
    return "\n".join(["---", *head, "---", "", body])


@cache
def exports() -> list[tuple[str, bytes]]:
    """Small files of every format that is read, by name."""
    found = [
        (path.name, path.read_bytes())
        for path in sorted(EXPORTS.rglob("*"))
        if path.is_file() and 0 < path.stat().st_size < _LARGEST and "input" in path.parts
    ]
    return found + _made()


def _made() -> list[tuple[str, bytes]]:
    """What the folders of examples have no files of: databases and archives of the web."""
    crawler = bad_files.database(
        f"CREATE TABLE weibo ({bad_files.WEIBO})", "CREATE TABLE user (id TEXT, nick_name TEXT)",
        "INSERT INTO weibo (id, bid, user_id, text, created_at) VALUES ('4', 'b', '1', '停水公告', '2020-01-02T10:00:00')",
    )  # fmt: skip
    spider = bad_files.database(
        "CREATE TABLE user (id varchar(20), nickname varchar(30))",
        "CREATE TABLE weibo (id TEXT, user_id TEXT, content TEXT, article_url TEXT, original_pictures TEXT, retweet_pictures TEXT,"
        " original BOOLEAN, video_url TEXT, publish_place TEXT, publish_time DATETIME, publish_tool TEXT)",
        "INSERT INTO weibo (id, user_id, content, publish_time) VALUES ('I', '1', '停水公告', '2020-01-02 10:00:00')",
    )  # fmt: skip
    page = "<html><head><meta name='ArticleTitle' content='停水公告'><meta name='PubDate' content='2017-05-15'></head><body><div class='TRS_Editor'><p>今晚停水。</p></div></body></html>"
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.encode()
    warc = (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        b"WARC-Date: 2019-02-03T04:05:06Z\r\nWARC-Target-URI: http://www.qinglan.example/a/t20170515_1.shtml\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%b\r\n\r\n"
    ) % (len(http), http)
    wacz = bad_files.zipped({"archive/data.warc.gz": gzip.compress(warc), "datapackage.json": b"{}"})
    stablog = bad_files.database(
        "CREATE TABLE total_mblog (id TEXT NOT NULL, author_uid TEXT NOT NULL, is_retweet INTEGER, is_article INTEGER,"
        " post_publish_at INTEGER, raw_json TEXT, PRIMARY KEY (id))",
        "CREATE TABLE total_user (author_uid TEXT, raw_json TEXT)",
        "INSERT INTO total_mblog VALUES ('5106349268533250', '1000000110', 0, 0, 1732932000, '{\"mid\": \"5106349268533250\"}')",
    )  # fmt: skip
    kuaishou = "\ufeff采集日期,作品ID,作品文案,封面地址,视频时长,点赞数量,下载地址,发布日期,浏览数量,作者ID,作者昵称\n2024-05-02,3xabcdefgh,停水公告,,,,,2024-05-01 10:20:30,,3xauthor01,青澜水务\n"
    red = "\ufeff采集时间,作品ID,作品类型,作品标题,作品描述,作品标签,发布时间,最后更新时间,收藏数量,评论数量,分享数量,点赞数量,作者昵称,作者ID,作者链接,作品链接,下载地址,动图地址\n2024-05-02_10:20:30,65f000000000000012345678,图文,停水公告,今晚停水。,,2024-05-01_10:20:30,,,,,,青澜水务,5f0000000000000001234567,,,,\n"
    named = {
        "weibo.db": crawler, "spider.db": spider, "stablog.db": stablog, "x.warc": warc, "x.warc.gz": gzip.compress(warc),
        "x.wacz": wacz, "DetailData.csv": kuaishou.encode(), "ExploreData.csv": red.encode(),
    }  # fmt: skip
    return list(named.items()) * 3


def mutated(which: int, seed: int) -> tuple[str, bytes]:
    """An export with a few of its bytes changed, cut out, doubled, or taken from another file; and its name."""
    name, content = exports()[which % len(exports())]
    dice = random.Random(seed)
    raw = bytearray(content)
    for _ in range(dice.randint(1, 6)):
        start = dice.randrange(len(raw) + 1)
        end = min(len(raw), start + dice.choice([1, 2, 8, 64, 1000]))
        _, other = dice.choice(exports())
        raw[start:end] = dice.choice([
            b"", dice.randbytes(end - start), bytes(raw[start:end]) * 3, other[: dice.randint(0, 400)],
            b'"', b"\r", b"\0", b"<", b"{", b"\xff\xfe", "。".encode(),
        ])  # fmt: skip
    return name, bytes(raw)
