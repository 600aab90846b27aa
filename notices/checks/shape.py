"""table-shape, heading-*, body-*, html-*: how the text is laid out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from notices.checks.model import Check, Manuscript, Rule, Setting
from notices.problems import Problem
from notices.render import LONGEST_BODY

TABLE = Rule("table-shape", "error", "表格某一行的格数与表头不同", "表头三格，第二行只有两格")
HEADING = Rule("heading-order", "warning", "标题层级跳级，或正文用了一级标题", "“## 一”之下直接写“#### 1”")
EMPTY = Rule("body-empty", "error", "正文是空的", "文件头之后没有文字", archived="same")
LONG = Rule(
    "body-long",
    "error",
    f"正文超过 {LONGEST_BODY // 10_000} 万字，作为网页没有人能读",
    "整本名册的全部表格贴进正文",
    archived="same",
)
DRAFT = Rule("draft-left", "error", "留有草稿痕迹", "时间：××月××日；<!-- 写作说明 -->；<<<<<<< HEAD")
ACTIVE = Rule(
    "html-active", "error", "含有脚本、框架、表单或样式，公开时会被去掉", "<iframe src=…>", archived="warning"
)
INVISIBLE = Rule(
    "text-invisible",
    "error",
    "含有看不见的文字或改变文字方向的字符",
    'U+202E；style="display:none"',
    archived="warning",
)

_RULER = re.compile(r"\|?[ ]*:?-+:?[ ]*(?:\|[ ]*:?-+:?[ ]*)*\|?")
_CELL_BREAK = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`[^`\n]*`")
_TITLE = re.compile(r"(#{1,6})[ ]+\S")
_LEFT = re.compile(
    r"^(?:<{7}|>{7}|={7})(?:\s|$)|<!--\s*写作说明|（在这里写正文|(?:×{2,}|[xX]{2,}|＊{2,})(?=[年月日时分号元])|[【\[（(](?:待定|待补充|待核实|此处填写)[^】\])）\n]{0,20}[】\])）]|TODO",
    re.MULTILINE,
)
_ACTIVE = re.compile(
    r"<\s*(?:script|iframe|object|embed|form|input|style|link|meta|svg|base)\b|\son[a-z]{3,20}\s*=|\sstyle\s*=",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\shidden(?=[\s>=])", re.IGNORECASE
)


def find(page: Manuscript, setting: Setting) -> Iterator[Problem]:
    """The layout of the body."""
    if not page.body.strip():
        yield EMPTY.at(page, page.body_line, "正文是空的，请写正文，或把状态改为 draft。")
    if len(page.body) > LONGEST_BODY:
        message = f"正文有 {len(page.body)} 个字符，超过 {LONGEST_BODY}，请拆成几件，或改作附件。"
        yield LONG.at(page, page.body_line, message)
        return
    if not page.notice.archived:
        yield from _tables(page)
        yield from _headings(page)
        yield from _each(_LEFT, DRAFT, page)
    if "<" in page.body:
        yield from _markup(page)
    for match in _UNSEEN.finditer(page.body):
        message = f"有看不见的字符（U+{ord(match[0]):04X}），请删去。"
        yield INVISIBLE.at(page, page.line_at(match.start()), message)


def _each(pattern: re.Pattern[str], rule: Rule, page: Manuscript) -> Iterator[Problem]:
    for match in pattern.finditer(page.body):
        text = match[0].strip()[:20]
        yield rule.at(page, page.line_at(match.start()), f"“{text}”像是没有写完的草稿，请补全或删去。")


def _markup(page: Manuscript) -> Iterator[Problem]:
    for tag in re.finditer(r"<[a-zA-Z][^<>]{0,4000}>?", page.body):
        line = page.line_at(tag.start())
        if match := _ACTIVE.search(tag[0]):
            message = f"“{match[0].strip(' <=')}”公开时会被去掉，请改用普通文字、表格和图片。"
            yield ACTIVE.at(page, line, message)
        if match := _HIDING.search(tag[0]):
            yield INVISIBLE.at(page, line, f"有藏起来的文字（{match[0].strip()}），请显示出来或删去。")


def _tables(page: Manuscript) -> Iterator[Problem]:
    width, before = 0, ""
    for number, line in page.lines:
        row = line.strip()
        if "|" in row and _RULER.fullmatch(row) and "|" in before and "-" in row:
            width = _cells(before)
            if _cells(row) != width:
                yield TABLE.at(page, number, f"分隔行有 {_cells(row)} 格，表头有 {width} 格，请改成一样多。")
        elif width and "|" in row:
            if _cells(row) != width:
                message = (
                    f"这一行有 {_cells(row)} 格，表头有 {width} 格，请补上或删去“|”；格里的竖线写成 \\|。"
                )
                yield TABLE.at(page, number, message)
        else:
            width = 0
        before = row


def _cells(row: str) -> int:
    """How many cells *row* has as Python-Markdown counts them: edges do not count, escaped bars and code neither."""
    plain = _CODE.sub("", row)
    inner = plain.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return len(_CELL_BREAK.findall(inner)) + 1


def _headings(page: Manuscript) -> Iterator[Problem]:
    level = 1
    for number, line in page.lines:
        match = _TITLE.match(line)
        if match is None:
            continue
        depth = len(match[1])
        if depth == 1:
            yield HEADING.at(page, number, "正文不用一级标题（页面标题就是一级），请写“##”。")
        elif depth > level + 1:
            yield HEADING.at(
                page, number, f"从 {level} 级跳到了 {depth} 级标题，请写成 {'#' * (level + 1)}。"
            )
        level = depth


CHECK = Check((TABLE, HEADING, EMPTY, LONG, DRAFT, ACTIVE, INVISIBLE), find)
