"""The plan of the site: every page with its address, its template and exactly what the template is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from notices.accounts import Account
from notices.departments import LEVELS, Department
from notices.fields import KINDS
from plugins.notices import addresses, fate, pagetags, standing
from plugins.notices.gaps import gaps
from plugins.notices.library import Library, live
from plugins.notices.record import Record
from plugins.notices.sheets import SIZE, Sheet, sheets
from plugins.notices.site import Site

_NEWS = 8


@dataclass(frozen=True, slots=True)
class Page:
    """A page to come: *context* is all its template shows; *source* is the notice file behind it, or empty."""

    url: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in a list: with its department's short name and how many of its posts are here.

    *closing* is the address of its closing notice, empty where none is known.
    """

    account: Account
    department: str
    in_hand: int
    closing: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One publication of a text that several accounts published: who did, and whether it is the *canonical* one."""

    record: Record
    publisher: str
    canonical: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A link to a list with the number of notices in it."""

    label: str
    url: str
    count: int


def plan(library: Library, site: Site) -> Iterator[Page]:
    """Every page made from notices and registers, lists before notices."""
    return chain(
        _home(library, site),
        _departments(library, site),
        _accounts(library, site),
        _kinds(library, site),
        _years(library, site),
        _fixed(site),
        notice_pages(library),
    )


def notice_pages(library: Library) -> Iterator[Page]:
    """The page of each notice, beside the previous and the next of its account or its department."""
    rows = chain(library.by_account.values(), _own_rows(library))
    for row in rows:
        account = library.account_of.get((row[0].platform, row[0].account)) if row else None
        closing = _closing(account, row) if account else ""
        for position, record in enumerate(row):
            yield Page(
                url=record.url,
                template="notice.html",
                context={
                    "record": record,
                    "departments": library.chain(record.department),
                    "account": account,
                    "previous": row[position - 1] if position else None,
                    "next": row[position + 1] if position + 1 < len(row) else None,
                    "marks": standing.marks(record, library.today),
                    "tag_pages": tuple(tag for tag in record.tags if tag in library.by_tag),
                    "versions": _versions(library, record),
                    "twins": _twins(library, record),
                    "farewell": "" if closing == record.url else closing,
                },
                source=record.path,
            )


def _closing(account: Account, records: Sequence[Record]) -> str:
    """The address of the closing notice of *account*, whose *records* are here: here if it is, else where it stood."""
    if not fate.closed(account):
        return ""
    found = fate.farewell(account, records)
    return found.url if found else fate.notice_address(account)


def _versions(library: Library, record: Record) -> tuple[Version, ...]:
    """Every version of the text of *record*, itself too; none where there is only one."""
    return tuple(
        Version(one, _publisher(library, one), canonical=not number)
        for number, one in enumerate(library.versions.get(record.slug, ()))
    )


def _twins(library: Library, record: Record) -> tuple[str, ...]:
    """The names of the pictures of *record* that have a WebP twin."""
    return tuple(name for name, _ in record.media if f"{record.department}/media/{name}" in library.twins)


def _publisher(library: Library, record: Record) -> str:
    account = library.account_of.get((record.platform, record.account))
    return account.name if account else library.departments[record.department].name


def _own_rows(library: Library) -> Iterator[list[Record]]:
    for records in library.by_department.values():
        yield [one for one in records if not one.account]


def _home(library: Library, site: Site) -> Iterator[Page]:
    news = live(library.records)[: -_NEWS - 1 : -1]
    archived = sorted(
        (one for one in library.records if one.archived),
        key=lambda one: (one.imported is not None, one.imported, one.date, one.slug),
    )[: -_NEWS - 1 : -1]
    yield Page(
        addresses.HOME,
        "home.html",
        {
            "tags": pagetags.site_tags(site),
            "news": news,
            "archived": archived,
            **_remarks(library, [*news, *archived]),
            "levels": _levels(library),
            "kinds": _kind_choices(library),
            "years": _year_choices(library),
            "closed_accounts": sum(map(fate.closed, library.accounts)),
            "archived_notices": sum(one.archived for one in library.records),
            "notices": len(library.records),
        },
    )


def _departments(library: Library, site: Site) -> Iterator[Page]:
    counts = {slug: len(records) for slug, records in library.by_department.items()}
    yield Page(
        addresses.DEPARTMENTS,
        "departments.html",
        {
            "tags": pagetags.column_tags(site, "部门", "概况信息"),
            "roots": library.children.get("", []),
            "children": dict(library.children),
            "counts": counts,
            "successors": {
                one.successor: library.departments[one.successor].name
                for one in library.departments.values()
                if one.successor
            },
        },
    )
    for department in library.departments.values():
        yield from _department(library, site, department)


def _department(library: Library, site: Site, department: Department) -> Iterator[Page]:
    records = library.by_department.get(department.slug, [])
    by_year = _parted_by_year(records)
    base = addresses.department(department.slug)
    shared = {
        "tags": pagetags.column_tags(site, department.name),
        "departments": library.chain(department.slug),
        "year": None,
    }
    front = {
        "years": [
            Choice(f"{year}年", addresses.department_year(department.slug, year), len(by_year[year]))
            for year in sorted(by_year, reverse=True)
        ],
        "children": library.children.get(department.slug, []),
        "accounts": [
            account_row(library, one) for one in library.accounts_by_department.get(department.slug, [])
        ],
        "count": len(records),
        "successor": library.departments.get(department.successor),
    }
    for sheet in sheets(records, base):
        yield Page(
            sheet.url,
            "department.html",
            {**shared, **(front if sheet.front else {}), **_shown(library, sheet)},
        )
    for year, of_year in by_year.items():
        for sheet in sheets(of_year, addresses.department_year(department.slug, year)):
            yield Page(sheet.url, "department.html", {**shared, "year": year, **_shown(library, sheet)})


def _accounts(library: Library, site: Site) -> Iterator[Page]:
    for account in library.accounts:
        yield from _account(library, site, account_row(library, account))


def _account(library: Library, site: Site, row: AccountRow) -> Iterator[Page]:
    records = library.by_account.get(row.account.slug, [])
    base = addresses.account(row.account.slug)
    shared = {
        "tags": pagetags.column_tags(site, row.account.name),
        "departments": library.chain(row.account.department),
        "account": row.account,
    }
    front = {
        "in_hand": row.in_hand,
        "missing": fate.missing(row.account, row.in_hand),
        "gaps": gaps(library, row.account.slug),
        "farewell": fate.farewell(row.account, records),
        "old_links": addresses.old_links(row.account.slug) if any(one.source_url for one in records) else "",
        "years": _year_jumps(records, base),
    }
    for sheet in sheets(records, base):
        yield Page(
            sheet.url, "account.html", {**shared, **(front if sheet.front else {}), **_shown(library, sheet)}
        )


def _kinds(library: Library, site: Site) -> Iterator[Page]:
    overview = {"tags": pagetags.column_tags(site, "类别", "概况信息"), "choices": _kind_choices(library)}
    yield Page(addresses.KIND_OVERVIEW, "kinds.html", overview)
    for kind in KINDS:
        shared = {"tags": pagetags.kind_tags(site, kind), "heading": kind}
        shared["overview"] = ("类别", addresses.KIND_OVERVIEW)
        yield from listed(library, addresses.kind(kind), library.by_kind.get(kind, []), shared=shared)


def _years(library: Library, site: Site) -> Iterator[Page]:
    overview = {"tags": pagetags.column_tags(site, "年份", "概况信息"), "choices": _year_choices(library)}
    yield Page(addresses.YEARS, "years.html", overview)
    for year, records in library.by_year.items():
        tags = pagetags.column_tags(site, f"{year}年")
        shared = {"tags": tags, "heading": f"{year}年", "overview": ("年份", addresses.YEARS)}
        front = {"choices": _month_choices(year, records)}
        yield from listed(library, addresses.year(year), records, shared=shared, front=front)


def listed(
    library: Library,
    base: str,
    records: Sequence[Record],
    *,
    shared: Mapping[str, Any],
    front: Mapping[str, Any] | None = None,
) -> Iterator[Page]:
    """The list of *records* (oldest first) under the address *base*, in sheets.

    *shared* is what every sheet shows: tags, heading and the overview above (name, address); *front* what the
    front sheet shows besides.
    """
    for sheet in sheets(records, base):
        only_front = {"count": len(records), **(front or {})} if sheet.front else {}
        yield Page(sheet.url, "list.html", {**shared, **_shown(library, sheet), **only_front})


def _month_choices(year: int, records: Sequence[Record]) -> list[Choice]:
    counts = Counter(one.date.month for one in records)
    return [Choice(f"{month}月", addresses.month(year, month), counts[month]) for month in sorted(counts)]


def _fixed(site: Site) -> Iterator[Page]:
    yield Page(addresses.SEARCH, "search.html", {"tags": pagetags.column_tags(site, "站内搜索", "概况信息")})
    yield Page("/404.html", "404.html", {"tags": pagetags.site_tags(site)})


def account_row(library: Library, account: Account) -> AccountRow:
    """The row of *account* in a list."""
    department = library.departments[account.department].short_name
    records = library.by_account.get(account.slug, [])
    return AccountRow(account, department, len(records), _closing(account, records))


def _shown(library: Library, sheet: Sheet) -> dict[str, Any]:
    return {"sheet": sheet, **_remarks(library, sheet.records)}


def _remarks(library: Library, records: Sequence[Record]) -> dict[str, Any]:
    """What a list says beside *records*: their departments' short names, and the marks of those that have any."""
    marks = ((one.slug, standing.marks(one, library.today)) for one in records)
    return {
        "labels": {one.department: library.departments[one.department].short_name for one in records},
        "marks": {slug: found for slug, found in marks if found},
    }


def _levels(library: Library) -> list[tuple[str, list[Choice]]]:
    found: list[tuple[str, list[Choice]]] = []
    for level in LEVELS:
        of_level = [one for one in library.departments.values() if one.level == level]
        counts = library.by_department
        choices = [
            Choice(one.short_name, addresses.department(one.slug), len(counts.get(one.slug, ())))
            for one in of_level
        ]
        if choices:
            found.append((level, choices))
    return found


def _kind_choices(library: Library) -> list[Choice]:
    return [Choice(kind, addresses.kind(kind), len(library.by_kind.get(kind, ()))) for kind in KINDS]


def _year_choices(library: Library) -> list[Choice]:
    years = sorted(library.by_year, reverse=True)
    return [Choice(f"{year}年", addresses.year(year), len(library.by_year[year])) for year in years]


def _parted_by_year(records: Sequence[Record]) -> dict[int, list[Record]]:
    parted: dict[int, list[Record]] = {}
    for one in records:
        parted.setdefault(one.date.year, []).append(one)
    return parted


def _year_jumps(records: Sequence[Record], base: str) -> list[Choice]:
    """Links to where each year begins (its newest notice) among the sheets of *records*, newest year first."""
    first: dict[int, str] = {}
    counts: dict[int, int] = {}
    for sheet in reversed(list(sheets(records, base, SIZE))):
        for one in sheet.records:
            first.setdefault(one.date.year, sheet.url)
            counts[one.date.year] = counts.get(one.date.year, 0) + 1
    return [Choice(f"{year}年", f"{url}#y{year}", counts[year]) for year, url in first.items()]


__all__ = ["AccountRow", "Choice", "Page", "Sheet", "notice_pages", "plan"]
