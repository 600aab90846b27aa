"""What a page says of its document by labels: tables and lists of the 信息公开 catalogue, the line under a title.

Labels are compared without any white space and colon: `索 引 号：`, `标　　题` and `索\u2002引\u2002号` are met.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from importers.model import Official
from importers.normalize import dates, html
from importers.normalize.html import Element

_NAMES: dict[str, tuple[str, ...]] = {
    "index_number": ("索引号", "信息索引号", "索引号/分类", "索引"),
    "document_number": ("文号", "发文字号", "文件编号", "发文号", "公文文号"),
    "issuer": ("发文机关", "发布机构", "责任部门", "发布机关", "制发机关", "发文单位", "公开责任部门", "信息来源单位"),
    "written": ("成文日期", "生成日期", "产生日期", "制发日期", "成文时间"),
    "published": ("发布日期", "发布时间", "发稿时间", "公开日期", "发布于", "公布日期", "发文日期", "更新时间", "时间", "日期"),
    "title": ("标题", "名称", "信息名称", "文件名称"),
    "source": ("来源", "信息来源", "稿件来源", "文章来源", "来源单位", "内容来源"),
    "subject": ("主题分类", "分类", "体裁分类"),
    "keywords": ("主题词", "关键词"),
}  # fmt: skip
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u3000]+")
_EDGES = "：:[]【】·|"
_EMPTY = frozenset(("无", "暂无", "-", "--", "/", "—", "（无）"))
_CELLS = frozenset(
    ("td", "th", "li", "dd", "dt", "p", "span", "div", "label", "b", "strong", "em", "i", "font")
)
_LONGEST = 300  # characters of a cell
_MOST = 16  # elements within it


def read(root: Element, inside: Element | None) -> dict[str, str]:
    """The value of each field of the catalogue that *root* shows outside of the element *inside*, the first of each."""
    found: dict[str, str] = {}
    for label, value in _pairs(root, inside):
        if label == "生成日期" and value:
            found.setdefault("created", value)
        field = _FIELDS.get(label)
        if field and value and value not in _EMPTY:
            found.setdefault(field, value)
    return found


def _pairs(root: Element, inside: Element | None) -> Iterator[tuple[str, str]]:
    skipped = set() if inside is None else {*inside.iter(), *inside.iterancestors()}
    for element in root.iter(*_CELLS):
        if element in skipped or len(list(islice(element.iter(), _MOST + 1))) > _MOST:
            continue
        text = html.text_of(element)
        if not text or len(text) > _LONGEST:
            continue
        label, value = _parted(text)
        if label in _FIELDS and not _ANOTHER.search(value):
            yield label, value or _next(element)
        else:
            yield from _several(text)


def _parted(text: str) -> tuple[str, str]:
    head, colon, _ = text.replace("：", ":").partition(":")
    label = plain(head)
    return (label, text[len(head) + 1 :].strip()) if colon else (label, "")


def _next(element: Element) -> str:
    """The text after a bare label: of its cell's next sibling, climbing out of mere emphasis."""
    while element is not None:
        sibling = element.getnext()
        while sibling is not None and not isinstance(sibling.tag, str):
            sibling = sibling.getnext()
        if sibling is not None and (text := html.text_of(sibling)):
            return "" if plain(text) in _FIELDS or _ANOTHER.search(text) or len(text) > _LONGEST else text
        tail = " ".join((element.tail or "").split())
        if tail:
            return tail.strip(_EDGES + " ")
        element = element.getparent()
        if element is None or element.tag in ("td", "th", "li", "dd", "tr", "table", "body"):
            if (
                element is not None
                and element.tag in ("td", "th")
                and (cell := element.getnext()) is not None
            ):
                return html.text_of(cell)
            return ""
    return ""


_SEVERAL = re.compile(
    r"(?<![\u4e00-\u9fff])(发布日期|发布时间|发稿时间|更新时间|公开日期|信息来源|稿件来源|文章来源|来源|时间|日期|索引号|文号|发布机构"
    r"|访问量|浏览次数|浏览量|点击数|点击量|点击率|阅读次数|作者|责任编辑|编辑|字体|字号)\s*[:：]\s*"
)
_ANOTHER = re.compile(r"[\u4e00-\u9fff]{2,6}\s*[:：]")


def _several(text: str) -> Iterator[tuple[str, str]]:
    """`2016-11-22 来源：省发改委 浏览次数：3`: values of labels that stand in one line, up to the next label."""
    marks = list(_SEVERAL.finditer(text))
    for index, mark in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        value = text[mark.end() : end]
        if mark[1].endswith(("日期", "时间")):
            yield mark[1], value.strip()
        else:
            yield (
                mark[1],
                re.split(r"\s|[|【\[]|浏览|点击|访问|字体|字号|作者|责任编辑", value.strip(), maxsplit=1)[0],
            )


def plain(label: str) -> str:
    """*label* without white space and colons."""
    return _SPACES.sub("", label).strip(_EDGES)


def official(found: dict[str, str]) -> Official:
    """The elements of an official document among the fields *found*."""
    return Official(
        index_number=found.get("index_number", ""),
        document_number=found.get("document_number", ""),
        issuer=found.get("issuer", ""),
        written=_day(found.get("written", "")),
    )


def _day(text: str) -> date | None:
    moment = dates.parse(text, None) if text else None
    return moment.date() if moment else None
