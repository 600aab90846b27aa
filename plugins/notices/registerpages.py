"""The account register (清单) as pages: whole, and narrowed by platform, state and department."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from notices.accounts import ACCOUNT_STATUSES
from notices.fields import PLATFORMS
from plugins.notices import addresses, pagetags
from plugins.notices.library import Library
from plugins.notices.pages import AccountRow, Choice, Page, account_row
from plugins.notices.site import Site

# The path segments of the register's states.
STATUSES = dict(
    zip(ACCOUNT_STATUSES, ("running", "stopped", "frozen", "cancelled", "moved", "kept"), strict=True)
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Some rows of the register and the link to the page that lists them."""

    choice: Choice
    rows: tuple[AccountRow, ...]


def register_pages(library: Library, site: Site) -> Iterator[Page]:
    """The whole register, then each part of it."""
    rows = tuple(account_row(library, one) for one in library.accounts)
    found = [
        ("平台", _by_platform(rows)),
        ("状态", _by_status(rows)),
        ("部门", _by_department(library, rows)),
    ]
    filters = tuple((name, tuple(one.choice for one in parts)) for name, parts in found)
    shared = {"filters": filters}
    tags = pagetags.column_tags(site, "政务新媒体账号清单", "概况信息")
    yield Page(addresses.ACCOUNTS, "accounts.html", {**shared, "tags": tags, "rows": rows})
    for _, parts in found:
        for one in parts:
            yield _page(site, one, shared)


def _page(site: Site, narrowed: Narrowed, shared: dict[str, Any]) -> Page:
    label = narrowed.choice.label
    tags = pagetags.column_tags(site, f"政务新媒体账号清单：{label}", "概况信息")
    context = {**shared, "tags": tags, "rows": narrowed.rows, "chosen": label}
    return Page(narrowed.choice.url, "accounts.html", context)


def _by_platform(rows: Iterable[AccountRow]) -> list[Narrowed]:
    names = {code: (label, code) for code, label in PLATFORMS.items()}
    return _narrowed(rows, "platforms", names, lambda row: (row.account.platform,))


def _by_status(rows: Iterable[AccountRow]) -> list[Narrowed]:
    names = {status: (status, slug) for status, slug in STATUSES.items()}
    return _narrowed(rows, "statuses", names, lambda row: (row.account.status,))


def _by_department(library: Library, rows: Iterable[AccountRow]) -> list[Narrowed]:
    """By department, those under it included: the accounts of a county are also those of its towns."""
    names = {slug: (one.short_name, slug) for slug, one in library.departments.items()}

    def above(row: AccountRow) -> list[str]:
        return [one.slug for one in library.chain(row.account.department)]

    return _narrowed(rows, "departments", names, above)


def _narrowed(
    rows: Iterable[AccountRow],
    sort: str,
    names: dict[str, tuple[str, str]],
    keys: Callable[[AccountRow], Iterable[str]],
) -> list[Narrowed]:
    """The parts of *rows* by *keys*, in the order of *names* (by key: label and path segment), without empty ones."""
    parts: dict[str, list[AccountRow]] = {key: [] for key in names}
    for row in rows:
        for key in keys(row):
            parts[key].append(row)
    return [
        Narrowed(Choice(label, addresses.accounts_of(sort, slug), len(parts[key])), tuple(parts[key]))
        for key, (label, slug) in names.items()
        if parts[key]
    ]
