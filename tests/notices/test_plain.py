"""The short way to HTML gives what the long way gives, wherever it answers, and answers for what is common."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notices import parse
from notices.plain import to_html, to_html_and_text

LONG = import_module("notices.render")  # the package shows a function of this name
ROOT = Path(__file__).resolve().parents[2]
BODIES = sorted(path for path in (ROOT / "content").glob("*/*/*.md") if "media" not in path.parts)


def the_long_way(body: str) -> str:
    return LONG.sanitize(LONG._convert(body))


def agrees(body: str) -> None:
    short = to_html(body)
    assert short is None or short == the_long_way(body)
    both = to_html_and_text(body)
    assert both is None or both == (short, LONG.to_text(short))


SIGNS = [
    *"\\`*_{}[]()<>#+-.!|&~=:;\"'/^%$@,",
    " ",
    "**",
    "***",
    "__",
    "  ",
    "    ",
    "\t",
    "\u3000",
    "\u00a0",
    "\u200b",
    "\u2028",
    "\x02",
    "\x85",
    "\ufeff",
    "\n",
    "\n\n",
    "\n\n\n",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "|---|",
    "|:-:|",
    "![图](../media/0a.png)",
    "[字](https://a.example/)",
    "# ",
    "## 标题",
    "1. ",
    "2. ",
    "\n3. ",
    "12. 一",
    "1.",
    "- ",
    "> ",
    "```",
    "~~~",
    "===",
    "---",
    "<b>",
    "&amp;",
    "&amp;amp;",
    "&amp;#60;",
    "\\*",
    "\\|",
    "\\<",
    "https://a.example/",
    "klzzwxh:0001",
    "<table>\n<tr><td>甲</td></tr>\n</table>",
    "\n\n<table>\n<tr><td>",
    '</td><th colspan="2">',
    "</td></tr>\n</table>\n\n",
    "<br>",
    "水",
    "公示",
    "a",
    "1",
    "😀",
    "\U00020000",
]


@given(st.lists(st.sampled_from(SIGNS), max_size=14).map("".join))
@settings(max_examples=1500, deadline=None)
@example("**粗**细**粗**")
@example("**粗****粗**")
@example("**粗 **")
@example("| a | b |\n|---|---|\n| 1 |")
@example("| a |\n|---|\n| 1 |")
@example("\u3000\u3000段首空两格")
@example("一\n\n\n\n二")
@example("一\n二  \n三")
@example("尾\\")
@example(" 一\n\n  二\n三\n\n   四")
@example("- 一\n\n  二")
@example("一\n 二")
@example("一\n\n # 二")
@example("\n一")
@example("一\n\n\n二")
@example("一\n\n二\n")
def test_signs_in_any_order_read_alike(body: str) -> None:
    agrees(body)


@given(st.text(max_size=40))
@settings(max_examples=500, deadline=None)
def test_any_text_reads_alike(body: str) -> None:
    agrees(body)


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.stem)
def test_the_shipped_notices_read_alike(path: Path) -> None:
    agrees(parse(path.read_text(encoding="utf-8"), str(path)).body)


COMMON = {
    "paragraphs": "第一段，含标点、数字 100% 和 abc。\n\n第二段：（一）要求；（二）安排。",
    "line-break": "甲方\n乙方",
    "indented": " 第一段\n\n   第二段\n第二行",
    "numbered-line": "1.加强领导\n2.落实责任",
    "heading": "## 工作安排",
    "bold": "**温馨提示**：请**提前**预约",
    "picture": "![水厂](../media/0123456789abcdef0123.png)",
    "table": "| 姓名 | 金额 |\n|---|---|\n| 张某 | 100 |\n| 李某 |  |",
    "merged cells": '前言：\n\n<table>\n<tr><th>甲</th><td colspan="2">一<br>二</td></tr>\n<tr><td rowspan="3"></td></tr>\n</table>\n\n后文',
    "raw table": "<table>\n<tr><td>甲</td></tr>\n</table>",
    "list": "前言：\n\n- 一般路段\n- **重点**路段\n\n以上。",
    "numbered list": "1. 申请\n2. 受理\n3. 发证",
    "list that goes on": "前文。\n\n6. 申请\n7. 受理\n\n后文。",
    "quotation": "> 原文第一行\n> 第二行",
    "link": "详见[办事指南](https://a.example/guide/a_b?id=3#top)和[附件](../media/0a.pdf)",
    "ampersand": "甲 & 乙&丙",
    "entity": r"〔图片未保存：https://a.example/b\_c?d=e&amp;f=g&amp;lt;〕",
    "escaped": r"1\. 不是列表\*",
    "emoji": "好👍",
    "empty": "",
}


@pytest.mark.parametrize("name", COMMON)
def test_what_is_common_goes_the_short_way(name: str) -> None:
    body = COMMON[name]
    if name == "empty":
        assert the_long_way(body) == ""
    else:
        assert to_html(body) == the_long_way(body)


@pytest.mark.parametrize("body", [COMMON["paragraphs"], COMMON["line-break"], COMMON["emoji"]])
def test_the_words_of_plain_paragraphs_are_had_at_once(body: str) -> None:
    assert to_html_and_text(body) == (to_html(body), LONG.to_text(to_html(body)))


@pytest.mark.parametrize("body", ["甲  乙", "甲\u3000乙", "<b>甲</b>", "- 甲", "## 甲", "", "klzzwxh"])
def test_the_words_of_others_are_not(body: str) -> None:
    assert to_html_and_text(body) is None


UNCERTAIN = [
    "<table>\n<tr><td>*甲*</td></tr>\n</table>",
    "<table>\n<tr><td>甲</th></tr>\n</table>",
    "<table>\n<tr><td onclick=x>甲</td></tr>\n</table>",
    "<table>\n<tr><td>甲</td></tr>\n\n</table>",
    "<table>\n<tr></tr>\n</table>",
    "<table>\n<tr><td><table></td></tr>\n</table>",
    "<table>\n<tr><td>甲</td></tr>\n</table>后文",
    "<b>x</b>",
    "a &lt; b",
    "a &b",
    "[x](javascript:alert(1))",
    "![x](https://a.example/x.png)",
    "*x*",
    "_x_",
    "`x`",
    "- 一\n\n- 二",
    "- 一\n二",
    "- 一\n    - 二",
    "- # 一",
    "- 1. 一",
    "- - 一",
    "- [ ] 一",
    "1. 一\n1. 二",
    "0. 一",
    "02. 一",
    "2. 一\n4. 二",
    "2. 一\n\n3. 二",
    "> 引\n\n> 文",
    "> > 引",
    "> - 引",
    "[a b](https://a.example/ 'x')",
    "[a](https://a.example/?b=1&c=2)",
    "[a](<https://a.example/>)",
    "[ a](https://a.example/)",
    "[a][b]",
    "[a]: https://a.example/",
    "    代码",
    "标题\n===",
    "~~~\nx\n~~~",
    "| a | b |\n|---|---|\n| 1 | 2 | 3 |",
    "行尾两格  \n下一行",
    "\x02klzzwxh:0001\x03",
]


@pytest.mark.parametrize("body", UNCERTAIN)
def test_what_could_mean_something_goes_the_long_way(body: str) -> None:
    assert to_html(body) is None
