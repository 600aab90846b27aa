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
from notices.workbook import workbook
from plugins.notices import addresses, columns, pagetags
from plugins.notices.columns import COLUMNS, HEADINGS, NAMES, Listed, Value
from plugins.notices.csvfile import table
from plugins.notices.library import Library
from plugins.notices.pages import STANDING, AccountRow, Page, of_part
from plugins.notices.record import Record
from plugins.notices.site import Site

LIMIT = 1_000
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the catalogue: its *stem* (the address without an ending), the year, and how many rows it has."""

    stem: str
    year: int
    count: int


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
        if moved is None or moved.touches(rows.start, rows.start + LIMIT):
            context = {"listed": _listed(library, records[rows])}
            yield from (Page(f"{part.stem}.{name}", f"catalogue.{name}", context) for name in FORMATS)
        else:
            yield from (Page(f"{part.stem}.{name}", STANDING) for name in FORMATS)


def _listed(library: Library, records: Sequence[Record]) -> Listed:
    """What a part shows: records and the registered names of theirs, so that one digest a record tells a change."""
    departments = sorted({one.department for one in records})
    accounts = sorted({(one.platform, one.account) for one in records if one.account})
    return Listed(
        tuple(records),
        {slug: library.departments[slug].name for slug in departments},
        tuple(library.account_of[key] for key in accounts),
    )


def _account_row(library: Library, account: Account) -> AccountRow:
    in_hand = len(library.by_account.get(account.slug, ()))
    return AccountRow(account, library.departments[account.department].name, in_hand)


def as_csv(site: Site, context: Mapping[str, Any]) -> bytes:
    """A part of the catalogue as CSV."""
    return table(HEADINGS, (map(_cell, row) for row in columns.rows(site, context["listed"])))


def as_lines(site: Site, context: Mapping[str, Any]) -> str:
    """A part of the catalogue as JSON Lines (https://jsonlines.org/): an object a notice, without what is empty."""
    return "".join(
        f"{_written({name: value for name, value in zip(NAMES, row, strict=True) if value or value is False})}\n"
        for row in columns.rows(site, context["listed"])
    )


def as_json(site: Site, context: Mapping[str, Any]) -> str:
    """A part of the catalogue as one JSON object: the names of the columns once, and the rows, one a line."""
    lines = ",\n".join(map(_written, columns.rows(site, context["listed"])))
    return f'{{"columns":{_written(NAMES)},"rows":[\n{lines}\n]}}\n'


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


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    return "；".join(value) if value else ""


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
