"""Laws of `importers.sources.weibo_status`: what was written is what is shown."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from importers.model import AccountKey, Post
from importers.sources import SOURCES
from importers.sources.weibo_media import SavedMedia
from importers.sources.weibo_status import Status, to_post
from notices.render import to_html, to_text

ACCOUNT = AccountKey("weibo", ("1000000102",), "青澜发布")
SAVED = SavedMedia(Path("/nonexistent"))
SAMPLES = Path("../shared/samples/weibo")
PIECES = [
    *"甲乙a1#*_[]()<>&`\\|~-+=.!:\n 。，@'\"",
    "https://a.cn/b_c",
    "http://t.cn/x",
    "&amp;",
    "# ",
    "1. ",
    "    ",
]
MARKUP = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def post_of(text: str, **more: object) -> Post:
    status = Status(mid="5106121941450753", text=text, created=("2024-11-29 18:56:41",), **more)  # type: ignore[arg-type]
    made = to_post(status, ACCOUNT, "第 1 行", SAVED)
    assert isinstance(made, Post)
    return made


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\ufeff]+", "", text)


@given(MARKUP)
@example("https://a.cn/b_c&amp;https://a.cn/b_c")
def test_every_character_is_shown_as_it_was_written(text: str) -> None:
    own = "甲" + text  # an empty or bare-repost text gets a line of ours
    assert squeezed(to_text(to_html(post_of(own).body))) == squeezed(own)


@given(MARKUP)
@example("https://a.cn/b_c&amp;https://a.cn/b_c")
def test_a_quoted_original_is_shown_as_it_was_written(text: str) -> None:
    body = post_of("自己的话", origin=Status(uid="1", name="原作者", text=f"甲{text}")).body
    assert squeezed(f"甲{text}") in squeezed(to_text(to_html(body)))


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("见 https://example.gov.cn/a_b_c?x=1&y=2。完", ["https://example.gov.cn/a_b_c?x=1&amp;y=2"]),
        ("https://a.cn/x, https://a.cn/x/y.", ["https://a.cn/x", "https://a.cn/x/y"]),
        ("旧短链 http://t.cn/A6x 与 https://v.cn/a.mp4?Expires=1&ssig=x", []),
        ("javascript:alert(1) ftp://a.cn", []),
    ],
)
def test_addresses_that_last_are_links(text: str, links: list[str]) -> None:
    html = to_html(post_of(text).body)
    assert re.findall(r'href="([^"]*)"', html) == links
    assert squeezed(to_text(html)) == squeezed(text)


def test_link_words_get_the_known_targets_and_no_dead_ones() -> None:
    links = ("https://a.cn/1", "http://t.cn/dead", "https://v.cn/a?Expires=1", "javascript:alert(1)")
    assert post_of("看网页链接吧", links=links).body == "看[网页链接](<https://a.cn/1>)吧"
    assert (
        post_of("两处网页链接和网页链接", links=links).body
        == "两处网页链接和网页链接\n链接：<https://a.cn/1>"
    )


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({"videos": 2}, "〔视频：未随导出文件保存〕"),
        ({"live_photos": 3}, "〔动态照片 3 张：动态部分未保存〕"),
        (
            {"declared_pictures": 12, "pictures": ("https://x.cn/1.jpg",)},
            "〔原微博共 12 张图片，导出文件中只有 1 张〕",
        ),
        ({"place": "青澜*广场*"}, "发布位置：青澜\\*广场\\*"),
        ({"notes": ("链接卡片：<办事>",)}, "〔链接卡片：&lt;办事>〕"),
    ],
)
def test_what_is_not_in_the_export_is_said(more: dict[str, object], line: str) -> None:
    assert line in post_of("正文", **more).body.split("\n\n")


@pytest.mark.parametrize("text", ["", " \u200b ", "网页链接", "！！"])
def test_a_title_is_never_empty(text: str) -> None:
    assert post_of(text).title == "微博 2024-11-29"
    assert post_of(text, pictures=("x",)).title == "图片微博 2024-11-29"
    assert post_of(text, videos=1).title == "视频微博 2024-11-29"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports are not on this machine")
@pytest.mark.parametrize("name", ["weibocrawler_1960785875_津云新闻", "weibocrawler_2803301701_人民日报"])
def test_real_posts_keep_every_visible_character(name: str) -> None:
    path = SAMPLES / f"{name}.csv"
    (source,) = (source for source in SOURCES if source.detect(path, path.read_bytes()[: 1 << 18]))
    shown = {
        post.source_id: squeezed(to_text(to_html(post.body)))
        for post in source.read(path)
        if isinstance(post, Post)
    }
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    quoted = header.index("源微博正文") if "源微博正文" in header else len(header)
    said = [(row[0].strip(), text) for row in rows for text in (row[2], *row[quoted : quoted + 1])]
    assert len(said) >= len(shown) > 100
    assert [one for one, text in said if squeezed(text) not in shown[one]] == []
