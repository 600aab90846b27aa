"""Markdown of the tools: what is whose dialect, what is cut, and hostile text read in time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.model import Post, Problem, Skipped
from importers.sources.wechat.markdowns import WeChatMarkdown

LINK = "https://mp.weixin.qq.com/s/Sh0rtL1nkOfArt1cle0001"
EXPORTED = f"标题\n====\n\n原创 编辑甲 青澜发布 2024-03-04 09:30 上海\n\n> 原文地址: [{LINK}]({LINK})\n\n"
DOWNLOADED = (
    "#  标题\n\n原创  编辑甲  [ 青澜发布 ](javascript:void\\(0\\);)\n\n![](https://mmbiz.qpic.cn/a/640)\n\n"
)
SOURCE = WeChatMarkdown()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "标题.md"


def read(path: Path, text: str) -> Post:
    path.write_text(text, encoding="utf-8")
    assert SOURCE.detect(path, text.encode())
    post = next(iter(SOURCE.read(path)))
    assert isinstance(post, Post)
    return post


@pytest.mark.parametrize(
    ("meta", "name", "author"),
    [
        ("原创 编辑甲 青澜发布 2024-03-04 09:30 上海", "青澜发布", "编辑甲"),
        ("原创 青澜发布 2024-03-04 09:30", "青澜发布", ""),
        ("编辑 甲 青澜发布 2024-03-04 09:30 上海", "青澜发布", "编辑 甲"),
        ("原创编辑部 青澜发布 2024-03-04 09:30", "青澜发布", "原创编辑部"),
        ("没有时间的一行", "", ""),
    ],
)
def test_who_and_when_stand_above_the_link(path: Path, meta: str, name: str, author: str) -> None:
    post = read(path, EXPORTED.replace("原创 编辑甲 青澜发布 2024-03-04 09:30 上海", meta) + "正文")
    assert (post.account.name, post.author) == (name, author)
    assert bool(post.witnesses) is bool(name)


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("一行\n二行", "一行\n二行"),
        ("[点这里](javascript:alert(1))", "点这里"),
        ("<script>alert(1)</script>正文", "正文"),
        ('<img src="x" onerror="alert(1)">正文', "![](media:1)\n\n正文"),
        ("1\\. 不是列表", "1\\. 不是列表"),
        ("正文\n\n提到推荐和留言", "正文\n\n提到推荐和留言"),
    ],
)
def test_foreign_markdown_becomes_ours(path: Path, written: str, read_as: str) -> None:
    assert read(path, EXPORTED + written).body == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("这一行在第七十八列处被工具折断\n接着是下半句", "这一行在第七十八列处被工具折断接着是下半句"),
        ("broken at\nseventy-eight", "broken at seventy-eight"),
        ("有意断开  \n的两行", "有意断开\n的两行"),
        ("- 一\n- 二", "- 一\n- 二"),
        ("https://example.com/a-\nb", "https://example.com/a-b"),
        ("正文\n\n精选留言\n\n某读者来自青澜\n\n留言", "正文"),
        ("正文\n\n预览时标签不可点\n\n微信扫一扫", "正文"),
        ("他说精选留言很有意思", "他说精选留言很有意思"),
    ],
)
def test_wrapped_lines_are_joined_and_readers_left_out(path: Path, written: str, read_as: str) -> None:
    assert read(path, DOWNLOADED + written).body == f"![](media:1)\n\n{read_as}"


CARD = "![](http://mmbiz.qpic.cn/mmbiz_png/a/300?wx_fmt=png)\n\n青澜发布\n\n"
FOOT = "\n,  ,\n\n\n\n\n\n****\n\n\n\n****\n\n\n\n  收藏\n"


def test_a_picture_post_has_its_account_above_and_a_bar_of_marks_below(path: Path) -> None:
    written = "今晚八点起停水。\\x0a\\x0a请提前储水\\x0a地址：大道\\x26路口 \\x3cb\\x3e"
    post = read(path, f"{CARD}#  停水通知\n\n,\n\n{written}\n\n![](https://mmbiz.qpic.cn/a/0){FOOT}")
    assert (post.account.name, post.title) == ("青澜发布", "停水通知")
    assert post.body == "今晚八点起停水。\n\n请提前储水\n地址：大道&路口 &lt;b>\n\n![](media:1)"


def test_words_that_end_like_a_bar_and_signs_in_an_article_stay(path: Path) -> None:
    assert read(path, DOWNLOADED + "点右上角\n\n收藏").body.endswith("点右上角\n\n收藏")
    assert read(path, DOWNLOADED + "换行写作\\x0a的").body.endswith(r"换行写作\\x0a的")


@pytest.mark.parametrize(
    "text",
    [
        f"{CARD},\n\n{FOOT}",
        "![cover_image](https://mmbiz.qpic.cn/a/0)\n\n[\n![](http://mmbiz.qpic.cn/a/0)\n**青澜发布** ](javascript:;)\n\n分享的一篇\n",
    ],
    ids=["pictures", "share"],
)
def test_a_post_without_heading_is_passed_over_and_told(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    assert SOURCE.detect(path, text.encode())
    (found,) = SOURCE.read(path)
    assert isinstance(found, Skipped)
    assert "没有标题" in found.reason


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("20230105标题.md", "标题", "2023-01-05"),
        ("202301052022年工作要点.md", "2022年工作要点", "2023-01-05"),
        ("2023010510条便民措施和往年不一样.md", "10条便民措施，和往年不一样的是", "2023-01-05"),
        ("20221220233工作总结.md", "2022.12.20—233工作总结", ""),
        ("20230105.md", "另一个标题", "2023-01-05"),
        ("2023010520.md", "20", "2023-01-05"),
        ("2023010599标题.md", "标题", ""),
        ("202302302022年工作要点.md", "2022年工作要点", ""),
    ],
)
def test_a_title_of_digits_does_not_hide_the_day_before_it(
    tmp_path: Path, name: str, title: str, day: str
) -> None:
    post = read(tmp_path / name, DOWNLOADED.replace("标题", title) + "正文")
    assert [one.when.date().isoformat() for one in post.witnesses] == ([day] if day else [])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "# 标题\n\n正文"),
        ("a.md", f"见 {LINK}"),
        ("a.md", "# 标题\n\n> 作者: 某人\n\n正文"),
        ("a.md", "---\ntitle: a\nsource: https://example.com\n---\n正文"),
        ("a.md", "#  两个空格的标题\n\n没有这个平台的任何东西"),
        ("a.txt", EXPORTED),
        ("a.md", ""),
        ("README.md", "![](https://mmbiz.qpic.cn/a/640)\n\n# 标题\n\n正文"),
    ],
)
def test_other_markdown_is_left_alone(tmp_path: Path, name: str, text: str) -> None:
    assert not SOURCE.detect(tmp_path / name, text.encode())


def test_a_file_without_a_body_is_a_problem(path: Path) -> None:
    path.write_text(EXPORTED, encoding="utf-8")
    (found,) = SOURCE.read(path)
    assert isinstance(found, Problem)


@pytest.mark.parametrize(
    "text",
    [
        "\\[" * 60_000,
        "[" * 100_000,
        "[a](javascript:" * 8_000,
        "> 公众号: a\n" * 15_000,
        "#  a\n" * 30_000,
        "---\n" * 50_000,
        "#  a mmbiz.qpic.cn\n" + " \n" * 50_000,
        "![](http://mmbiz.qpic.cn/" + "\n" * 80_000,
        CARD + "#  a\n" + "****\n" * 30_000 + "\n收藏",
        CARD + "\\x0a" * 50_000,
        "a\n===\n" * 30_000,
        "# " + " " * 80_000 + "\n",
        "# 甲\n> 公众号: 甲" + " " * 80_000 + "乙",
        "---\ntitle: 甲" + " " * 80_000 + "乙\n---\n",
    ],
    ids=lambda text: text[:8].strip(),
)
def test_hostile_text_is_told_in_time(path: Path, text: str) -> None:
    began = time.monotonic()
    SOURCE.detect(path, text.encode()[: 1 << 18])
    assert time.monotonic() - began < 3


@given(st.binary(max_size=300))
def test_detecting_never_raises(content: bytes) -> None:
    SOURCE.detect(Path("a.md"), content)
    SOURCE.detect(Path("a.md"), EXPORTED.encode() + content)
