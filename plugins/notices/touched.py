"""Which parts of the site can look different when only these notices changed; the plan asks for no others.

Too many is never wrong, since fingerprints decide what is printed; one too few would be. What a page shows is told
by its context (`pages`, `browse`, …): whoever lets a page show something more looks here too, and the property
test over random edits (`tests/plugins/test_incremental.py`) finds what was forgotten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from notices.accounts import Account
from oldlinks import shards
from plugins.notices import oldlinks
from plugins.notices.hostmaps import host_of
from plugins.notices.record import Record, held_keys
from plugins.notices.shelf import NOTICE, Shelf


def parts(shelf: Shelf, digits: int) -> frozenset[str]:
    """The parts of the site that the changes of *shelf* touch; tables of old links are named by *digits* digits."""
    found: set[str] = set()
    for old, new in shelf.changes:
        found |= {f"{NOTICE}{one.path}" for one in (old, new) if one is not None}
        if old is None or new is None or old.shown != new.shown:
            for one in (old, new):
                if one is not None:
                    found.update(_lists(shelf, one, digits))
                    found.update(_beside(shelf, one))
    found.update(_by_tag(shelf))
    found.update(_lost(shelf, digits))
    touched = replace(shelf, parts=frozenset(found))
    accounts = [one for one in shelf.accounts if touched.due(f"account/{one.slug}")]
    return frozenset(found | set(_by_closing(touched, accounts)))


def pages_with(shelf: Shelf, media: str) -> Iterator[str]:
    """The parts of the notices that show the file *media*."""
    rows = shelf.base.execute("SELECT path FROM uses JOIN files USING (id) WHERE media = ?", (media,))
    return (f"{NOTICE}{path}" for (path,) in rows)


def _lists(shelf: Shelf, record: Record, digits: int) -> Iterator[str]:
    account = shelf.account_of.get((record.platform, record.account))
    year, month = record.date.year, record.date.month
    yield from (f"department/{record.department}", f"feeds/{record.department}", f"kind/{record.kind}")
    yield from (f"year/{year}", f"month/{year}-{month}", f"catalogue/{year}", f"sitemap/{year}-{month}")
    yield from (f"tag/{tag}" for tag in record.tags)
    yield from (f"shard/{shards.shard_of(key, digits)}" for key in held_keys(record, account))
    yield f"host/{host_of(record.source_url)}"
    if account is not None:
        yield from (f"account/{account.slug}", f"table/{account.slug}", f"department/{account.department}")


def _beside(shelf: Shelf, record: Record) -> Iterator[str]:
    """The pages of notices that name *record*: its neighbours, and other publications of the same text."""
    for near in (shelf.neighbour(record, "<", "DESC"), shelf.neighbour(record, ">", "ASC")):
        if near is not None:
            yield f"{NOTICE}{near.path}"
    for group in shelf.reposts:
        if record.slug in group.slugs:
            yield from (f"{NOTICE}{one.path}" for one in map(shelf.record, group.slugs) if one is not None)


def _lost(shelf: Shelf, digits: int) -> Iterator[str]:
    """The tables that name a lost post which came, or is missing again."""
    posts = {(one.platform, one.source_id) for pair in shelf.changes for one in pair if one is not None}
    for post in shelf.lost:
        if (post.platform, post.source_id) in posts:
            keys = oldlinks.lost_keys(post, shelf.account_of.get((post.platform, post.account)))
            yield from (f"shard/{shards.shard_of(key, digits)}" for key in keys)


def _by_tag(shelf: Shelf) -> Iterator[str]:
    """The notices that gain or lose a link to the list of a tag: a tag has one from the second notice on."""
    grown: Counter[str] = Counter()
    for old, new in shelf.changes:
        grown.update(new.tags if new is not None and new.status == "published" else ())
        grown.subtract(old.tags if old is not None and old.status == "published" else ())
    for tag, by in grown.items():
        paths = (
            shelf.base.execute("SELECT path FROM tags JOIN files USING (id) WHERE tag = ?", (tag,)).fetchall()
            if by
            else []
        )
        if (len(paths) > 1) != (len(paths) - by > 1):
            yield from (f"{NOTICE}{path}" for (path,) in paths)


def _by_closing(shelf: Shelf, accounts: Iterable[Account]) -> Iterator[str]:
    """The notices of *accounts* whose closing notice is another now: each leads to it."""
    for one in accounts:
        before = shelf.base.execute("SELECT address FROM closings WHERE account = ?", (one.slug,)).fetchone()
        if before != (shelf.closing(one),):
            yield from (f"{NOTICE}{record.path}" for record in shelf.by_account.get(one.slug, ()))
