"""The balance sheet as people see it: a table on the terminal, a page, a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from importers.balance import STATES, Missing, Row, Sheet, rate
from notices.fields import PLATFORMS
from notices.workbook import Cell, workbook

_NOBODY = "（不属于任何账号）"
_FEW = 10  # so many disagreements a line are told on the terminal; page and workbook have all
_TITLES = 3
_Column = tuple[str, Callable[[Row, Sheet], Cell]]

COLUMNS: tuple[_Column, ...] = (
    ("账号", lambda one, _: _name(one)),
    ("平台", lambda one, _: PLATFORMS.get(one.account.platform, "") if one.account else ""),
    ("部门", lambda one, _: one.account.department if one.account else ""),
    ("状态", lambda one, _: one.account.status if one.account else ""),
    ("申报", lambda one, _: one.declared),
    ("清单", lambda one, _: one.listed),
    ("收到", lambda one, _: one.records),
    ("在手", lambda one, _: one.in_hand),
    ("公开", lambda one, _: one.posts.get("published", 0)),
    ("合并", lambda one, _: one.merged),
    ("暂缓", lambda one, _: one.posts.get("withheld", 0)),
    ("灭失", lambda one, _: one.posts.get("lost", 0)),
    ("失败", lambda one, _: one.posts.get("failed", 0)),
    ("待收集", lambda one, _: one.posts.get("listed", 0)),
    ("跳过", lambda one, _: one.skipped),
    ("申报差额", lambda one, _: one.gap),
    ("停更公告", lambda one, _: _closing(one)),
    ("距注销", lambda one, sheet: _left(one.days_left(sheet.today))),
    ("收支", lambda one, _: "相符" if one.balanced else "不符"),
)
_ON_A_TERMINAL = frozenset(
    [
        "账号",
        "平台",
        "申报",
        "清单",
        "收到",
        "公开",
        "合并",
        "暂缓",
        "灭失",
        "失败",
        "待收集",
        "跳过",
        "停更公告",
        "距注销",
        "收支",
    ]
)
_MISSING = ("账号", "月份", "标题", "情况", "依据", "原网址")


def _closing(one: Row) -> str:
    if one.account is None:
        return ""
    if one.account.notice_date:
        return one.account.notice_date.isoformat()
    return "有" if one.account.notice_url else "未找到"


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"{days} 天" if days >= 0 else f"已过 {-days} 天"


def _name(one: Row) -> str:
    return one.account.name if one.account else _NOBODY


def summary(sheet: Sheet) -> str:
    """The sheet in one sentence."""
    told = "，".join(f"{label} {sheet.total(state)} 条" for state, label in STATES.items())
    verdict = "收支相符" if sheet.balanced else "收支不符"
    known = sum(sum(one.posts.values()) for one in sheet.rows)
    return (
        f"登记账号 {sheet.registered} 个，已关停 {rate(sheet.closed, sheet.registered)}；"
        f"已知条目 {known} 条，公开率 {rate(sheet.total('published'), known)}：{told}。{verdict}。"
    )


def show(console: Console, sheet: Sheet) -> None:
    """Print *sheet* on *console*."""
    table = Table(title="收支表", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    shown = [(heading, cell) for heading, cell in COLUMNS if heading in _ON_A_TERMINAL]
    for heading, _ in shown:
        name = heading in ("账号", "平台")
        table.add_column(heading, justify="left" if name else "right", no_wrap=not name, overflow="fold")
    for one in sheet.rows:
        cells = (cell(one, sheet) for _, cell in shown)
        table.add_row(*(Text("—" if value is None else str(value)) for value in cells))
    console.print(table)
    for line in _missing_by_month(sheet):
        console.print(Text(line), soft_wrap=True)
    console.print(Text(summary(sheet)), soft_wrap=True)
    for line in _astray(sheet):
        console.print(Text(line), soft_wrap=True)


def _missing_by_month(sheet: Sheet) -> Iterator[str]:
    for one in sheet.rows:
        months: dict[str, list[str]] = {}
        for post in one.missing:
            months.setdefault(post.month or "日期不明", []).append(post.title)
        told = [
            f"{month} {len(titles)} 条（{'、'.join(titles[:_TITLES])}{'……' if len(titles) > _TITLES else ''}）"
            for month, titles in months.items()
        ]
        if told:
            more = f"；……共 {len(one.missing)} 条" if len(told) > _FEW else ""
            yield f"{_name(one)}缺：{'；'.join(told[:_FEW])}{more}"


def _astray(sheet: Sheet) -> Iterator[str]:
    for one in sheet.rows:
        for line in one.astray[:_FEW]:
            yield f"{_name(one)}：{line}"
        if len(one.astray) > _FEW:
            yield f"{_name(one)}：……共 {len(one.astray)} 处不符，全部见 --html 或 --xlsx。"


# Workbook ----------------------------------------------------------------------------------------------------


def xlsx(sheet: Sheet) -> bytes:
    """The bytes of a workbook: the sheet, the missing posts, what does not agree."""
    rows = ([cell(one, sheet) for _, cell in COLUMNS] for one in sheet.rows)
    astray = ([_name(one), line] for one in sheet.rows for line in one.astray)
    return workbook(
        {
            "收支表": [[heading for heading, _ in COLUMNS], *rows],
            "缺失条目": [_MISSING, *(_missing_cells(one, post) for one, post in _missing(sheet))],
            "不符": [("账号", "说明"), *astray, ("合计", summary(sheet))],
        }
    )


def _missing(sheet: Sheet) -> Iterator[tuple[Row, Missing]]:
    for one in sheet.rows:
        for post in one.missing:
            yield one, post


def _missing_cells(one: Row, post: Missing) -> list[Cell]:
    return [_name(one), post.month or "日期不明", post.title, STATES[post.state], post.reason, post.url]


# Page --------------------------------------------------------------------------------------------------------

_STYLE = (
    "body{font:16px/1.6 system-ui,sans-serif;margin:1.5rem;max-width:90rem}"
    "div{overflow-x:auto}table{border-collapse:collapse}"
    "th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:right;white-space:nowrap}"
    "th[scope=row],td.text{text-align:left;white-space:normal}"
    "@media(prefers-color-scheme:dark){body{background:#111;color:#eee}a{color:#9cf}}"
)


def html(sheet: Sheet) -> str:
    """*sheet* as one page that needs nothing else: no script, no picture, no address of another host."""
    return "\n".join(
        [
            '<!doctype html>\n<html lang="zh-Hans">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>收支表 {sheet.today}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            f"<h1>收支表</h1>\n<p>截至 {sheet.today}。{escape(summary(sheet))}</p>",
            *_table("每个账号一行", (heading for heading, _ in COLUMNS), _lines(sheet)),
            *_disagreements(sheet),
            "<h2>缺失的条目</h2>",
            *_missing_sections(sheet),
            "</main>\n</body>\n</html>\n",
        ]
    )


def _lines(sheet: Sheet) -> Iterator[list[str]]:
    for one in sheet.rows:
        values = (cell(one, sheet) for _, cell in COLUMNS)
        yield ["—" if value is None else str(value) for value in values]


def _table(caption: str, headings: Iterable[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield f'<div role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
    yield f"<caption>{escape(caption)}</caption>"
    yield "<thead><tr>" + "".join(f'<th scope="col">{escape(one)}</th>' for one in headings) + "</tr></thead>"
    yield "<tbody>"
    for first, *others in rows:
        cells = "".join(f"<td>{escape(one)}</td>" for one in others)
        yield f'<tr><th scope="row">{escape(first)}</th>{cells}</tr>'
    yield "</tbody></table></div>"


def _disagreements(sheet: Sheet) -> Iterator[str]:
    if not sheet.balanced:
        yield "<h2>台账与文件不符</h2>\n<ul>"
        yield from (
            f"<li>{escape(_name(one))}：{escape(line)}</li>" for one in sheet.rows for line in one.astray
        )
        yield "</ul>"


def _missing_sections(sheet: Sheet) -> Iterator[str]:
    if not any(one.missing for one in sheet.rows):
        yield "<p>没有已知的缺失。</p>"
    for one in sheet.rows:
        if one.missing:
            yield f"<h3>{escape(_name(one))}：{len(one.missing)} 条</h3>"
            yield from _table(f"{_name(one)}缺失的条目", _MISSING[1:], map(_missing_line, one.missing))


def _missing_line(post: Missing) -> list[str]:
    return [post.month or "日期不明", post.title, STATES[post.state], post.reason, post.url]
