"""The tables of the build memory, and what they hold of a notice: all by which lists and pages find it."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from notices.accounts import Account
from oldlinks import shards
from plugins.notices import hostmaps, standing
from plugins.notices.library import Library
from plugins.notices.record import Record, held_keys
from plugins.notices.recordtext import decode, encode

FORMAT = "4"
SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE files (
  id INTEGER PRIMARY KEY, path TEXT UNIQUE, stamp TEXT, record TEXT, state TEXT, slug TEXT, moment INTEGER,
  month INTEGER, department TEXT, kind TEXT, account TEXT, live INTEGER, imported TEXT, changed TEXT, post TEXT,
  website TEXT, corrected INTEGER, linking INTEGER, turn TEXT, keys INTEGER);
CREATE TABLE tags (tag TEXT, at INTEGER, of TEXT, id INTEGER, PRIMARY KEY (tag, at, of)) WITHOUT ROWID;
CREATE TABLE keys (shard INTEGER, id INTEGER, PRIMARY KEY (shard, id)) WITHOUT ROWID;
CREATE TABLE hosts (host TEXT, at INTEGER, of TEXT, id INTEGER, PRIMARY KEY (host, at, of)) WITHOUT ROWID;
CREATE TABLE uses (media TEXT, id INTEGER, PRIMARY KEY (media, id)) WITHOUT ROWID;
CREATE TABLE pages (path TEXT PRIMARY KEY, shown BLOB, part TEXT, length INTEGER) WITHOUT ROWID;
CREATE TABLE media (path TEXT PRIMARY KEY, stamp TEXT) WITHOUT ROWID;
CREATE TABLE closings (account TEXT PRIMARY KEY, address TEXT) WITHOUT ROWID;
"""
INDEXES = """
CREATE INDEX by_slug ON files (slug) WHERE slug != '';
CREATE INDEX by_post ON files (post) WHERE state = 'published';
CREATE INDEX by_month ON files (month, moment, slug, changed) WHERE state = 'published';
CREATE INDEX by_department ON files (department, moment, slug, account) WHERE state = 'published';
CREATE INDEX by_kind ON files (kind, moment, slug) WHERE state = 'published';
CREATE INDEX by_account ON files (account, moment, slug) WHERE state = 'published' AND account != '';
CREATE INDEX by_import ON files (imported, moment, slug) WHERE state = 'published' AND live = 0;
CREATE INDEX living ON files (month, moment, slug) WHERE state = 'published' AND live = 1;
CREATE INDEX living_by_department ON files (department, moment, slug) WHERE state = 'published' AND live = 1;
CREATE INDEX withdrawn ON files (moment, slug) WHERE state = 'withdrawn';
CREATE INDEX websites ON files (website, moment, slug) WHERE state = 'published' AND website != '';
CREATE INDEX corrected ON files (moment, slug) WHERE state = 'published' AND corrected = 1;
CREATE INDEX linking ON files (moment, slug) WHERE state = 'published' AND linking = 1;
CREATE INDEX turns ON files (turn) WHERE turn != '';
CREATE INDEX parts ON pages (part);
CREATE INDEX documents ON pages (path, length) WHERE length > 0;
CREATE INDEX key_counts ON files (keys) WHERE state = 'published';
"""
_COLUMNS = 20
Accounts = Mapping[tuple[str, str], Account]


class Seen(NamedTuple):
    """A notice file as it was read: its *stamp* then, and its record, None where it is not published."""

    path: str
    stamp: str
    record: Record | None


def describe(base: sqlite3.Connection, environment: str) -> None:
    """Say in the new *base* what it is."""
    base.executemany("INSERT INTO about VALUES (?, ?)", [("format", FORMAT), ("environment", environment)])


def fits(base: sqlite3.Connection, environment: str) -> bool:
    """Whether *base* has this format and was made in this *environment*."""
    about = dict(base.execute("SELECT name, value FROM about"))
    return about == {"format": FORMAT, "environment": environment}


def add_files(base: sqlite3.Connection, seen: Collection[Seen], told: tuple[Library, datetime]) -> None:
    """Put the files *seen* into the tables; *told* is the library that decides what of them is shown, and the moment."""
    library, now = told
    shown = {one.path: one.status for one in chain(library.records, library.withdrawn)}
    first = base.execute("SELECT coalesce(max(id), 0) FROM files").fetchone()[0] + 1
    places = ",".join("?" * _COLUMNS)
    rows = (_row(id, one, (library, now, shown.get(one.path, ""))) for id, one in enumerate(seen, first))
    base.executemany(f"INSERT INTO files VALUES ({places})", rows)  # noqa: S608 - question marks only
    listed = [
        (id, one.record)
        for id, one in enumerate(seen, first)
        if one.record is not None and shown.get(one.path, "")
    ]
    base.executemany("INSERT OR IGNORE INTO keys VALUES (?, ?)", _keys(library, listed))
    public = [(id, one) for id, one in listed if one.status == "published"]
    base.executemany("INSERT OR IGNORE INTO tags VALUES (?, ?, ?, ?)", _tags(public))
    base.executemany("INSERT OR IGNORE INTO hosts VALUES (?, ?, ?, ?)", _hosts(public))
    base.executemany("INSERT OR IGNORE INTO uses VALUES (?, ?)", _uses(public))


def drop_file(base: sqlite3.Connection, path: str, accounts: Accounts) -> Record | None:
    """Take the file *path* out of all tables; the record that it had, if it was shown by the same *accounts*."""
    row = base.execute("SELECT id, record, state FROM files WHERE path = ?", (path,)).fetchone()
    if row is None:
        return None
    id, text, state = row
    base.execute("DELETE FROM files WHERE id = ?", (id,))
    record = decode(text) if text and state else None
    if record is None:
        return None
    moment = moment_of(record)
    base.executemany(
        "DELETE FROM tags WHERE (tag, at, of) = (?, ?, ?)",
        [(tag, moment, record.slug) for tag in record.tags],
    )
    base.executemany(
        "DELETE FROM hosts WHERE (host, at, of) = (?, ?, ?)",
        [(host, moment, record.slug) for host in record.hosts],
    )
    base.executemany(
        "DELETE FROM uses WHERE (media, id) = (?, ?)", [(media, id) for media in media_of(record)]
    )
    keys = held_keys(record, accounts.get((record.platform, record.account)))
    base.executemany("DELETE FROM keys WHERE (shard, id) = (?, ?)", [(slot(key), id) for key in keys])
    return record


def moment_of(record: Record) -> int:
    """When *record* was published, in microseconds since 1970: what lists are ordered by, before the slug."""
    return round(record.date.timestamp() * 1_000_000)


def month_of(record: Record) -> int:
    """The month of *record*, counted as year * 12 + month - 1."""
    return record.date.year * 12 + record.date.month - 1


def media_of(record: Record) -> list[str]:
    """The paths of the media that *record* refers to, from the content folder."""
    return [f"{record.department}/media/{name}" for name, _ in record.media]


def slot(key: str) -> int:
    """The number by which the table of old links that holds *key* is found, however many digits name a table."""
    return int(shards.shard_of(key, shards.MOST_DIGITS), 16)


def _row(id: int, seen: Seen, told: tuple[Library, datetime, str]) -> tuple[object, ...]:
    library, now, state = told
    one = seen.record
    if one is None:
        return (id, seen.path, seen.stamp, None, "", "", *([None] * (_COLUMNS - 6)))
    account = library.account_of.get((one.platform, one.account))
    turn = standing.next_turn([one], now) if standing.has_terms(one) or one.publish_at else None
    website = hostmaps.host_of(one.source_url) if one.platform == "website" else ""
    return (
        id,
        seen.path,
        seen.stamp,
        encode(one),
        state,
        one.slug,
        moment_of(one),
        month_of(one),
        one.department,
        one.kind,
        account.slug if account else "",
        int(not one.archived),
        one.imported.isoformat() if one.imported else "",
        standing.changed_on(one).isoformat(),
        f"{one.platform}\0{one.source_id}",
        website,
        int(bool(one.corrections)),
        int(bool(one.links) and not one.archived),
        turn.isoformat() if turn else "",
        len(one.keys),
    )


def _keys(library: Library, listed: Iterable[tuple[int, Record]]) -> Iterator[tuple[int, int]]:
    for id, one in listed:
        for key in held_keys(one, library.account_of.get((one.platform, one.account))):
            yield slot(key), id


def _tags(listed: Iterable[tuple[int, Record]]) -> Iterator[tuple[str, int, str, int]]:
    for id, one in listed:
        moment = moment_of(one)
        yield from ((tag, moment, one.slug, id) for tag in one.tags)


def _hosts(listed: Iterable[tuple[int, Record]]) -> Iterator[tuple[str, int, str, int]]:
    return ((host, moment_of(one), one.slug, id) for id, one in listed for host in one.hosts)


def _uses(listed: Iterable[tuple[int, Record]]) -> Iterator[tuple[str, int]]:
    return ((media, id) for id, one in listed for media in media_of(one))
