"""HTML to Markdown, case by case: what is kept, what is dropped, and what must never come through."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from importers.model import MalformedExport, Picture
from importers.normalize import dom, html
from importers.normalize.html import Element, Note, Reading
from importers.normalize.text import encoding_of
from notices.render import to_html, to_text
from tests.importers import oracle
from tests.importers.timing import measured

REAL = Path(__file__).parents[4] / "shared" / "samples" / "website"


def picture(element: Element) -> Picture | str | None:
    source = element.get("src") or ""
    return "[微笑]" if "emoji" in source else Picture("", source, element.get("alt") or "")


READING = Reading(picture)
BASED = Reading(picture, base="https://www.qinglan.example/tz/2024/index.html")


def converted(source: str, reading: Reading = READING) -> str:
    return html.to_markdown(source, reading).markdown


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>甲</p><p>乙</p>", "甲\n\n乙"),
        ("<p>　　首行缩进&nbsp;&nbsp;中间　隔开　</p>", "首行缩进 中间　隔开"),
        ("<p>一<br>二<br><br>三<br></p>", "一\n二\n\n三"),
        ("<section><section>甲<section>乙</section>丙</section></section>", "甲\n\n乙\n\n丙"),
        ("散文字<p>段</p>尾", "散文字\n\n段\n\n尾"),
        ("<p>\n  前\n  <span>\n   后\n  </span>\n</p>", "前后"),
        ("<p>one\n<b>two</b> three</p>", "one **two** three"),
        ("<p><b> 甲 </b>乙<strong></strong></p>", "**甲** 乙"),
        ("<p><b>甲</b><b>乙</b><span style='font-weight: 700'>丙</span></p>", "**甲乙丙**"),
        ("<b>粗<span style='font-weight:normal'>细</span></b>", "**粗**细"),
        (
            "<i>斜</i><s>删</s>H<sub>2</sub>O x<sup>2</sup>",
            "<em>斜</em><del>删</del>H<sub>2</sub>O x<sup>2</sup>",
        ),
        ("<h1>大</h1><h3>小</h3>", "## 大\n\n#### 小"),
        ("<h2>节</h2><h6>末</h6>", "## 节\n\n###### 末"),
        ("<h2></h2><p> &nbsp;　</p><ul><li></li></ul><table><tr><td> </td></tr></table>", ""),
        ("<ul><li>甲</li><li><p>乙</p><p>丙</p></li></ul>", "- 甲\n- 乙\n    丙"),
        ("<ol start='5'><li>五<ul><li>子</li></ul></li><li>六</li></ol>", "5.  五\n    - 子\n6.  六"),
        ("<ul><li>甲</li><ul><li>子</li></ul><li>乙</li></ul>", "- 甲\n    - 子\n- 乙"),
        ("<ul><li><ul><li>只有里层</li></ul></li></ul>", "- 只有里层"),
        ("<li>无主的项</li>", "无主的项"),
        ("<blockquote><p>引</p><blockquote>再引</blockquote></blockquote>", "> 引\n>\n> > 再引"),
        ("<hr><p>甲</p><hr><hr><p>乙</p><hr>", "甲\n\n---\n\n乙"),
        ("<a href='https://a.example/?x=1&amp;y=(2)'>链</a>", "[链](https://a.example/?x=1&y=%282%29)"),
        ("<a href='mailto:a@b.example'>信</a>", "[信](mailto:a@b.example)"),
        ("<a href='javascript:alert(1)'>字</a><a href='#top'>顶</a><a href='a.html'>相对</a>", "字顶相对"),
        ("<a href='//a.example/x'>同协议</a>", "[同协议](https://a.example/x)"),
        ("<a href='http://[bad'>坏</a>", "坏"),
        ("<p>前<img src='https://p.example/1.png' alt='图'>后</p>", "前\n\n![图](media:1)\n\n后"),
        ("<a href='https://a.example/'><img src='x'></a>", "[![](media:1)](https://a.example/)"),
        ("<img src='a'><img src='b'><img src='a'>", "![](media:1)\n\n![](media:2)\n\n![](media:1)"),
        ("<p>好<img src='emoji/1.png'>！</p>", r"好\[微笑\]！"),
        ("<figure><img src='a'><figcaption>说明</figcaption></figure>", "![](media:1)\n\n说明"),
        ("<pre>第一行\n第二行</pre>", "第一行\n第二行"),
        ("<pre><code>a = 1\n  b</code></pre>", "```\na = 1\n  b\n```"),
        ("<pre data-lang='py'><code>a</code><code> b</code></pre>", "```py\na\n b\n```"),
        ("<p>用<code>ls</code>和<code>a_b</code></p>", r"用`ls`和<code>a\_b</code>"),
        ("<dl><dt>词</dt><dd>义</dd></dl>", "词\n\n义"),
        ("<svg><title>名</title><text>图中字</text></svg>", "图中字"),
        ("<svg><circle r='1'/></svg>", "〔矢量图形：未随导出转存，见归档原件〕"),
        (
            "<video src='https://v.example/1.mp4'>不支持</video>",
            "[〔视频：未随导出保存〕](https://v.example/1.mp4)",
        ),
        ("<iframe srcdoc='<script>1</script>'></iframe>", "〔嵌入内容：未随导出保存〕"),
        ("<select><option>甲</option><option>乙</option></select><textarea>丙</textarea>", "甲\n\n乙\n\n丙"),
        ("零\u200b宽\ufeff字\x02符", "零宽字符"),
    ],
)
def test_it_becomes(source: str, expected: str) -> None:
    assert converted(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "<script>藏</script>",
        "<style>藏</style>",
        "<template><p>藏</p></template>",
        "<noscript>藏</noscript>",
        "<!-- 藏 -->",
        "<p hidden>藏</p>",
        "<p style='color:red; DISPLAY : none'>藏</p>".replace("DISPLAY", "display"),
        "<div style='display:none'><p>藏<img src='x'></p></div>",
        "<input value='藏'>",
        "<svg><desc>藏</desc></svg>",
        "<p onclick='藏' title='藏'></p>",
    ],
)
def test_what_is_not_seen_is_dropped(source: str) -> None:
    assert converted(f"<p>前</p>{source}<p>后</p>") == "前\n\n后"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "<table><caption>表一</caption><tr><th>名</th><th>数</th></tr><tr><td>甲</td><td>1</td></tr></table>",
            "表一\n\n| 名 | 数 |\n| --- | --- |\n| 甲 | 1 |",
        ),
        (
            "<table><thead><tr><td>名</td><td>数</td></tr></thead><tbody><tr><td>甲</td><td></td></tr></tbody></table>",
            "| 名 | 数 |\n| --- | --- |\n| 甲 |  |",
        ),
        (
            "<table><tr><td><b>名</b></td><td><p><b>数</b></p></td></tr><tr><td>甲</td><td>1|2</td></tr></table>",
            "| 名 | 数 |\n| --- | --- |\n| 甲 | 1\\|2 |",
        ),
        (
            "<table><tr><td>甲</td><td>1</td></tr></table>",
            "<table>\n<tr><td>甲</td><td>1</td></tr>\n</table>",
        ),
        (
            "<table><tr><th>甲</th><th rowspan=2>乙</th></tr><tr><td>1</td></tr></table>",
            '<table>\n<tr><th>甲</th><th rowspan="2">乙</th></tr>\n<tr><td>1</td></tr>\n</table>',
        ),
        (
            "<table><tr><td><ul><li>一</li><li>二</li></ul></td><td><img src='a' alt='\"&'></td></tr></table>",
            '<table>\n<tr><td><ul><li>一</li><li>二</li></ul></td><td><img src="media:1" alt="&quot;&amp;"></td></tr>\n</table>',
        ),
        (
            "<table><tr><td><table><tr><td>里</td><td>1</td></tr></table></td><td>外</td></tr></table>",
            "<table>\n<tr><td><table><tr><td>里</td><td>1</td></tr></table></td><td>外</td></tr>\n</table>",
        ),
        (
            "<table><tr><td><b>甲</b></td><td><b>乙</b></td></tr></table>",
            "<table>\n<tr><td><strong>甲</strong></td><td><strong>乙</strong></td></tr>\n</table>",
        ),
        (
            "<table><tr><th>只有一列</th></tr><tr><td>甲</td></tr></table>",
            "<table>\n<tr><th>只有一列</th></tr>\n<tr><td>甲</td></tr>\n</table>",
        ),
        (
            "<table><tr><th>甲</th><th>乙</th></tr><tr><td>缺一格</td></tr></table>",
            "<table>\n<tr><th>甲</th><th>乙</th></tr>\n<tr><td>缺一格</td></tr>\n</table>",
        ),
        ("<table><tr><td><p>只有一格</p><p>的框</p></td></tr></table>", "只有一格\n\n的框"),
        (
            "<blockquote>引<table><tr><td>甲</td><td>1</td></tr></table></blockquote>",
            "引\n\n<table>\n<tr><td>甲</td><td>1</td></tr>\n</table>",
        ),
        ("<td>无主</td><td>的格</td>", "无主\n\n的格"),
    ],
)
def test_tables(source: str, expected: str) -> None:
    assert converted(source) == expected


def test_a_note_stands_for_what_cannot_be_kept() -> None:
    def special(element: Element) -> Note | None:
        notes = {
            "mpvote": Note("〔投票〕"),
            "mpad": Note(""),
            "mpfile": Note("〔附件_1〕", "https://f.example/", True),
        }
        return notes.get(element.tag)

    found = converted(
        "<p>前<mpvote>选项</mpvote>中<mpad>广告</mpad><mpfile>名单.xlsx</mpfile>后</p>",
        Reading(picture, special),
    )
    assert found == "前\n\n〔投票〕\n\n中名单.xlsx[〔附件\\_1〕](https://f.example/)后"


def test_relative_links_are_resolved_against_the_page() -> None:
    assert converted("<a href='../a.html'>甲</a>", BASED) == "[甲](https://www.qinglan.example/tz/a.html)"


def test_a_picture_is_listed_once_whatever_its_alt() -> None:
    body = html.to_markdown("<img src='a' alt='一'><img src='b'><img src='a' alt='二'>", READING)
    assert [(one.key, one.url) for one in body.pictures] == [("1", "a"), ("2", "b")]
    assert body.markdown == "![一](media:1)\n\n![](media:2)\n\n![二](media:1)"


def test_a_thousand_layers_are_read_and_more_are_refused() -> None:
    assert converted("<section>" * 1000 + "深" + "</section>" * 1000) == "深"
    with pytest.raises(MalformedExport, match="嵌套过深"):
        converted("<section>" * 5000 + "深" + "</section>" * 5000)


fragments = st.recursive(
    st.text(st.sampled_from("甲乙ab *_#<&|1.-`\n　"), max_size=8).map(
        lambda text: text.replace("&", "&amp;").replace("<", "&lt;")
    ),
    lambda inner: st.tuples(
        st.sampled_from(
            [
                "p",
                "div",
                "section",
                "span",
                "b",
                "i",
                "a",
                "h2",
                "ul",
                "li",
                "ol",
                "blockquote",
                "table",
                "tr",
                "td",
                "th",
                "pre",
                "code",
                "sup",
                "u",
                "font",
                "o:p",
            ]
        ),
        st.lists(inner, max_size=3),
    ).map(lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"),
    max_leaves=12,
)


@given(fragments)
@settings(max_examples=300, deadline=None)
@example("<ul><ul>无主的字</ul></ul>")
@example("<ul><li>1<blockquote><h2>1</h2></blockquote></li></ul>")
@example("<table>甲<tr>乙<td>丙</td></tr></table>")
def test_no_visible_character_is_lost(source: str) -> None:
    root = html.parse(f"<div>{source}</div>")
    shown = oracle.bare(to_text(to_html(html.to_markdown(root, READING).markdown)))
    assert sorted(shown) == sorted(oracle.bare(html.text_of(root)))


@given(st.text(st.sampled_from("<>/ab=\"' &;!-pimgsrctdl"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_tag_soup_is_converted_and_safe(source: str) -> None:
    shown = to_html(converted(source))
    assert "<script" not in shown
    assert not re.search(r'<[^>]*\ssrc="(?!\.\./media)', shown)


def test_time_grows_with_length() -> None:
    def seconds(count: int) -> float:
        source = "<section><p>一<b>二</b><span style='font-weight:bold'>三&amp;</span></p></section>" * count
        return min(measured(lambda: converted(source)) for _ in range(3))

    assert seconds(3000) / max(seconds(300), 1e-4) <= 20


@pytest.mark.skipif(not REAL.is_dir(), reason=f"没有 {REAL}：真实样本不随项目分发")
def test_real_pages_of_government_sites_lose_nothing() -> None:
    judged = 0
    for path in sorted(REAL.rglob("*.html")):
        content = path.read_bytes()
        if "_files" in str(path) or len(content) > 2_000_000:
            continue
        text = re.sub(
            r"(?is)<script\b.*?</script\s*>|<style\b.*?</style\s*>|<!--.*?-->",
            "",
            content.decode(encoding_of([content])),
        )
        body = html.to_markdown(html.parse(text), BASED)
        shown = oracle.parse(to_html(body.markdown))
        verdict = oracle.judge(oracle.parse(text), shown)
        assert verdict.share >= 0.999, (path.name, verdict.lost[:5])
        assert oracle.tables(shown) == verdict.tables, path.name
        judged += 1
    assert judged >= 5


@pytest.mark.parametrize("before", ["", " \n"])
@pytest.mark.parametrize(
    "declaration", ['<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0' encoding='gb2312'"]
)
def test_a_page_of_xhtml_may_say_how_it_was_encoded(before: str, declaration: str) -> None:
    root = html.parse(f"{before}{declaration}\n<html><body><p>正文</p></body></html>")
    assert "".join(root.itertext()).strip().endswith("正文")


@pytest.mark.parametrize("control", ["\x0b", "\x01", "&#11;", "\x0c", "\ufffe"])
def test_what_lxml_reads_but_will_not_write_hinders_no_removal(control: str) -> None:
    root = html.parse(f"<div>甲{control}<p>去</p>乙{control}<b>丙</b><p>去</p>丁{control}</div>")
    for one in list(root.iter("p")):
        dom.drop(one)
    assert "".join(root.itertext()) == "甲乙丙丁"
