"""However many marks a body has, its rendering takes no more than its length; what people write keeps all of them."""

from __future__ import annotations

import pytest

from importers.normalize.markdown import escape
from notices.render import LONGEST_BODY, sanitize, to_html, to_text
from tests.importers.timing import measured

LONG = 100_000


@pytest.mark.parametrize(
    "unit",
    ["&lt;", "<b>甲</b>", "*a*\n", "甲\n", "[a](b) ", "`a` ", "a\\_", "![](x) ", "---\n", "甲\r\n=\r\n"],
)
def test_marks_cost_no_more_than_their_length(unit: str) -> None:
    """Untamed, 200,000 times `&lt;` take two minutes."""

    def seconds(length: int) -> float:
        body = f"**前文**\n\n{unit * (length // len(unit))}"
        return measured(lambda: to_html(body))

    assert seconds(LONG) / max(min(seconds(LONG // 10), seconds(LONG // 10)), 1e-2) <= 15


def test_a_tiring_paragraph_shows_what_it_says_and_the_others_keep_their_markup() -> None:
    html = to_html(f"**甲** <sub>2</sub>\n\n{'&lt;b&gt; ' * 20_000}\n\n- *乙*\n- 丙")
    assert "<strong>甲</strong> <sub>2</sub>" in html
    assert to_text(html).split("\n")[1] == " ".join(["<b>"] * 20_000)
    assert "<li><em>乙</em></li>" in html


def test_a_tiring_paragraph_keeps_its_lines() -> None:
    html = to_html("**某某** 甲\\_乙\n" * 20_000)
    assert html.startswith("<p>**某某** 甲_乙<br>\n**某某** 甲_乙<br>\n")
    assert html.count("<br>") == 20_000 - 1


def test_nothing_active_comes_through() -> None:
    html = to_html("<script>alert(1)</script>&lt;script>&#60;img src=x onerror=alert(1)>\n" * 3000)
    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize("text", ["<script>", "a*b_c`d", "[x](javascript:y)", "&lt;", "1. 甲"])
def test_what_importers_escape_is_shown_as_it_was(text: str) -> None:
    whole = " ".join([text] * (LONG // len(text)))
    assert to_text(to_html(escape(whole))) == whole


@pytest.mark.parametrize(
    ("body", "sign", "times"),
    [
        ("".join(f"**第{n}号** 某某\n" for n in range(3000)), "<strong>", 3000),
        ("".join(f"[文件{n}](https://www.a.example/{n}.html)\n\n" for n in range(5000)), "<a ", 5000),
        (
            "| 名 | 附 |\n|---|---|\n"
            + "".join(f"| 甲 | [文](https://a.example/{n}) |\n" for n in range(4000)),
            "<a ",
            4000,
        ),
        ("<table>" + "<tr><td>甲</td></tr>\n" * 8000 + "</table>", "<tr>", 8000),
    ],
)
def test_long_lists_and_tables_of_people_keep_all_their_markup(body: str, sign: str, times: int) -> None:
    assert to_html(body).count(sign) == times


def test_a_body_longer_than_any_book_is_shown_line_by_line() -> None:
    body = "**甲** <script>1</script> &lt;乙&gt; &nbsp; a\\_b\n第二行\n\n另一段\n\n"
    html = to_html(body * (LONGEST_BODY // len(body) + 1))
    assert html.startswith(
        "<p>**甲** &lt;script&gt;1&lt;/script&gt; &lt;乙&gt; &amp;nbsp; a_b<br>\n第二行</p>\n<p>另一段</p>\n<p>**甲**"
    )
    assert sanitize(html) == html
    assert "<strong>" in to_html(body * 1000)
