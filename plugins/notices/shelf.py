"""The library as the build memory holds it: what a plan asks for is fetched, the rest stays where it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from notices.accounts import Account
from oldlinks import shards
from plugins.notices import hostmaps, tables
from plugins.notices.library import Beside, Library, Month
from plugins.notices.record import Record
from plugins.notices.recordtext import decode
from plugins.notices.rows import Cut, Parted, Row
from plugins.notices.sheets import NOWHERE, Moved

NOTICE = "notice/"  # what the part of a notice's page begins with; the path of its file follows
Change = tuple[Record | None, Record | None]
"""A notice as the former build showed it and as this one does; None where it does not."""

_PUBLIC = "state = 'published'"


@dataclass(frozen=True, kw_only=True)
class Shelf(Library):
    """A library in the tables *base*, of which only *parts* of the site are planned, since only *changes* were made."""

    base: sqlite3.Connection
    changes: Sequence[Change] = ()
    parts: frozenset[str] = frozenset()

    def due(self, part: str) -> bool:
        """Whether *part* is among those to be planned."""
        return part in self.parts

    def moved(self, records: Sequence[Record]) -> Moved | None:
        """Where the changes fall in *records*."""
        if not isinstance(records, Row):
            return None
        places: list[int] = []
        since, grown = NOWHERE, 0
        for old, new in self.changes:
            before, after = _in(records, old), _in(records, new)
            if before and after and (before.date, before.slug) == (after.date, after.slug):
                places.append(records.rank(after))
                continue
            grown += bool(after) - bool(before)
            since = min([since, *(records.rank(one) for one in (before, after) if one is not None)])
        return Moved(tuple(places), since, len(records) - grown)

    @cached_property
    def by_department(self) -> Mapping[str, Sequence[Record]]:
        """The records by department."""
        return Parted(self.base, self._counts("department"), lambda key: _of("department", key))

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Record]]:
        """The records by kind."""
        return Parted(self.base, self._counts("kind"), lambda key: _of("kind", key))

    @cached_property
    def by_account(self) -> Mapping[str, Sequence[Record]]:
        """The records by the slug of their account."""

        def cut(slug: str) -> Cut:
            where = f"{_PUBLIC} AND account != '' AND account = ?"
            return Cut(where, (slug,), lambda one: self._account(one) == slug)

        return Parted(self.base, self._counts("account", " AND account != ''"), cut)

    @cached_property
    def by_month(self) -> Mapping[Month, Sequence[Record]]:
        """The records by year and month."""
        counts = {
            (number // 12, number % 12 + 1): count for number, count in sorted(self._counts("month").items())
        }
        return Parted(
            self.base, counts, lambda key: _between(key[0] * 12 + key[1] - 1, key[0] * 12 + key[1] - 1)
        )

    @cached_property
    def by_year(self) -> Mapping[int, Sequence[Record]]:
        """The records by year."""
        counts: dict[int, int] = {}
        for (year, _), records in self.by_month.items():
            counts[year] = counts.get(year, 0) + len(records)
        return Parted(self.base, counts, lambda year: _between(year * 12, year * 12 + 11))

    def last_change(self, month: Month) -> date:
        """The last day on which a page of a notice of *month* changed for its readers."""
        number = month[0] * 12 + month[1] - 1
        query = f"SELECT max(changed) FROM files WHERE {_PUBLIC} AND month = ?"  # noqa: S608 - our own words
        return date.fromisoformat(self.base.execute(query, (number,)).fetchone()[0])

    @cached_property
    def live(self) -> Sequence[Record]:
        """The records that a department wrote itself."""
        return Row(
            self.base,
            Cut(f"{_PUBLIC} AND live = 1", (), lambda one: not one.archived, ("month", "moment", "slug")),
        )

    @cached_property
    def live_by_department(self) -> Mapping[str, Sequence[Record]]:
        """Those by department."""

        def cut(slug: str) -> Cut:
            where = f"{_PUBLIC} AND live = 1 AND department = ?"
            return Cut(where, (slug,), lambda one: not one.archived and one.department == slug)

        return Parted(self.base, self._counts("department", " AND live = 1"), cut)

    def last_archived(self, count: int) -> Sequence[Record]:
        """Up to *count* archived records, those imported last first."""
        order = "imported DESC, moment DESC, slug DESC"
        return self._records(f"{_PUBLIC} AND live = 0 ORDER BY {order} LIMIT ?", (count,))

    @cached_property
    def corrected(self) -> Sequence[Record]:
        """The records with corrections."""
        return self._records(f"{_PUBLIC} AND corrected = 1 ORDER BY moment, slug", ())

    @cached_property
    def linking(self) -> Sequence[Record]:
        """The records of departments' own that link to pages of this site."""
        return self._records(f"{_PUBLIC} AND linking = 1 ORDER BY moment, slug", ())

    @cached_property
    def hosts(self) -> Sequence[tuple[str, int, str]]:
        """Each foreign host that records link to: name, by how many, and the address of the first of them."""
        counts = self.base.execute("SELECT host, count(*) FROM hosts GROUP BY host ORDER BY host").fetchall()
        first = "SELECT record FROM hosts JOIN files USING (id) WHERE host = ? ORDER BY at, of LIMIT 1"
        return [
            (host, count, decode(self.base.execute(first, (host,)).fetchone()[0]).url)
            for host, count in counts
        ]

    @cached_property
    def by_website(self) -> Mapping[str, Sequence[Record]]:
        """The records that came from a closed website, by its host."""

        def cut(host: str) -> Cut:
            where = f"{_PUBLIC} AND website != '' AND website = ?"
            return Cut(where, (host,), lambda one: hostmaps.host_of(one.source_url) == host)

        return Parted(self.base, self._counts("website", " AND website != ''"), cut)

    @cached_property
    def by_tag(self) -> Mapping[str, Sequence[Record]]:
        """The records by tag, of tags that at least two notices bear."""
        counts = dict(self.base.execute("SELECT tag, count(*) FROM tags GROUP BY tag HAVING count(*) > 1"))

        def cut(tag: str) -> Cut:
            return Cut(
                "tag = ?", (tag,), lambda one: tag in one.tags, ("at", "of"), "tags JOIN files USING (id)"
            )

        return Parted(self.base, counts, cut)

    @cached_property
    def key_count(self) -> int:
        """How many keys of old links the records have."""
        query = f"SELECT coalesce(sum(keys), 0) FROM files WHERE {_PUBLIC}"  # noqa: S608 - our own words
        return int(self.base.execute(query).fetchone()[0])

    def by_shard(self, digits: int) -> Mapping[str, Sequence[Record]]:
        """The records and the withdrawn ones by each table of old links with a key of theirs."""
        return _Shards(self.base, digits)

    @cached_property
    def posts(self) -> AbstractSet[tuple[str, str]]:
        """Platform and id there of every lost post that is here after all."""
        query = f"SELECT 1 FROM files WHERE {_PUBLIC} AND post = ?"  # noqa: S608 - our own words
        lost = {(one.platform, one.source_id) for one in self.lost}
        return {one for one in lost if self.base.execute(query, ("\0".join(one),)).fetchone()}

    def closing(self, account: Account) -> str:
        """The address of the closing notice of *account*, asked of the records where they changed."""
        if self.due(f"account/{account.slug}"):
            return super().closing(account)
        query = "SELECT address FROM closings WHERE account = ?"
        return str(self.base.execute(query, (account.slug,)).fetchone()[0])

    def beside(self) -> Iterator[Beside]:
        """Every record whose page is planned, with those before and after it."""
        for one in self.to_print:
            yield one, self.neighbour(one, "<", "DESC"), self.neighbour(one, ">", "ASC")

    @cached_property
    def to_print(self) -> Sequence[Record]:
        """The records whose pages are planned."""
        paths = sorted(part.removeprefix(NOTICE) for part in self.parts if part.startswith(NOTICE))
        found = (self._records(f"{_PUBLIC} AND path = ?", (path,)) for path in paths)
        return [one for some in found for one in some]

    def neighbour(self, record: Record, side: str, order: str) -> Record | None:
        """The record before (`<`, `DESC`) or after (`>`, `ASC`) *record* of its account, or of its department's own."""
        row, key = ("account", self._account(record)) if record.account else ("department", record.department)
        own = "account != ''" if record.account else "account = ''"
        found = self._records(
            f"{_PUBLIC} AND {own} AND {row} = ? AND (moment, slug) {side} (?, ?)"
            f" ORDER BY moment {order}, slug {order} LIMIT 1",
            (key, tables.moment_of(record), record.slug),
        )
        return found[0] if found else None

    def record(self, slug: str) -> Record | None:
        """The record of that *slug*."""
        found = self._records(f"{_PUBLIC} AND slug != '' AND slug = ?", (slug,))
        return found[0] if found else None

    @cached_property
    def versions(self) -> dict[str, tuple[Record, ...]]:
        """By slug, all published versions of a text that several accounts published, the canonical one first."""
        found: dict[str, tuple[Record, ...]] = {}
        wanted = {one.slug for one in self.to_print}
        for group in self.reposts:
            if wanted.isdisjoint(group.slugs):
                continue
            there = tuple(one for one in map(self.record, group.slugs) if one is not None)
            if len(there) > 1:
                found.update((one.slug, there) for one in there)
        return found

    def _account(self, record: Record) -> str:
        account = self.account_of.get((record.platform, record.account))
        return account.slug if account else ""

    def _counts(self, column: str, more: str = "") -> dict[Any, int]:
        query = f"SELECT {column}, count(*) FROM files WHERE {_PUBLIC}{more} GROUP BY {column}"  # noqa: S608 - our own words
        return dict(self.base.execute(query))

    def _records(self, which: str, values: tuple[object, ...]) -> list[Record]:
        query = f"SELECT record FROM files WHERE {which}"  # noqa: S608 - our own words
        return [decode(text) for (text,) in self.base.execute(query, values)]


class _Shards(Mapping[str, Sequence[Record]]):
    """The records of each table of old links, published ones first."""

    def __init__(self, base: sqlite3.Connection, digits: int) -> None:
        self._base, self._digits = base, digits

    def __getitem__(self, name: str) -> Sequence[Record]:
        width = shards.MOST_DIGITS - self._digits
        ends = [f"{n:0{width}x}{name}" if width else name for n in range(16**width)] if self._digits else None
        where = f"shard IN ({','.join(str(int(one, 16)) for one in ends)})" if ends else "1"
        query = (
            f"SELECT DISTINCT id, record FROM keys JOIN files USING (id) WHERE {where}"  # noqa: S608 - numbers only
            " ORDER BY state = 'withdrawn', moment, slug"
        )
        return [decode(text) for _, text in self._base.execute(query)]

    def __iter__(self) -> Iterator[str]:
        return iter(shards.names(self._digits))

    def __len__(self) -> int:
        return len(shards.names(self._digits))


def _in(records: Row, one: Record | None) -> Record | None:
    """*one* where the list *records* holds it; a withdrawn notice is in none of the lists that are cut into sheets."""
    return one if one is not None and one.status == "published" and records.cut.holds(one) else None


def _of(column: str, value: str) -> Cut:
    return Cut(f"{_PUBLIC} AND {column} = ?", (value,), lambda one: getattr(one, column) == value)


def _between(first: int, last: int) -> Cut:
    return Cut(
        f"{_PUBLIC} AND month BETWEEN ? AND ?",
        (first, last),
        lambda one: first <= tables.month_of(one) <= last,
        ("month", "moment", "slug"),
    )
