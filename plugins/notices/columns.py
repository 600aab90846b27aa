"""The columns of the catalogue of notices, and a row of it for each notice.

A row is made once for all formats: what a column shows is read off the record by name, and the few columns that show
something else (a name for a code, a day for a moment) are put right after.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from notices.accounts import Account
from notices.fields import PLATFORMS
from notices.values import is_day
from plugins.notices.record import Record
from plugins.notices.site import Site

Value = str | bool | tuple[str, ...] | None
Row = list[Value]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its Chinese heading, what it means, and what of a record it is made from."""

    name: str
    heading: str
    meaning: str
    attribute: str


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The notices of a part of the catalogue, the names of their departments by slug, and their accounts."""

    records: tuple[Record, ...]
    departments: Mapping[str, str]
    accounts: tuple[Account, ...]


# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", "永久编号，全站唯一，也是页面文件名", "slug"),
    Column("title", "标题", "标题原文", "title"),
    Column("date", "首次公开时间", "ISO 8601，北京时间；只知道哪一天的，不写时刻", "date"),
    Column("department", "部门代号", "见部门登记，一经使用不再更改", "department"),
    Column("department_name", "部门名称", "现用全称", "department"),
    Column("kind", "类别", "公告、公示、通知、动态、政策文件、办事指南、转载、其他", "kind"),
    Column("tags", "标签", "JSON、JSON Lines 中为数组，CSV 中用分号隔开", "tags"),
    Column("url", "网址", "本站的永久网址", "url"),
    Column("archived", "已归档", "true 表示来自已关停或迁移的账号", "archived"),
    Column("platform", "原平台", "平台代号；本站直接发布的为空", "platform"),
    Column("platform_name", "原平台名称", "平台的中文名称", "platform"),
    Column("account", "原账号编号", "平台给账号的编号，见账号清单", "account"),
    Column("account_name", "原账号名称", "清单登记的名称", "account"),
    Column("source", "转载来源", "转载的，写明原发布单位或账号", "source"),
    Column("source_id", "原平台条目编号", "平台给这条内容的编号", "source_id"),
    Column("source_url", "原网址", "多已失效，可用于比对", "source_url"),
    Column("imported", "归集日期", "归集到本站的日期", "imported"),
    Column("effective", "施行日期", "政策文件开始施行的日期", "effective"),
    Column("expires", "失效日期", "政策文件失效的日期", "expires"),
    Column("abolished_by", "废止依据", "废止本文件的文件", "abolished_by"),
    Column("disclosed_until", "公示截止", "公示期的最后一天", "disclosed_until"),
    Column("sha256", "原件 sha256", "原件字节的 sha256，凭此可核验", "original"),
    Column("lang", "文字", "zh-Hans 简体，zh-Hant 繁体", "lang"),
)
# fmt: on
NAMES = tuple(column.name for column in COLUMNS)
HEADINGS = tuple(column.heading for column in COLUMNS)
_raw = attrgetter(*(column.attribute for column in COLUMNS))
_DATE, _DEPARTMENT, _URL, _PLATFORM, _ACCOUNT = map(
    NAMES.index, ("date", "department_name", "url", "platform_name", "account_name")
)
_DAYS = tuple(map(NAMES.index, ("imported", "effective", "expires", "disclosed_until")))


@lru_cache(1)
def rows(site: Site, listed: Listed) -> tuple[Row, ...]:
    """The rows of *listed*, a value a column; kept until other rows are asked for, since each format wants them."""
    accounts = {(one.platform, id_): one.name for one in listed.accounts for id_ in one.native_ids}
    return tuple(_row(site, record, (listed.departments, accounts)) for record in listed.records)


def _row(site: Site, record: Record, names: tuple[Mapping[str, str], Mapping[tuple[str, str], str]]) -> Row:
    departments, accounts = names
    row = list(_raw(record))
    row[_DATE] = _moment(record.date)
    row[_DEPARTMENT] = departments[record.department]
    row[_URL] = site.url + row[_URL]
    row[_PLATFORM] = PLATFORMS.get(record.platform, "")
    row[_ACCOUNT] = accounts.get((record.platform, record.account), "")
    for place in _DAYS:
        day = row[place]
        row[place] = day and day.isoformat()
    return row


def _moment(when: dt.datetime) -> str:
    whole = when.isoformat(timespec="seconds")
    return whole[:10] if is_day(when) else whole
