"""Cases and laws of `importers.sources.weibo_html`."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from importers.sources.weibo_html import read

ICON = "<span class='url-icon'><img style='width: 1rem' src='https://h5.sinaimg.cn/timeline_card_small_web.png'></span>"


@pytest.mark.parametrize(
    ("html", "text", "links"),
    [
        ("一<br />二<br>三", "一\n二\n三", []),
        ('哭<span class="url-icon"><img alt=[泪] src="//h5.sinaimg.cn/x.png" /></span>了', "哭[泪]了", []),
        ('<img alt="[嘻嘻]" src="x">好', "[嘻嘻]好", []),
        (
            f'见<a href="https://example.gov.cn/a_1.html">{ICON}<span class="surl-text">网页链接</span></a>',
            "见网页链接",
            ["https://example.gov.cn/a_1.html"],
        ),
        (
            '<a href="https://weibo.cn/sinaurl?u=https%3A%2F%2Fexample.gov.cn%2Fb">网页链接</a>',
            "网页链接",
            ["https://example.gov.cn/b"],
        ),
        ("<a href='/n/青澜发布'>@青澜发布</a>：好", "@青澜发布：好", []),
        ("<a href=/n/青澜发布>@青澜发布</a>", "@青澜发布", []),
        ('<a href="https://s.weibo.com/weibo?q=1"><span class="surl-text">#话题#</span></a>', "#话题#", []),
        ('<a href="javascript:alert(1)">点我</a>', "点我", []),
        ('<a href="//example.gov.cn/c">看</a>', "看", ["https://example.gov.cn/c"]),
        ("<br/>a &lt;b&gt; &amp; c", "\na <b> & c", []),
        ('<img alt="not an emoji" src="x">', "", []),
        ("<br/><script>alert(1)</script>", "\n<script>alert(1)</script>", []),
    ],
)
def test_the_platform_s_html(html: str, text: str, links: list[str]) -> None:
    words = read(html)
    assert (words.text, words.links) == (text, links)


@pytest.mark.parametrize(
    "text", ["1 < 2 且 3 > 2", "<b>原件</b>", "&amp; 与 &lt;", "a<a>b", "若 x<img 则", ""]
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert read(text).text == text


@given(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs", "Cc"])))
def test_no_visible_word_is_lost(text: str) -> None:
    assert read(f"<br/>{escape(text)}<br/>").text == f"\n{text}\n"


@given(st.text(alphabet="<>a/brimgspn =\"'[]&;"))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read(f"<br>{text}").text, str)
