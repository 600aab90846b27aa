"""Rendering: what people write is shown, nothing active survives, sanitising again changes nothing."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from notices import render
from notices.render import sanitize, to_html, to_text
from tests.importers.timing import measured

ACTIVE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](jav&#x09;ascript:alert(1))",
    "[x](data:text/html,1)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<a href=vbscript:x>x</a>",
    "<iframe src=//evil></iframe>",
    "<form action=//evil><input name=a></form>",
    "<style>@import '//evil'</style>",
    "<p style='background:url(//evil)'>x</p>",
    "<meta http-equiv=refresh content='0;url=//evil'>",
    "<base href=//evil>",
    "<math><mtext><img src=x onerror=alert(1)>",
    "![x](https://evil.example/x.png)",
    "![x](//evil.example/x.png)",
    "<img srcset='//evil 1x'>",
    "<img src='../media/../../etc/x'>",
]


@pytest.mark.parametrize("body", ACTIVE)
def test_nothing_active_survives(body: str) -> None:
    for tag in BeautifulSoup(to_html(body), "html.parser").find_all(True):
        assert tag.name not in {
            "script",
            "style",
            "iframe",
            "form",
            "input",
            "svg",
            "math",
            "meta",
            "base",
            "object",
            "embed",
        }
        assert not {"style", "onerror", "onload", "srcset", "id", "class"} & set(tag.attrs)
        assert "evil" not in str(tag.attrs)
        assert str(tag.get("href", "http:")).startswith(("http:", "https:", "mailto:", "tel:", "/", "#"))


@pytest.mark.parametrize("source", ["../media/0a.jpg", "/shi/media/0a.png"])
def test_our_own_pictures_stay(source: str) -> None:
    assert f'src="{source}"' in to_html(f"![图]({source})")


def test_what_people_write_is_shown() -> None:
    html = to_html(
        "## 一、总则\n\n第一行\n第二行 **重要**\n\n|名称|数量|\n|---|---|\n|路灯|3|\n\n1. 甲\n2. 乙\n"
    )
    assert "<h2>一、总则</h2>" in html
    assert "第一行<br>" in html
    assert "<td>3</td>" in html
    assert "<ol>" in html


def test_merged_cells_stay() -> None:
    html = to_html(
        '<table><tr><td colspan="2" onclick="x()">合计</td></tr><tr><td>甲</td><td rowspan="2">乙</td></tr></table>'
    )
    assert 'colspan="2"' in html
    assert 'rowspan="2"' in html
    assert "onclick" not in html


@given(st.text(alphabet="<>/abimgscript\"'= onerror&#x;:()![]*_`|-\n好") | st.sampled_from(ACTIVE))
def test_sanitising_twice_changes_nothing(body: str) -> None:
    html = to_html(body)
    assert sanitize(html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<p>甲<button><p>乙</p></button></p>",
        "<p><applet><p></applet>",
        "<marquee><table><object><td>",
        "<select><table><a><a>",
        "甲&#13;乙&#xd;&#10;丙",
        '<a title="&#13;">甲</a>',
        "<pre>\n\n\n甲</pre>",
        "<pre lang=zh>&#13;\n甲</pre>",
    ],
)
def test_tags_that_go_leave_a_tree_that_stands_still(html: str) -> None:
    assert sanitize(sanitize(html)) == sanitize(html)


def test_the_first_lines_of_code_stay_empty() -> None:
    assert sanitize("<pre>\n\n甲</pre>") == "<pre>\n\n甲</pre>"


def test_what_would_not_stand_still_is_shown_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "_PASSES", 1)
    assert sanitize("<p><button><p>甲") == "&lt;p&gt;&lt;p&gt;甲&lt;/p&gt;&lt;/p&gt;"


def test_text_of_a_page_is_a_line_a_block() -> None:
    assert (
        to_text(to_html("# 题\n\n甲<b>乙</b> &amp;lt; 丙\n丁\n\n|a|b|\n|-|-|\n|c|d|"))
        == "题\n甲乙 &lt; 丙\n丁\na\nb\nc\nd"
    )


@pytest.mark.parametrize(
    "html",
    [
        '<a title="甲 href=">乙</a>',
        '<img alt=" src=" title="x srcset=">',
        '<table><tr><td colspan=" alt=">甲</td></tr></table>',
    ],
)
def test_words_never_look_like_an_attribute(html: str) -> None:
    """Links are looked for as ` href="`: a post that could fake one would stop the whole site from being built."""
    (tag,) = BeautifulSoup(sanitize(html), "html.parser").select("a, img, td")
    assert not any(str(value).endswith("=") for value in tag.attrs.values())
    assert sanitize(sanitize(html)) == sanitize(html)


def test_addresses_keep_what_they_end_with() -> None:
    assert 'href="https://a.example/?q="' in sanitize('<a href="https://a.example/?q=">甲</a>')


@pytest.mark.parametrize(
    ("open_tag", "shown"),
    [
        ("<div>", "&lt;div&gt;"),
        ('<div a="</div>">', "&lt;div a="),
        ("<div><!--</div>-->", "&lt;div&gt;&lt;!--"),
    ],
)
def test_elements_deeper_than_any_document_has_are_shown_as_written(open_tag: str, shown: str) -> None:
    assert sanitize(f"{open_tag * 400}甲").count("&lt;") == 0
    assert sanitize(f"{open_tag * 1200}甲").startswith(shown)
    assert sanitize("<p>甲<br>乙</p>" * 1200) == "<p>甲<br>乙</p>" * 1200  # many, but none within another


@pytest.mark.parametrize("unit", ["<!--", "<p '", '<p "', "<div>", "&"])
def test_sanitising_costs_no_more_than_the_length(unit: str) -> None:
    def seconds(length: int) -> float:
        return min(measured(lambda: sanitize(unit * (length // len(unit)))) for _ in range(2))

    assert seconds(40_000) / max(seconds(4000), 5e-3) <= 15


def test_many_ampersands_mean_what_few_mean() -> None:
    some = "&amp; & &lt; &lt &#60; &nbsp; &unknown; &unknown &ltx &; <a href='/?a=1&b=2&lt=3&amp;c'>甲</a> "
    assert sanitize(some * 300) == sanitize(some) * 300


@pytest.mark.parametrize("unit", ["[", "![", "[a](", "[[a]", "<", "<a ", '<a href="', "\\["])
def test_brackets_without_end_cost_no_more_than_their_length(unit: str) -> None:
    """Untamed, 20,000 characters of `[` take minutes."""

    def seconds(length: int) -> float:
        body = "前文。\n\n" + unit * (length // len(unit))
        return min(measured(lambda: to_html(body)) for _ in range(2))

    assert seconds(20_000) / max(seconds(4000), 5e-3) <= 15
    assert to_text(to_html(f"前文。\n\n{unit * 60}\n\n[后文](https://a.example/)")).endswith("后文")


def test_only_the_hopeless_block_loses_its_markup() -> None:
    html = to_html("[甲](https://a.example/)\n\n" + "[" * 60 + "\n\n**乙** <sub>2</sub>")
    assert '<a href="https://a.example/"' in html
    assert "[" * 60 in html
    assert "<strong>乙</strong> <sub>2</sub>" in html


def test_a_body_that_cannot_be_converted_spoils_none_after_it() -> None:
    """Lists deeper than the converter follows: unguarded, one line ends the check and the build by an error of Python's."""
    deep = "- " * 3000 + "深"
    assert to_html(deep) == f"<p>{deep}</p>"
    assert (
        to_html("<table><tr><td>甲</td></tr></table>") == "<table><tbody><tr><td>甲</td></tr></tbody></table>"
    )
