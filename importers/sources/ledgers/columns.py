"""What the columns of a ledger mean: found by their names and by what stands in them, or told by a small file.

`<ledger>.columns.toml` beside the ledger, if it is there, is the law:

    platform = "website"                # 平台代号
    account = "www.qinglan.example"     # 平台编号，可省
    name = "青澜市水务局网站"             # 账号名称
    header = 2                          # 表头在第几行；没有表头写 0
    [columns]
    title = 1                           # 第几列，或列名
    date = "发布时间"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from importers.model import MalformedExport
from importers.sources.ledgers import cells
from notices.fields import PLATFORMS

SUFFIX = ".columns.toml"
LOOKED_AT = 12  # rows among which the header is looked for
_SAMPLED = 60

NAMES: dict[str, tuple[str, ...]] = {
    "title": ("标题", "题目", "文章标题", "信息标题", "新闻标题", "文章名称", "信息名称", "文件名称", "公开事项名称", "title"),
    "date": ("发布时间", "发布日期", "发表时间", "发表日期", "推送时间", "公开时间", "公开日期", "发文日期", "发文时间", "时间", "日期",
             "pubdate", "publish_date", "publish_time", "publishdate", "date"),
    "body": ("正文", "内容", "正文内容", "文章内容", "信息内容", "全文", "content", "full_text", "fulltext", "body"),
    "url": ("链接", "网址", "原文链接", "文章链接", "原文网址", "链接地址", "原链接", "url", "link", "source_url", "sourceurl"),
    "source": ("来源", "信息来源", "稿件来源", "转载来源", "infosource", "source"),
    "id": ("文章编号", "信息编号", "文章id", "信息id", "id"),
    "author": ("作者", "发布人", "撰稿人", "供稿", "author"),
    "column": ("栏目", "所属栏目", "栏目名称", "分类", "类别", "信息类别", "category"),
    "summary": ("摘要", "简介", "summary", "abstract"),
    "attachment": ("附件", "附件名称", "附件文件", "图片"),
    "index_number": ("索引号",),
    "document_number": ("文号", "发文字号"),
    "issuer": ("发文机关", "发布机构", "发文单位", "责任部门"),
    "written": ("成文日期", "生成日期", "制发日期"),
}  # fmt: skip
_FIELDS = {name: field for field, names in NAMES.items() for name in names}
_CODE = re.compile(r"\d{9,}")
_SPACES = re.compile(r"[\s\u3000]+")
_BRACKETED = re.compile(r"[（(][^）)]*[）)]$")


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet's *header* (1-based row, 0 without) and the 0-based *columns* by field; *sure* when names told them."""

    header: int
    columns: Mapping[str, int]
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What `.columns.toml` says: whose the ledger is, and where which field stands (a number or a column's name)."""

    platform: str = "other"
    account: str = ""
    name: str = ""
    header: int | None = None
    columns: Mapping[str, int | str] = field(default_factory=dict)


def plain(name: str) -> str:
    """A column's *name* for comparison: without white space, remarks in brackets, marks and case."""
    return _BRACKETED.sub("", _SPACES.sub("", name)).strip("*：:").lower()


def find(rows: Sequence[Sequence[str]]) -> Layout | None:
    """The layout of a sheet that begins with *rows*; None when it is no ledger."""
    best: Layout | None = None
    for number, row in enumerate(rows[:LOOKED_AT], 1):
        found = _named(row)
        if (
            "title" in found
            and ({"date", "body", "url"} & set(found))
            and len(found) > len(best.columns if best else ())
        ):
            best = Layout(number, found)
    return best or _guessed(rows)


def _named(row: Sequence[str]) -> dict[str, int]:
    """The fields that a header *row* names; of two columns for one field the more telling name counts."""
    found: dict[str, tuple[int, int]] = {}
    for index, cell in enumerate(row):
        name = plain(cell) if len(cell) <= 40 else ""
        if known := _FIELDS.get(name):
            rank = NAMES[known].index(name)
            found[known] = min(found.get(known, (99, 0)), (rank, index))
    return {name: index for name, (_, index) in found.items()}


def _guessed(rows: Sequence[Sequence[str]]) -> Layout | None:
    """By content, for a sheet without header: dates, addresses, short and long texts."""
    sample = [row for row in rows[:_SAMPLED] if sum(map(bool, row)) > 1]
    width = max(map(len, sample), default=0)
    if len(sample) < 3 or width < 2 or width > 40:
        return None
    columns = [[row[index] for row in sample if index < len(row) and row[index]] for index in range(width)]
    found: dict[str, int] = {}
    for index, values in enumerate(columns):
        if _mostly(values, _is_day):
            found.setdefault("date", index)
        elif _mostly(values, lambda text: text.startswith(("http://", "https://"))):
            found.setdefault("url", index)
    texts = [
        index for index in range(width) if index not in found.values() and _mostly(columns[index], _is_words)
    ]
    texts.sort(key=lambda index: -sum(map(len, columns[index])) / len(columns[index]))
    if "date" not in found or not texts:
        return None
    long = sum(map(len, columns[texts[0]])) / len(columns[texts[0]]) > 60
    if long:
        found["body"] = texts.pop(0)
    titles = [index for index in texts if 6 <= sum(map(len, columns[index])) / len(columns[index]) <= 80]
    if not titles:
        return None
    found["title"] = min(titles)
    return Layout(0, found, sure=False)


def _is_day(text: str) -> bool:
    """Whether *text* states a moment as people write it: long numbers in lists of posts or persons are codes."""
    return len(text) < 40 and not _CODE.fullmatch(text.strip()) and cells.moment(text) is not None


def _mostly(values: Sequence[str], test: object) -> bool:
    assert callable(test)
    return len(values) >= 3 and sum(map(bool, map(test, values))) >= 0.8 * len(values)


def _is_words(text: str) -> bool:
    return len(text) > 3 and not text.startswith("http") and any("\u4e00" <= one <= "\u9fff" for one in text)


# The file -----------------------------------------------------------------------------------------------------


def beside(path: Path) -> Path:
    """Where the law over the ledger *path* stands."""
    return path.with_name(path.name + SUFFIX)


def told(path: Path) -> Told | None:
    """What the file beside *path* says, None without one. Raises MalformedExport when it is wrong."""
    law = beside(path)
    if not law.is_file():
        return None
    try:
        raw = tomllib.loads(law.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise MalformedExport(f"{law.name} 读不懂：{error}") from None
    unknown = sorted(set(raw) - {"platform", "account", "name", "header", "columns"})
    columns = raw.get("columns", {})
    if unknown or not isinstance(columns, dict) or (wrong := sorted(set(columns) - set(NAMES))):
        shown = unknown or (wrong if isinstance(columns, dict) else ["columns"])
        raise MalformedExport(f"{law.name} 有不认识的键：{'、'.join(shown)}；列可用：{'、'.join(NAMES)}")
    platform = raw.get("platform", "other")
    if platform not in PLATFORMS:
        raise MalformedExport(f"{law.name} 的 platform“{platform}”不在可选之列：{'、'.join(PLATFORMS)}")
    return Told(platform, str(raw.get("account", "")), str(raw.get("name", "")), raw.get("header"), columns)


def applied(law: Told, rows: Sequence[Sequence[str]]) -> Layout:
    """The layout that *law* gives a sheet beginning with *rows*. Raises MalformedExport."""
    found = find(rows)
    header = law.header if law.header is not None else (found.header if found else 0)
    named = rows[header - 1] if 0 < header <= len(rows) else ()
    columns = dict(found.columns) if found and not law.columns else {}
    for name, place in law.columns.items():
        columns[name] = place - 1 if isinstance(place, int) else _place(place, named)
    if "title" not in columns and "body" not in columns:
        raise MalformedExport(f"{SUFFIX} 没有写明标题（title）或正文（body）在哪一列")
    return Layout(header, columns)


def _place(name: object, header: Sequence[str]) -> int:
    for index, cell in enumerate(header):
        if isinstance(name, str) and plain(cell) == plain(name):
            return index
    raise MalformedExport(f"{SUFFIX} 写的列“{name}”不在表头里：{'、'.join(filter(None, header))}")


def written(told_of: Told, layout: Layout, header: Sequence[str]) -> str:
    """The text of a `.columns.toml` that says *layout*, for a person to confirm."""
    lines = [
        f'platform = "{told_of.platform}"',
        f'account = "{told_of.account}"',
        f'name = "{told_of.name}"',
        f"header = {layout.header}",
        "",
        "[columns]",
    ]
    for name, index in sorted(layout.columns.items(), key=lambda pair: pair[1]):
        shown = header[index] if 0 <= index < len(header) else ""
        lines.append(f"{name} = {index + 1}" + (f"  # {' '.join(shown.split())[:30]}" if shown else ""))
    unused = [
        f"{index + 1} {' '.join(cell.split())[:20]}"
        for index, cell in enumerate(header)
        if cell and index not in layout.columns.values()
    ]
    if unused and layout.header:
        lines.append(f"# 没有用到的列：{'、'.join(unused)}")
    return "\n".join(lines) + "\n"
