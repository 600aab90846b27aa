"""All published notices in order, with the registers: what every list of the site is cut from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from notices.accounts import Account
from notices.departments import Department
from notices.lost import LostPost
from notices.reposts import Group
from notices.services import Service
from notices.values import BEIJING
from plugins.notices.record import Record

_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Registers:
    """The departments by slug and the accounts, as the web team keeps them."""

    departments: dict[str, Department]
    accounts: tuple[Account, ...]
    services: tuple[Service, ...] = ()
    lost: tuple[LostPost, ...] = ()
    reposts: tuple[Group, ...] = ()
    known_hosts: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Library:
    """Records, registers and the day of the build.

    *records* stand oldest first, and so do the *withdrawn* ones, which no list shows; *departments*, *accounts*,
    *services*, *lost* posts and *reposts* in the order of their registers; *known_hosts* are foreign ones that
    somebody looked at; *twins* are the pictures that have a WebP twin, by path in the site; on *today* it is judged whether terms have run out.
    """

    departments: dict[str, Department]
    accounts: tuple[Account, ...]
    records: tuple[Record, ...]
    today: date
    withdrawn: tuple[Record, ...] = ()
    services: tuple[Service, ...] = ()
    lost: tuple[LostPost, ...] = ()
    reposts: tuple[Group, ...] = ()
    known_hosts: frozenset[str] = frozenset()
    twins: frozenset[str] = frozenset()

    @cached_property
    def account_of(self) -> dict[tuple[str, str], Account]:
        """The account by platform and any of its native ids."""
        return by_native_id(self.accounts)

    @cached_property
    def by_department(self) -> dict[str, list[Record]]:
        """The records by department."""
        return _grouped(self.records, lambda one: one.department)

    @cached_property
    def by_account(self) -> dict[str, list[Record]]:
        """The records by the slug of their account; notices without one are left out."""
        archived = (one for one in self.records if one.account)
        return _grouped(archived, lambda one: self.account_of[one.platform, one.account].slug)

    @cached_property
    def lost_by_account(self) -> dict[str, list[LostPost]]:
        """The lost posts by the slug of their account; those of accounts that no register names are left out."""
        known = (one for one in self.lost if (one.platform, one.account) in self.account_of)
        return _grouped(known, lambda one: self.account_of[one.platform, one.account].slug)

    @cached_property
    def by_kind(self) -> dict[str, list[Record]]:
        """The records by kind."""
        return _grouped(self.records, lambda one: one.kind)

    @cached_property
    def by_year(self) -> dict[int, list[Record]]:
        """The records by year of publication."""
        return _grouped(self.records, lambda one: one.date.year)

    @cached_property
    def by_tag(self) -> dict[str, list[Record]]:
        """The records by tag, of tags that at least two notices bear: one alone needs no list."""
        found: dict[str, list[Record]] = defaultdict(list)
        for one in self.records:
            for tag in one.tags:
                found[tag].append(one)
        return {tag: records for tag, records in found.items() if len(records) > 1}

    @cached_property
    def children(self) -> dict[str, list[Department]]:
        """The departments right under each department (top ones under the empty slug)."""
        found: dict[str, list[Department]] = defaultdict(list)
        for one in self.departments.values():
            found[one.parent].append(one)
        return found

    @cached_property
    def versions(self) -> dict[str, tuple[Record, ...]]:
        """By slug, all published versions of a text that several accounts published, the canonical one first."""
        known = {one.slug: one for one in self.records}
        found: dict[str, tuple[Record, ...]] = {}
        for group in self.reposts:
            there = tuple(known[slug] for slug in group.slugs if slug in known)
            if len(there) > 1:
                found.update((one.slug, there) for one in there)
        return found

    def chain(self, slug: str) -> tuple[Department, ...]:
        """The department *slug* with those above it, the top one first."""
        found: list[Department] = []
        while slug:
            found.append(self.departments[slug])
            slug = self.departments[slug].parent
        return tuple(reversed(found))

    @cached_property
    def accounts_by_department(self) -> dict[str, list[Account]]:
        """The accounts by department."""
        return _grouped(self.accounts, lambda one: one.department)


def library(registers: Registers, records: Iterable[Record], now: datetime) -> Library:
    """A library of the *records* whose time has come by *now*, brought into order: by moment, then by slug."""
    due = (one for one in records if one.publish_at is None or one.publish_at <= now)
    ordered = tuple(sorted(due, key=lambda one: (one.date, one.slug)))
    return Library(
        registers.departments,
        registers.accounts,
        tuple(one for one in ordered if one.status == "published"),
        now.astimezone(BEIJING).date(),
        tuple(one for one in ordered if one.status == "withdrawn"),
        registers.services,
        registers.lost,
        registers.reposts,
        registers.known_hosts,
    )


def by_native_id(accounts: Iterable[Account]) -> dict[tuple[str, str], Account]:
    """The accounts by platform and each native id."""
    return {(one.platform, native_id): one for one in accounts for native_id in one.native_ids}


_Value = TypeVar("_Value")


def _grouped(values: Iterable[_Value], key: Callable[[_Value], _Key]) -> dict[_Key, list[_Value]]:
    groups: dict[_Key, list[_Value]] = defaultdict(list)
    for value in values:
        groups[key(value)].append(value)
    return groups


def live(records: Sequence[Record]) -> list[Record]:
    """The records that a department wrote itself; archived ones never stand among the news."""
    return [one for one in records if not one.archived]
