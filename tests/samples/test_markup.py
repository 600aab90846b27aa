"""The small markup of the city's texts."""

from __future__ import annotations

import pytest

from samples.markup import (
    Block,
    Card,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quotation,
    Table,
    cells,
    inline_html,
    parse,
    plain,
)


@pytest.mark.parametrize(
    ("source", "block"),
    [
        ("一段话", Paragraph("一段话")),
        ("第一行\n第二行", Paragraph("第一行\n第二行")),
        ("## 一、总则", Heading("一、总则")),
        ("> 引用", Quotation("引用")),
        ("1. 甲\n2. 乙", Listing(True, ("甲", "乙"))),
        ("- 甲\n- 乙", Listing(False, ("甲", "乙"))),
        ("!chart-x 图表", Picture("chart-x", "图表", False)),
        ("!?photo-y 照片", Picture("photo-y", "照片", True)),
        ("!photo-z", Picture("photo-z", "", False)),
        ('@vote {"title": "题"}', Card("vote", {"title": "题"})),
        ("2024. 年", Listing(True, ("年",))),
        ("2024年3月1日", Paragraph("2024年3月1日")),
        ("@青澜交通 提醒", Paragraph("@青澜交通 提醒")),
        ("#话题# 正文", Paragraph("#话题# 正文")),
        ("- 甲\n乙", Paragraph("- 甲\n乙")),
    ],
)
def test_blocks(source: str, block: Block) -> None:
    assert parse(source) == (block,)


def spans(source: str) -> list[list[tuple[str, int, int]]]:
    (table,) = parse(source)
    assert isinstance(table, Table)
    return [[(cell.text, cell.rowspan, cell.colspan) for cell in row] for row in table.rows]


def test_joined_cells_are_one_cell() -> None:
    assert spans("|a|<|b|\n|^|<|c|\n|d|e||") == [
        [("a", 2, 2), ("b", 1, 1)],
        [("c", 1, 1)],
        [("d", 1, 1), ("e", 1, 1), ("", 1, 1)],
    ]


def test_cells_are_counted_as_the_reader_sees_them() -> None:
    assert cells(parse("一\n\n|a|<|\n|b|c|\n\n|d|")) == 4


def test_a_ragged_table_is_refused() -> None:
    with pytest.raises(ValueError, match="not rectangular"):
        parse("|a|b|\n|c|")


def test_inline_marks_become_html_and_vanish_from_plain_text() -> None:
    source = "见**重点**与[网站](http://www.qinglan.example/a?b=1&c=2) <原文>"
    assert plain(source) == "见重点与网站 <原文>"
    assert inline_html(source) == (
        '见<strong>重点</strong>与<a href="http://www.qinglan.example/a?b=1&amp;c=2" target="_blank" '
        'data-linktype="2">网站</a> &lt;原文&gt;'
    )
