"""markup-slip: signs of Markdown typed wrongly, which readers would then see as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.problems import Problem

SLIP = Rule("markup-slip", "warning", "符号写得不对，公开后会照字面露出来", "![路灯]（../media/a.jpg）")

_APART = re.compile(r"\](?:[ 　]+\(|[ 　]{0,4}（)(?:\.\./|/[a-z]|https?:)")
_OPEN = re.compile(r"\]\((?:\.\./media/|https?://)[^\s()]{0,500}$")
_WIDE_MARK = re.compile(
    r"！\[[^\[\]\n]{0,200}\]\([^()\n]{1,300}\.(?:jpe?g|png|gif|webp|bmp)\)", re.IGNORECASE
)
_HEADING = re.compile(r"(?:＃{1,6}|#{1,6}(?=[^#\s]))")
_WIDE_ROW = re.compile(r"[ ]{0,3}｜[^｜\n]*｜")
_RULER = re.compile(r"[ ]{0,3}\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?[ ]*")


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """Slips of the pen in a notice of our own; the text of archived ones is history."""
    if page.notice.archived:
        return
    for number, line in page.lines:
        for pattern, message in _LINES:
            found = pattern.match(line) if pattern in _AT_START else pattern.search(line)
            if found:
                yield SLIP.at(page, number, message)
    for filled, block in groupby(page.lines, key=lambda one: bool(one[1].strip())):
        if filled:
            yield from _tables(page, list(block))


_LINES = (
    (_APART, "“]”和“(”之间不能有空格，括号要用半角，请写成 ![说明](../media/文件名) 或 [文字](网址)。"),
    (_OPEN, "链接少了右括号，请补上“)”。"),
    (_WIDE_MARK, "图片前面的“！”要用半角，请写成 ![说明](../media/文件名)。"),
    (_HEADING, "行首的“#”：要作标题，请用半角并空一格，如“## 一、总体要求”；不作标题，请写成“\\#”。"),
    (_WIDE_ROW, "表格的竖线要用半角，请把“｜”改成“|”，表头下面一行写 |---|---|。"),
)
_AT_START = frozenset([_HEADING, _WIDE_ROW])


def _tables(page: Manuscript, block: list[tuple[int, str]]) -> Iterator[Problem]:
    """A table needs a blank line before it and a ruler below its head, or its bars are shown as they stand."""
    rows = [n for n, (_, line) in enumerate(block) if line.strip().startswith("|") and line.count("|") > 1]
    if len(rows) < 2:
        return
    first = rows[0]
    ruled = [n for n in rows if _RULER.fullmatch(block[n][1]) and "-" in block[n][1]]
    if first + 1 not in ruled:
        yield SLIP.at(page, block[first][0], "表格缺少分隔行，请在表头下面一行写 |---|---|，用半角的“-”。")
    elif first > 0:
        yield SLIP.at(page, block[first][0], "表格前面要空一行，否则不成表格，请在上面插入空行。")


CHECK = Check((SLIP,), find)
