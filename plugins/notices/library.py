"""All published notices in order, with the registers: what every list of the site is cut from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from heapq import nlargest
from itertools import chain
from typing import TypeVar

from notices.accounts import Account
from notices.departments import Department
from notices.linkchecks import LinkCheck
from notices.lost import LostPost
from notices.outlinks import host
from notices.reposts import Group
from notices.services import Service
from notices.values import BEIJING
from oldlinks import shards
from plugins.notices import fate, hostmaps, standing
from plugins.notices.record import Record, held_keys
from plugins.notices.sheets import Moved

Month = tuple[int, int]
Beside = tuple[Record, Record | None, Record | None]

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
    link_checks: tuple[LinkCheck, ...] = ()


@dataclass(frozen=True)
class Library:
    """Records, registers and the day of the build.

    *records* stand oldest first, and so do the *withdrawn* ones, which no list shows; *departments*, *accounts*,
    *services*, *lost* posts and *reposts* in the order of their registers; *known_hosts* are foreign ones that
    somebody looked at, *link_checks* what came of asking foreign addresses; *twins* are the pictures that have a WebP twin, by path in the site, *media* the stamps of all published files; on *today* it is judged whether terms have run out.
    """

    departments: dict[str, Department]
    accounts: tuple[Account, ...]
    records: Sequence[Record]
    today: date
    withdrawn: Sequence[Record] = ()
    services: tuple[Service, ...] = ()
    lost: tuple[LostPost, ...] = ()
    reposts: tuple[Group, ...] = ()
    known_hosts: frozenset[str] = frozenset()
    link_checks: tuple[LinkCheck, ...] = ()
    twins: Container[str] = frozenset()
    media: Mapping[str, str] = field(default_factory=dict)

    def due(self, part: str) -> bool:
        """Whether pages of the *part* of the site may differ from those of the former build: here, of every part."""
        return True

    def moved(self, records: Sequence[Record]) -> Moved | None:
        """Which places of the list *records* changed since the former build; None: perhaps all."""
        return None

    @cached_property
    def account_of(self) -> dict[tuple[str, str], Account]:
        """The account by platform and any of its native ids."""
        return by_native_id(self.accounts)

    @cached_property
    def by_department(self) -> Mapping[str, Sequence[Record]]:
        """The records by department."""
        return _grouped(self.records, lambda one: one.department)

    @cached_property
    def by_account(self) -> Mapping[str, Sequence[Record]]:
        """The records by the slug of their account; notices without one are left out."""
        archived = (one for one in self.records if one.account)
        return _grouped(archived, lambda one: self.account_of[one.platform, one.account].slug)

    @cached_property
    def lost_by_account(self) -> dict[str, list[LostPost]]:
        """The lost posts by the slug of their account; those of accounts that no register names are left out."""
        known = (one for one in self.lost if (one.platform, one.account) in self.account_of)
        return _grouped(known, lambda one: self.account_of[one.platform, one.account].slug)

    @cached_property
    def dead_by_host(self) -> dict[str, tuple[tuple[str, date], ...]]:
        """By host, the foreign addresses that were found dead, each with the day."""
        dead = (one for one in self.link_checks if one.dead)
        grouped = _grouped(dead, lambda one: host(one.url))
        return {name: tuple((one.url, one.checked) for one in some) for name, some in grouped.items()}

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Record]]:
        """The records by kind."""
        return _grouped(self.records, lambda one: one.kind)

    @cached_property
    def by_year(self) -> Mapping[int, Sequence[Record]]:
        """The records by year of publication, oldest year first."""
        return _grouped(self.records, lambda one: one.date.year)

    @cached_property
    def by_month(self) -> Mapping[Month, Sequence[Record]]:
        """The records by year and month of publication, oldest first."""
        return _grouped(self.records, lambda one: (one.date.year, one.date.month))

    def last_change(self, month: Month) -> date:
        """The last day on which a page of a notice of *month* changed for its readers."""
        return max(map(standing.changed_on, self.by_month[month]))

    @cached_property
    def live(self) -> Sequence[Record]:
        """The records that a department wrote itself; archived ones never stand among the news."""
        return [one for one in self.records if not one.archived]

    @cached_property
    def live_by_department(self) -> Mapping[str, Sequence[Record]]:
        """Those by department."""
        return _grouped(self.live, lambda one: one.department)

    def last_archived(self, count: int) -> Sequence[Record]:
        """Up to *count* archived records, those imported last first."""
        archived = (one for one in self.records if one.archived)
        return nlargest(count, archived, key=lambda one: (one.imported or date.min, one.date, one.slug))

    @cached_property
    def corrected(self) -> Sequence[Record]:
        """The records with corrections."""
        return [one for one in self.records if one.corrections]

    @cached_property
    def hosts(self) -> Sequence[tuple[str, int, str]]:
        """Each foreign host that records link to: name, by how many, and the address of the first of them."""
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            for name in record.hosts:
                found[name].append(record)
        return [(name, len(records), records[0].url) for name, records in sorted(found.items())]

    @cached_property
    def by_website(self) -> Mapping[str, Sequence[Record]]:
        """The records that came from a closed website, by its host."""
        came = (one for one in self.records if one.platform == "website" and hostmaps.host_of(one.source_url))
        return _grouped(came, lambda one: hostmaps.host_of(one.source_url))

    @cached_property
    def key_count(self) -> int:
        """How many keys of old links the records have."""
        return sum(len(one.keys) for one in self.records)

    def by_shard(self, digits: int) -> Mapping[str, Sequence[Record]]:
        """The records and the withdrawn ones by each table of old links (named by *digits* digits) with a key of theirs."""
        found: dict[str, dict[str, Record]] = defaultdict(dict)
        for record in chain(self.records, self.withdrawn):
            for key in held_keys(record, self.account_of.get((record.platform, record.account))):
                found[shards.shard_of(key, digits)][record.slug] = record
        return {name: tuple(records.values()) for name, records in found.items()}

    @cached_property
    def posts(self) -> AbstractSet[tuple[str, str]]:
        """Platform and id there of every record."""
        return {(one.platform, one.source_id) for one in self.records}

    def closing(self, account: Account) -> str:
        """The address of the closing notice of *account*: here if it is here, else where it stood; empty: not known."""
        return fate.closing(account, self.by_account.get(account.slug, ()))

    def beside(self) -> Iterator[Beside]:
        """Every record with the one before and the one after it of its account, or of its department's own."""
        own = ([one for one in row if not one.account] for row in self.by_department.values())
        for row in chain(self.by_account.values(), own):
            yield from zip(row, [None, *row], [*row[1:], None], strict=False)

    @cached_property
    def by_tag(self) -> Mapping[str, Sequence[Record]]:
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
        registers.link_checks,
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
