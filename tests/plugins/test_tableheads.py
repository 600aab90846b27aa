"""A first row of headings becomes one; a first row that may be anything else stays what it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.render import to_html, to_text
from plugins.notices.tableheads import with_heads


def table(*rows: str) -> str:
    """A table of *rows*, cells parted by bars."""
    lines = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table><tbody>{''.join(f'<tr>{line}</tr>' for line in lines)}</tbody></table>"


@pytest.mark.parametrize(
    "html",
    [
        table("序号|姓名|金额（元）", "1|王某|860", "2|李某|430"),
        table("街道|<p><strong>社区</strong></p>", "甲|3", "乙|4"),
        table("&nbsp;户 主 |人数", "甲|3", "乙|4"),
    ],
)
def test_headings_are_marked(html: str) -> None:
    made = with_heads(html)
    first = html.partition("</tr>")[0]
    assert made.count('<th scope="col">') == made.count("</th>") == first.count("<td>")
    assert made.count("<td>") == html.count("<td>") - first.count("<td>")
    assert to_text(made) == to_text(html)


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>无表</p>",
        table("序号|姓名", "1|王某"),  # two rows may be a form
        table("1|王某", "2|李某", "3|张某"),
        table("序号||金额", "1|王某|3", "2|李某|4"),
        table("姓名|姓名", "王某|3", "李某|4"),
        table("姓名", "3", "4"),
        table("部门|地址", "甲|某街", "乙|某路"),  # nothing says that the rest is data
        table("这是一个用来排版的很长的单元格不是标题|乙", "1|2", "3|4"),
        table("甲|乙", "1|2", "3|4").replace("<td>甲", '<td colspan="2">甲'),
        table("甲|乙", "1|2", "3|4").replace("<td>甲</td>", "<th>甲</th>"),
        table("甲|乙", "1|" + table("丙|丁", "5|6", "7|8"), "3|4"),
    ],
)
def test_what_may_be_anything_else_stays(html: str) -> None:
    assert with_heads(html) == html


@given(
    st.lists(
        st.lists(st.sampled_from(["甲", "乙丙", "3", "", "很长" * 9]), min_size=1, max_size=4), max_size=4
    )
)
def test_no_word_changes_and_twice_is_once(rows: list[list[str]]) -> None:
    html = to_html(table(*("|".join(row) for row in rows)))
    made = with_heads(html)
    assert re.sub(r"<[^>]*>", "", made) == re.sub(r"<[^>]*>", "", html)
    assert with_heads(made) == made
