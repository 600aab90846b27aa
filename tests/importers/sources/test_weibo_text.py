"""Cases and laws of `importers.sources.weibo_text`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.sources.weibo_text import (
    is_bare_repost,
    is_stub,
    mend_breaks,
    own_words,
    tags,
    title_of,
    topics,
)


@pytest.mark.parametrize(
    ("broken", "mended"),
    [
        ("周知！\n网页链接\n \n青澜发布的微博视频", "周知！ 网页链接 青澜发布的微博视频"),
        ("正文。 \n青澜发布的微博直播\n ", "正文。 青澜发布的微博直播"),
        ("【\n提醒！明天降温】", "【提醒！明天降温】"),
        ("有救了\n，继续", "有救了，继续"),
        ("网页链接", "网页链接"),
    ],
)
def test_false_breaks_are_mended(broken: str, mended: str) -> None:
    assert mend_breaks(broken) == mended


@pytest.mark.parametrize(
    "text",
    [
        "一、时间\n二、地点",
        "通知如下：\n\n各单位",
        "详见网页链接的说明\n第二行",
        "@青澜发布\n第二行",
        "关于网络安全的微博视频大赛通知\n请报名",
        "名单\n甲、乙的微博视频作品",
    ],
)
def test_true_breaks_stay(text: str) -> None:
    assert mend_breaks(text) == text


@given(
    st.text(alphabet="甲乙。，【】\n #@", max_size=40)
    | st.sampled_from(["甲\n网页链接", "网页链接\n乙的微博视频"])
)
def test_mending_loses_no_character_and_is_done_once(text: str) -> None:
    once = mend_breaks(text)
    assert "".join(once.split()) == "".join(text.split())
    assert mend_breaks(once) == once


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("【停水通知】明天停水。", "停水通知"),
        ("#青澜快讯# 【停水通知】明天停水。", "停水通知"),
        ("#青澜快讯##供水#【#停水通知#】明天停水。", "停水通知"),
        ("📢【停水通知】明天停水。", "停水通知"),
        ("【你见过#珠峰的夜空#吗？】", "你见过珠峰的夜空吗？"),
        ("【提醒\n市民】明天降温", "提醒 市民"),
        ("今天是周六。请添衣。", "今天是周六"),
        ("#早安青澜#今天是周六，气温2度。请添衣", "今天是周六，气温2度"),
        ("#早安青澜#", "早安青澜"),
        ("天冷了，怎么办？看这里", "天冷了，怎么办？"),
        ("↓↓↓漫画来了", "漫画来了"),
        ("第一行\n第二行", "第一行"),
        ("今天发布【通知】全文如下", "今天发布【通知】全文如下"),
        ("【】没有字", "没有字"),
        ("网页链接", ""),
        ("", ""),
        ("！！！", ""),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert title_of(text) == title


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = (
        "青澜市人民政府办公室关于进一步规范政务新媒体管理的通知，"
        + "请各部门于本月底前完成自查并报送结果" * 3
    )
    assert title_of(text) == "青澜市人民政府办公室关于进一步规范政务新媒体管理的通知…"
    assert len(title_of("字" * 100)) == 40


@given(st.text(max_size=200))
def test_a_title_is_one_short_line(text: str) -> None:
    title = title_of(text)
    assert len(title) <= 60
    assert "\n" not in title
    assert title == title.strip()


@pytest.mark.parametrize(
    ("text", "stub"),
    [
        ("开头 ...全文", True),
        ("开头…全文", True),
        ("开头 ...全文 青澜发布的微博视频", True),
        ("开头 展开", True),
        ("请看全文", False),
        ("...全文在此", False),
    ],
)
def test_folded_posts_are_known_by_their_end(text: str, stub: bool) -> None:
    assert is_stub(text) is stub


def test_topics_and_tags() -> None:
    assert topics("#甲#和#乙#，#甲# 1#楼") == ("甲", "乙")
    assert topics("编号#1和编号\n#2") == ()
    assert tags(["甲，乙", " #丙# ", "", "丙"]) == ("甲 乙", "丙")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("转发微博", ""),
        ("Repost", ""),
        ("收到//@某部门:请看", "收到"),
        ("//@某部门：请看", ""),
        ("看 http://a.cn//@b", "看 http://a.cn//@b"),
    ],
)
def test_own_words_of_a_repost(text: str, words: str) -> None:
    assert own_words(text) == words
    assert is_bare_repost(text) is (words == "")


def test_an_empty_post_is_no_repost() -> None:
    assert not is_bare_repost("")
