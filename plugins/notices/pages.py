"""The plan of the site: every page with its address, its template and exactly what the template is given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any

from notices.accounts import Account
from notices.departments import LEVELS, Department
from notices.fields import KINDS
from plugins.notices import addresses, fate, pagetags, standing
from plugins.notices.gaps import gaps
from plugins.notices.library import Library
from plugins.notices.record import Record
from plugins.notices.sheets import SIZE, Sheet, sheets, still
from plugins.notices.site import Site

_NEWS = 8
STANDING = ""  # the template of a page of which only the address is told: it is as it was


@dataclass(frozen=True, slots=True)
class Page:
    """A page to come: *context* is all its template shows; *source* is the notice file behind it, or empty.

    *part* names the part of the site that it belongs to (`Library.due`): empty for pages that are always planned.
    """

    url: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    part: str = ""


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
    closings = {one.slug: library.closing(one) for one in library.accounts}
    for record, previous, following in library.beside():
        account = library.account_of.get((record.platform, record.account))
        closing = closings[account.slug] if account else ""
        yield Page(
            url=record.url,
            template="notice.html",
            context={
                "record": record,
                "departments": library.chain(record.department),
                "account": account,
                "previous": previous,
                "next": following,
                "marks": standing.marks(record, library.today),
                "tag_pages": tuple(tag for tag in record.tags if tag in library.by_tag),
                "versions": _versions(library, record),
                "twins": _twins(library, record),
                "files": _files(library, record),
                "dead": _dead(library, record),
                "farewell": "" if closing == record.url else closing,
            },
            source=record.path,
            part=f"notice/{record.path}",
        )


def _versions(library: Library, record: Record) -> tuple[Version, ...]:
    """Every version of the text of *record*, itself too; none where there is only one."""
    if record.slug not in library.versions:
        return ()
    return tuple(
        Version(one, _publisher(library, one), canonical=not number)
        for number, one in enumerate(library.versions[record.slug])
    )


def _twins(library: Library, record: Record) -> tuple[str, ...]:
    """The names of the pictures of *record* that have a WebP twin."""
    if not record.media:
        return ()
    return tuple(name for name, _ in record.media if f"{record.department}/media/{name}" in library.twins)


def _files(library: Library, record: Record) -> tuple[str | None, ...]:
    """What tells that a file of *record* is another one now: its page shows sizes."""
    if not record.media:
        return ()
    return tuple(library.media.get(f"{record.department}/media/{name}") for name, _ in record.media)


def _dead(library: Library, record: Record) -> tuple[tuple[str, date], ...]:
    """The foreign addresses on the hosts that *record* links to that were found dead, each with the day."""
    if not library.dead_by_host:
        return ()
    return tuple(pair for host in record.hosts for pair in library.dead_by_host.get(host, ()))


def _publisher(library: Library, record: Record) -> str:
    account = library.account_of.get((record.platform, record.account))
    return account.name if account else library.departments[record.department].name


def _home(library: Library, site: Site) -> Iterator[Page]:
    news = list(reversed(library.live[-_NEWS:]))
    archived = library.last_archived(_NEWS)
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
            "archived_notices": len(library.records) - len(library.live),
            "notices": len(library.records),
        },
    )


def _departments(library: Library, site: Site) -> Iterator[Page]:
    held = library.by_department
    counts = {slug: len(held[slug]) for slug in library.departments if slug in held}
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
        yield from of_part(library, f"department/{department.slug}", _department(library, site, department))


def of_part(library: Library, name: str, pages: Iterable[Page]) -> Iterator[Page]:
    """*pages* as those of the part *name*; none, and nothing is asked of *pages*, where it cannot have changed."""
    if library.due(name):
        yield from (replace(page, part=name) for page in pages)


def _department(library: Library, site: Site, department: Department) -> Iterator[Page]:
    records = list(library.by_department.get(department.slug, ()))
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
        row = account_row(library, account)
        yield from of_part(library, f"account/{account.slug}", _account(library, site, row))


def _account(library: Library, site: Site, row: AccountRow) -> Iterator[Page]:
    records = list(library.by_account.get(row.account.slug, ()))
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
        records = library.by_kind.get(kind, ())
        pages = listed(library, addresses.kind(kind), records, shared=shared)
        yield from of_part(library, f"kind/{kind}", pages)


def _years(library: Library, site: Site) -> Iterator[Page]:
    overview = {"tags": pagetags.column_tags(site, "年份", "概况信息"), "choices": _year_choices(library)}
    yield Page(addresses.YEARS, "years.html", overview)
    for year, records in library.by_year.items():
        tags = pagetags.column_tags(site, f"{year}年")
        shared = {"tags": tags, "heading": f"{year}年", "overview": ("年份", addresses.YEARS)}
        front = {"choices": _month_choices(library, year)}
        pages = listed(library, addresses.year(year), records, shared=shared, front=front)
        yield from of_part(library, f"year/{year}", pages)


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
    front sheet shows besides. Sheets that cannot have changed are named only (`STANDING`).
    """
    moved = library.moved(records)
    left_out = frozenset(still(len(records), moved)) if moved else frozenset()
    yield from (Page(addresses.sheet(base, number), STANDING) for number in left_out)
    for sheet in sheets(records, base, without=left_out):
        only_front = {"count": len(records), **(front or {})} if sheet.front else {}
        yield Page(sheet.url, "list.html", {**shared, **_shown(library, sheet), **only_front})


def _month_choices(library: Library, year: int) -> list[Choice]:
    return [
        Choice(f"{month}月", addresses.month(year, month), len(records))
        for (of_year, month), records in library.by_month.items()
        if of_year == year
    ]


def _fixed(site: Site) -> Iterator[Page]:
    yield Page(addresses.SEARCH, "search.html", {"tags": pagetags.column_tags(site, "站内搜索", "概况信息")})
    yield Page("/404.html", "404.html", {"tags": pagetags.site_tags(site)})


def account_row(library: Library, account: Account) -> AccountRow:
    """The row of *account* in a list."""
    department = library.departments[account.department].short_name
    in_hand = len(library.by_account.get(account.slug, ()))
    return AccountRow(account, department, in_hand, library.closing(account))


def _shown(library: Library, sheet: Sheet) -> dict[str, Any]:
    return {"sheet": sheet, **_remarks(library, sheet.records)}


def _remarks(library: Library, records: Sequence[Record]) -> dict[str, Any]:
    """What a list says beside *records*: their departments' short names, and the marks of those that have any."""
    today, departments = library.today, library.departments
    return {
        "labels": {one.department: departments[one.department].short_name for one in records},
        "marks": {one.slug: found for one in records if (found := standing.marks(one, today))},
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
