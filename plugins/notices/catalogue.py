"""Open data under `/data/`: the catalogue of all notices and the register of accounts, for programs and tables.

The catalogue is cut by year of publication, and a year into parts of at most `LIMIT` rows, so that a new
notice changes one part. CSV is for spreadsheets: UTF-8 with a byte order mark, CRLF (RFC 4180), and no cell
that a spreadsheet would run as a formula (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from notices.accounts import COLUMNS as REGISTER_COLUMNS
from notices.accounts import Account
from notices.fields import PLATFORMS
from notices.services import COLUMNS as SERVICE_COLUMNS
from notices.values import is_day
from notices.workbook import workbook
from plugins.notices import addresses, pagetags
from plugins.notices.csvfile import table
from plugins.notices.library import Library
from plugins.notices.pages import STANDING, AccountRow, Page, of_part
from plugins.notices.record import Record
from plugins.notices.site import Site

LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the catalogue: its name in JSON, its Chinese heading, what it means, and how it is filled."""

    name: str
    heading: str
    meaning: str
    cell: Callable[[Shown], object]


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice with the names that its row shows."""

    record: Record
    department: str
    account: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the catalogue: its *stem* (the address without an ending), the year, and how many rows it has."""

    stem: str
    year: int
    count: int


def _moment(shown: Shown) -> str:
    when = shown.record.date
    return when.isoformat()[:10] if is_day(when) else when.isoformat(timespec="seconds")


# fmt: off
COLUMNS: tuple[Column, ...] = (
    Column("id", "编号", "永久编号，全站唯一，也是页面文件名", lambda s: s.record.slug),
    Column("title", "标题", "标题原文", lambda s: s.record.title),
    Column("date", "首次公开时间", "ISO 8601，北京时间；只知道哪一天的，不写时刻", _moment),
    Column("department", "部门代号", "见部门登记，一经使用不再更改", lambda s: s.record.department),
    Column("department_name", "部门名称", "现用全称", lambda s: s.department),
    Column("kind", "类别", "公告、公示、通知、动态、政策文件、办事指南、转载、其他", lambda s: s.record.kind),
    Column("tags", "标签", "JSON 中为数组，CSV 中用分号隔开", lambda s: s.record.tags),
    Column("url", "网址", "本站的永久网址", lambda s: s.record.url),
    Column("archived", "已归档", "true 表示来自已关停或迁移的账号", lambda s: s.record.archived),
    Column("platform", "原平台", "平台代号；本站直接发布的为空", lambda s: s.record.platform),
    Column("platform_name", "原平台名称", "平台的中文名称", lambda s: PLATFORMS.get(s.record.platform, "")),
    Column("account", "原账号编号", "平台给账号的编号，见账号清单", lambda s: s.record.account),
    Column("account_name", "原账号名称", "清单登记的名称", lambda s: s.account),
    Column("source", "转载来源", "转载的，写明原发布单位或账号", lambda s: s.record.source),
    Column("source_id", "原平台条目编号", "平台给这条内容的编号", lambda s: s.record.source_id),
    Column("source_url", "原网址", "多已失效，可用于比对", lambda s: s.record.source_url),
    Column("imported", "归集日期", "归集到本站的日期", lambda s: s.record.imported),
    Column("effective", "施行日期", "政策文件开始施行的日期", lambda s: s.record.effective),
    Column("expires", "失效日期", "政策文件失效的日期", lambda s: s.record.expires),
    Column("abolished_by", "废止依据", "废止本文件的文件", lambda s: s.record.abolished_by),
    Column("disclosed_until", "公示截止", "公示期的最后一天", lambda s: s.record.disclosed_until),
    Column("sha256", "原件 sha256", "原件字节的 sha256，凭此可核验", lambda s: s.record.original),
    Column("lang", "文字", "zh-Hans 简体，zh-Hant 繁体", lambda s: s.record.lang),
)
# fmt: on
ACCOUNT_HEADINGS = (*REGISTER_COLUMNS.values(), "部门名称", "在库条数", "账号页网址")
ACCOUNT_NAMES = (*REGISTER_COLUMNS, "department_name", "in_hand", "url")


def parts(records: Sequence[Record], year: int) -> Iterator[tuple[Part, slice]]:
    """The catalogue of one *year*, whose *records* stand oldest first, in parts, each with its place among them."""
    for number, start in enumerate(range(0, len(records), LIMIT), 1):
        name = f"{year:04d}" if number == 1 else f"{year:04d}-{number}"
        rows = slice(start, min(start + LIMIT, len(records)))
        yield Part(f"{addresses.DATA}notices/{name}", year, rows.stop - start), rows


def data_pages(library: Library, site: Site) -> Iterator[Page]:
    """The page of open data with its dictionary, and every file it offers."""
    found = []
    for year, records in library.by_year.items():
        found += [part for part, _ in parts(records, year)]
        yield from of_part(library, f"catalogue/{year}", _of_year(library, records, year))
    accounts = tuple(_account_row(library, one) for one in library.accounts)
    for name in ("csv", "json", "xlsx"):
        yield Page(f"{addresses.DATA}accounts.{name}", f"accounts.{name}", {"rows": accounts})
    yield Page(f"{addresses.DATA}catalogue.json", "catalogue.index", {"parts": tuple(found)})
    dictionary = tuple((one.name, one.heading, one.meaning) for one in COLUMNS)
    context = {
        "parts": tuple(reversed(found)),
        "columns": dictionary,
        "accounts": len(accounts),
        "account_columns": tuple(zip(ACCOUNT_NAMES, ACCOUNT_HEADINGS, strict=True)),
        "service_columns": tuple(SERVICE_COLUMNS.items()),
    }
    tags = pagetags.column_tags(site, "开放数据", "概况信息")
    yield Page(addresses.DATA, "data.html", {**context, "tags": tags})


def _of_year(library: Library, records: Sequence[Record], year: int) -> Iterator[Page]:
    moved = library.moved(records)
    for part, rows in parts(records, year):
        if moved is None or moved.touches(rows.start, rows.stop):
            context = _rows(library, records[rows])
            yield from (Page(f"{part.stem}.{name}", f"catalogue.{name}", context) for name in FORMATS)
        else:
            yield from (Page(f"{part.stem}.{name}", STANDING) for name in FORMATS)


def _rows(library: Library, records: Sequence[Record]) -> dict[str, Any]:
    """What a part shows: records and the registered names of theirs, so that one digest a record tells a change."""
    departments = sorted({one.department for one in records})
    accounts = sorted({(one.platform, one.account) for one in records if one.account})
    return {
        "records": tuple(records),
        "departments": {slug: library.departments[slug].name for slug in departments},
        "accounts": tuple(library.account_of[key] for key in accounts),
    }


def shown(context: Mapping[str, Any]) -> Iterator[Shown]:
    """The rows of the part that *context* holds."""
    names = {(one.platform, id_): one.name for one in context["accounts"] for id_ in one.native_ids}
    for record in context["records"]:
        account = names.get((record.platform, record.account), "")
        yield Shown(record, context["departments"][record.department], account)


def _account_row(library: Library, account: Account) -> AccountRow:
    in_hand = len(library.by_account.get(account.slug, ()))
    return AccountRow(account, library.departments[account.department].name, in_hand)


def as_csv(site: Site, context: Mapping[str, Any]) -> bytes:
    """A part of the catalogue as CSV."""
    rows = ([_cell(column.cell(one), site, column) for column in COLUMNS] for one in shown(context))
    return table((column.heading for column in COLUMNS), rows)


def as_lines(site: Site, context: Mapping[str, Any]) -> str:
    """A part of the catalogue as JSON Lines (https://jsonlines.org/)."""
    return "".join(f"{_object(site, one)}\n" for one in shown(context))


def as_json(site: Site, context: Mapping[str, Any]) -> str:
    """A part of the catalogue as one JSON array, an object a line."""
    return "[\n" + ",\n".join(_object(site, one) for one in shown(context)) + "\n]\n"


def index(site: Site, context: Mapping[str, Any]) -> str:
    """Where the parts of the catalogue lie, for programs."""
    listed = [
        {"year": part.year, "count": part.count} | {name: f"{site.url}{part.stem}.{name}" for name in FORMATS}
        for part in context["parts"]
    ]
    whole = {"name": f"{site.name}公开信息目录", "publisher": site.organizer, "parts": listed}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def accounts_csv(site: Site, context: Mapping[str, Any]) -> bytes:
    """The register of accounts as CSV."""
    return table(ACCOUNT_HEADINGS, _account_cells(site, context["rows"]))


def accounts_json(site: Site, context: Mapping[str, Any]) -> str:
    """The register of accounts as a JSON array, an object a line."""
    rows = (dict(zip(ACCOUNT_NAMES, cells, strict=True)) for cells in _account_cells(site, context["rows"]))
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"


def accounts_xlsx(site: Site, context: Mapping[str, Any]) -> bytes:
    """The register of accounts as a workbook."""
    return workbook({"账号清单": [ACCOUNT_HEADINGS, *_account_cells(site, context["rows"])]})


def _cell(value: object, site: Site, column: Column) -> str:
    if column.name == "url":
        return f"{site.url}{value}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "；".join(value)
    return "" if value is None else str(value)


def _object(site: Site, shown: Shown) -> str:
    row = {column.name: _json_value(column.cell(shown)) for column in COLUMNS}
    row["url"] = f"{site.url}{row['url']}"
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def _json_value(value: object) -> object:
    return value if value is None or isinstance(value, bool | str | tuple) else str(value)


def _account_cells(site: Site, rows: Iterable[AccountRow]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        own = (getattr(row.account, name) for name in REGISTER_COLUMNS if name != "native_id")
        platform, *rest = ("" if value is None else str(value) for value in own)
        url = f"{site.url}{addresses.account(row.account.slug)}"
        native = " ".join(row.account.native_ids)
        yield (PLATFORMS[platform], native, *rest, row.department, str(row.in_hand), url)


FORMATS = ("csv", "jsonl", "json")
WRITERS: dict[str, Callable[[Site, Mapping[str, Any]], str | bytes]] = {
    "catalogue.csv": as_csv,
    "catalogue.jsonl": as_lines,
    "catalogue.json": as_json,
    "catalogue.index": index,
    "accounts.csv": accounts_csv,
    "accounts.json": accounts_json,
    "accounts.xlsx": accounts_xlsx,
}
