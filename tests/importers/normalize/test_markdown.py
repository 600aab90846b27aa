"""Laws of the Markdown that importers write: what a reader sees is what the page said."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from importers.model import Picture
from importers.normalize import inline, markdown
from importers.normalize.blocks import Block, Cell, Code, Listing, Paragraph, Quote, Rule, Run, Style, Table
from notices.render import to_html, to_text
from tests.importers.timing import measured

MARKS = "*_#[]()<>&`\\1.-+|!~=:^\"'{}@/$% \n\u3000甲乙，。「」“”ab0&lt;&#42;"
texts = st.text(st.sampled_from(MARKS), max_size=40) | st.text(max_size=30)
words = texts.map(lambda text: " ".join(inline.printable(text).split())).filter(bool)


def folded(text: str) -> str:
    """*text* as `to_text` shows it: blanks folded, no empty lines."""
    lines = (" ".join(line.split()) for line in inline.printable(text).replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def shown(blocks: list[Block]) -> str:
    return to_text(to_html(markdown.render(blocks)))


@given(texts)
@settings(max_examples=400)
@example("# 一\n1. 二\n- 三\n+ 四\n> 五\n---\n===\n~~~\n    六\n`七`")
@example("**中文**中文*强*调_下_划__线__")
@example("[甲](http://a) ![乙](b) [丙]: http://c <http://d> <b>e</b> <!-- f -->")
@example("&lt; &amp; &#65; &copy; \\* \\\\ \\")
@example("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |")
@example("﹡\x02klzzwxh:0000\x03")
@example("1\\. 2\n１. ２")
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    assert to_text(to_html(markdown.escape(text))) == folded(text)


styles = st.builds(
    Style,
    bold=st.booleans(),
    italic=st.booleans(),
    code=st.booleans(),
    deleted=st.booleans(),
    script=st.sampled_from(["", "sup", "sub"]),
    href=st.sampled_from(["", "", "https://qinglan.example/a_b*c?x=[1]&copy=2|(3)", "mailto:a@b.example"]),
)
runs = st.lists(st.builds(Run, words, styles), min_size=1, max_size=5)


@given(runs)
@settings(max_examples=400)
@example(
    [Run("甲", Style(bold=True)), Run("乙", Style(italic=True)), Run("丙", Style(bold=True, italic=True))]
)
@example([Run("[1]: 见此", Style(href="https://qinglan.example/"))])
@example([Run("注意!"), Run("此处", Style(href="https://qinglan.example/"))])
@example(
    [Run("0"), Run("&", Style(code=True, deleted=True)), Run("#", Style(code=True, deleted=True)), Run("0;>")]
)
@example([Run("&"), Run("lt;")])
@example([Run("前"), Run(" 中 ", Style(bold=True)), Run("后")])
@example([Run("*", Style(bold=True)), Run("**"), Run("`", Style(code=True))])
def test_styled_text_is_shown_as_it_is(found: list[Run]) -> None:
    paragraph = Paragraph([Run(run.text.replace("\n", " "), run.style) for run in found])
    assert shown([paragraph]) == folded("".join(run.text for run in found))


@given(words, st.integers(1, 6))
@example("题 #", 2)
@example("##", 1)
@example("\\#", 3)
def test_a_heading_is_one_heading_with_its_text(text: str, level: int) -> None:
    html = to_html(markdown.render([Paragraph([Run(text)], level)]))
    assert html.startswith(f"<h{level}>")
    assert to_text(html) == folded(text)


@given(st.lists(words, min_size=1, max_size=4), st.booleans(), st.integers(0, 30))
def test_a_list_has_its_items(items: list[str], ordered: bool, start: int) -> None:
    listing = Listing(ordered, start, [[Paragraph([Run(item)])] for item in items])
    html = to_html(markdown.render([listing]))
    assert html.count("<li>") == len(items)
    assert to_text(html) == "\n".join(map(folded, items))


cells = st.lists(words, min_size=0, max_size=1).map(
    lambda said: Cell([Paragraph([Run(text)]) for text in said])
)
tables = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=2, max_size=4)
)


def cell_texts(html: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)
    return [
        [to_text(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows
    ]


@given(tables, st.booleans())
def test_a_table_is_kept_cell_for_cell(rows: list[list[Cell]], has_header: bool) -> None:
    for cell in rows[0]:
        cell.header = has_header
    written = markdown.render([Table(rows)])
    assert written.startswith("| " if has_header else "<table>")
    expected = [[shown(list(cell.blocks)) for cell in row] for row in rows]
    assert cell_texts(to_html(written)) == expected


@given(
    st.text(st.sampled_from("`~ab \n<&*#"), min_size=1, max_size=60)
    .map(lambda text: text.strip("\n"))
    .filter(str.strip)
)
@example("```\n~~~\n````")
def test_code_is_shown_as_it_is(text: str) -> None:
    html = to_html(markdown.render([Code(text, "py")]))
    assert html.startswith("<pre><code>")
    assert folded(to_text(html)) == folded(text)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([Listing(False, 1, [[Paragraph([Run("甲")])]]), Listing(False, 1, [[Paragraph([Run("乙")])]])], 2),
        ([Listing(False, 1, [[Paragraph([Run("甲")])], [Paragraph([Run("乙")])]])], 1),
    ],
)
def test_lists_in_a_row_stay_apart(blocks: list[Block], expected: int) -> None:
    assert to_html(markdown.render(blocks)).count("<ul>") == expected


def test_nested_lists_and_quotes() -> None:
    inner = Listing(True, 3, [[Paragraph([Run("子一")])], [Paragraph([Run("子二")])]])
    blocks: list[Block] = [
        Quote([Paragraph([Run("引")]), Quote([Paragraph([Run("再引")])])]),
        Rule(),
        Listing(False, 1, [[Paragraph([Run("甲")]), inner], [Paragraph([Run("乙")])]]),
    ]
    html = to_html(markdown.render(blocks))
    assert html.count("<blockquote>") == 2
    assert '<ol start="3">' in html
    assert html.count("<li>") == 4
    assert "<hr" in html


def test_merged_cells_become_a_raw_table_with_everything_escaped() -> None:
    table = Table(
        [
            [
                Cell(
                    [Paragraph([Run("甲<b>&*", Style(href="https://a.example/?x=1&y"))])],
                    columns=2,
                    header=True,
                )
            ],
            [
                Cell([Paragraph([Run("一\n二")]), Paragraph([Run("三")])]),
                Cell([Paragraph([Run("", picture="1")])]),
            ],
        ]
    )
    written = markdown.render([table])
    assert "甲&lt;b&gt;&amp;*" in written
    assert 'colspan="2"' in to_html(written)
    assert to_text(to_html(written)).split("\n") == ["甲<b>&*", "一", "二", "三"]
    assert '<img src="media:1" alt="">' in written


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,<script>", "vbscript:x"])
def test_even_an_unsafe_target_does_not_survive_rendering(href: str) -> None:
    html = to_html(markdown.render([Paragraph([Run("字", Style(href=href))])]))
    assert href.split(":")[0] not in html


def test_escaping_is_linear() -> None:
    def seconds(length: int) -> float:
        text = "*_[`|<&#" * (length // 8)
        return min(measured(lambda: markdown.escape(text)) for _ in range(3))

    assert seconds(400_000) / max(seconds(40_000), 1e-4) <= 20


def test_pictures_are_referred_to_by_key() -> None:
    picture = Picture("7", "https://p.example/1.png", "图[一]")
    assert inline.to_markdown([Run(picture.alt, picture=picture.key)]) == r"![图\[一\]](media:7)"


def test_a_description_is_one_line_however_the_page_broke_it() -> None:
    """Else what puts the file in the place of its key would not know it, and the picture would be lost without a word."""
    run = Run("图一\n\r\n 1. 甲", picture="7")
    assert inline.to_markdown([run]) == "![图一 1. 甲](media:7)"
    assert inline.to_html([run]) == '<img src="media:7" alt="图一 1. 甲">'


@pytest.mark.parametrize(
    "text", ["url('../media/a.gif')", "<img src=../media/a.gif>", "[甲](../media/a.gif)"]
)
def test_words_about_media_refer_to_none(text: str) -> None:
    """The build looks for what a notice refers to."""
    table = Table([[Cell([Paragraph([Run(text)])], columns=2)]])
    for written in (markdown.escape(text), markdown.table_html(table)):
        assert "../media/" not in written
        assert to_text(to_html(written)) == text
