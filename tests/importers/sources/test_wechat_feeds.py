"""Feeds: what is refused whole, what is expected only, and what is no feed of the platform."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path

import pytest

from importers.model import Listed, MalformedExport, Post
from importers.sources.wechat.feeds import WeChatFeed

LINK = "https://mp.weixin.qq.com/s/Sh0rtL1nkOfArt1cle0001"
ITEM = f"<item><title>一条</title><link>{LINK}</link>{{}}</item>"


def rss(inner: str) -> str:
    space = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><rss version="2.0" {space}><channel><title>青澜发布</title>{inner}</channel></rss>'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed.xml"


@pytest.mark.parametrize(
    "content",
    [
        rss(ITEM.format(""))[:-20],
        rss(ITEM.format("<b>")),
        rss(ITEM.format("&nbsp;")),
        '<rss version="2.0"><item/></rss>',
        '{"version":"https://jsonfeed.org/version/1","items":[',
        "[]",
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel>&c;</channel></rss>',
    ],
)
def test_half_a_feed_is_refused_whole(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(MalformedExport, match="订阅源"):
        list(WeChatFeed().read(path))


def test_entities_bring_in_no_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    path.write_text(
        rss(ITEM.format("<description>&x;</description>")).replace("<rss", f"{entity}<rss", 1),
        encoding="utf-8",
    )
    (record,) = WeChatFeed().read(path)
    assert "秘密" not in repr(record)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<description>一条</description>",
        "<description>获取全文失败，请重试~</description>",
        "<description> </description>",
    ],
)
def test_a_title_alone_is_expected(path: Path, content: str) -> None:
    path.write_text(rss(ITEM.format(content)), encoding="utf-8")
    (record,) = WeChatFeed().read(path)
    assert isinstance(record, Listed)


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<description>&lt;p&gt;正文&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;</description>", "正文"),
        ("<description>一条</description><content:encoded>&lt;p&gt;全文&lt;/p&gt;</content:encoded>", "全文"),
        ("<description>&lt;img src='https://mmbiz.qpic.cn/a/640'&gt;</description>", "![](media:1)"),
        (
            "<description>&lt;p&gt;他说“获取全文失败，请重试~”是常见的提示。&lt;/p&gt;</description>",
            "他说“获取全文失败，请重试~”是常见的提示。",
        ),
    ],
)
def test_a_body_is_a_body(path: Path, content: str, body: str) -> None:
    path.write_text(rss(ITEM.format(content)), encoding="utf-8")
    (record,) = WeChatFeed().read(path)
    assert isinstance(record, Post)
    assert record.body == body


@pytest.mark.parametrize(
    ("said", "when"),
    [
        ("Mon, 10 Jun 2024 08:00:00 GMT", "2024-06-10T16:00:00+08:00"),
        ("Mon, 10 Jun 2024 08:00:00 +0800", "2024-06-10T08:00:00+08:00"),
        ("Mon, 10 Jun 2024 08:00:00 ", "2024-06-10T08:00:00+08:00"),
        ("2024-06-10T00:00:00.000Z", "2024-06-10T08:00:00+08:00"),
        ("2024-06-10 08:00:00", "2024-06-10T08:00:00+08:00"),
        ("昨天", None),
        ("", None),
    ],
)
def test_the_moment_of_an_entry(path: Path, said: str, when: str | None) -> None:
    path.write_text(rss(ITEM.format(f"<pubDate>{said}</pubDate>")), encoding="utf-8")
    (record,) = WeChatFeed().read(path)
    assert isinstance(record, Listed)
    assert [one.when for one in record.witnesses] == ([datetime.fromisoformat(when)] if when else [])


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("青澜发布", "青澜发布"),
        ("青澜发布 | wechat-feeds", "青澜发布"),
        ("青澜 - 城市之声", "青澜 - 城市之声"),
        ("WeWe-RSS", "作者甲"),
    ],
)
def test_whose_feed_it_is(path: Path, title: str, name: str) -> None:
    content = rss(ITEM.format("<author>作者甲</author>")).replace("<title>青澜发布", f"<title>{title}", 1)
    path.write_text(content, encoding="utf-8")
    (record,) = WeChatFeed().read(path)
    assert isinstance(record, Listed)
    assert record.account.name == name


@pytest.mark.parametrize(
    "content",
    [
        rss("<item><title>a</title><link>https://example.com/</link></item>"),
        rss(
            f"<item><title>a</title><link>https://example.com/</link><description>见 {LINK}</description></item>"
        ),
        rss(ITEM.format("")).replace("<rss ", '<rss xmlns:wp="http://wordpress.org/export/1.2/" ', 1),
        f"<html><body><a href='{LINK}'>a</a></body></html>",
        f'{{"url": "{LINK}"}}',
        f"# 笔记\n{LINK}",
        "",
    ],
)
def test_what_is_no_feed_of_the_platform(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    assert not WeChatFeed().detect(path, content.encode())


@pytest.mark.parametrize(
    "content",
    [
        rss(ITEM.format("")),
        rss(f"<item><title>a</title><guid isPermaLink='true'><![CDATA[ {LINK} ]]></guid></item>"),
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="alternate" href="{LINK}"/></entry></feed>',
        f"<!-- 一 --><!-- 二 -->{rss(ITEM.format(''))}".replace('<?xml version="1.0"?>', ""),
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": LINK}]}).replace(
            "/", "\\/"
        ),
    ],
)
def test_what_is_a_feed_of_the_platform(path: Path, content: str) -> None:
    assert WeChatFeed().detect(path, content.encode())


def test_comments_without_end_are_looked_over_in_time(path: Path) -> None:
    began = time.monotonic()
    assert not WeChatFeed().detect(path, ("<!-- a -->" * 20_000 + "<html>").encode())
    assert time.monotonic() - began < 3


def test_an_empty_feed_is_passed_over_with_a_reason(path: Path) -> None:
    path.write_text(rss(""), encoding="utf-8")
    assert [type(record).__name__ for record in WeChatFeed().read(path)] == ["Skipped"]
