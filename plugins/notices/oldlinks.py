"""Old links: the tables of `/go/`, its pages, and maps for hosts that are still under control.

What a page shows is given as records, so that finding out what changed costs one digest a record; keys and
targets are made only for the shards that are written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from notices.accounts import Account
from notices.lost import LostPost
from oldlinks import keys, shards
from oldlinks.shards import Target
from plugins.notices import addresses, fate, hostmaps, pagetags
from plugins.notices.filters import day
from plugins.notices.library import Library
from plugins.notices.pages import Page
from plugins.notices.record import Record
from plugins.notices.sheets import sheets
from plugins.notices.site import Site

ROWS = 100  # of a table page for readers without scripts

Entry = tuple[str, Target]


def oldlink_pages(library: Library, site: Site) -> Iterator[Page]:
    """The page of old links, the tables behind it, a table an account, and the maps of hosts."""
    known = list(_known(library))
    digits = shards.digits_for(sum(len(record.keys) for record in library.records) + len(known))
    context = {"tags": pagetags.column_tags(site, "旧链接查找", "概况信息"), "digits": digits}
    yield Page(addresses.GO, "go.html", context)
    yield Page(f"{addresses.GO}shards.json", "shards.json", {"digits": digits})
    yield from _shard_pages(library, known, digits)
    for account in library.accounts:
        yield from _table(library, site, account)
    yield from hostmaps.map_pages(library.records)


def _shard_pages(library: Library, known: list[Entry], digits: int) -> Iterator[Page]:
    records: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in chain(library.records, library.withdrawn):
        for key in record_keys(record, library.account_of.get((record.platform, record.account))):
            records[shards.shard_of(key, digits)][record.slug] = record
    others: dict[str, list[Entry]] = defaultdict(list)
    for entry in known:
        others[shards.shard_of(entry[0], digits)].append(entry)
    for name in shards.names(digits):
        held = tuple(records[name].values())
        named = {(one.platform, one.account) for one in held if one.account}
        context = {
            "name": name,
            "digits": digits,
            "records": held,
            "accounts": tuple(library.account_of[one] for one in sorted(named)),
            "known": tuple(others[name]),
        }
        yield Page(f"{addresses.GO}{name}.json", "oldlinks.shard", context)


def record_keys(record: Record, account: Account | None) -> tuple[str, ...]:
    """The keys of *record*, with those that need the WeChat biz of its *account*."""
    biz = _biz(account) if record.platform == "weixin" and account else ""
    if not biz or record.source_id.count("_") != 1:
        return record.keys
    return tuple(dict.fromkeys([*keys.of_post("weixin", record.source_id, "", biz), *record.keys]))


def _biz(account: Account) -> str:
    return next((one for one in account.native_ids if not one.startswith("gh_") and "_" not in one), "")


def _known(library: Library) -> Iterator[Entry]:
    """The entries of accounts and of lost posts that are still lost."""
    for account in library.accounts:
        yield from (
            (key, _account_target(account))
            for key in keys.of_account(account.platform, account.native_ids, account.name)
        )
    found = {(one.platform, one.source_id) for one in library.records}
    for post in library.lost:
        if (post.platform, post.source_id) not in found:
            own = library.account_of.get((post.platform, post.account))
            yield from ((key, _lost_target(post, own)) for key in _lost_keys(post, own))


def _lost_keys(post: LostPost, account: Account | None) -> tuple[str, ...]:
    biz = _biz(account) if account and post.platform == "weixin" else ""
    return (*keys.of_post(post.platform, post.source_id, post.source_url, biz), *keys.of_title(post.title))


def _account_target(account: Account) -> Target:
    return (
        "account",
        addresses.account(account.slug),
        account.name,
        fate.fate(account),
        account.successor,
    )


def _lost_target(post: LostPost, account: Account | None) -> Target:
    page = addresses.account(account.slug) if account else ""
    return ("lost", post.title, post.reason.rstrip("。"), post.noted, page)


def shard(site: Site, context: Mapping[str, Any]) -> str:
    """One table."""
    name, digits = context["name"], context["digits"]
    accounts = {(one.platform, id_): one for one in context["accounts"] for id_ in one.native_ids}
    entries: dict[str, list[Target]] = defaultdict(list)
    for record in context["records"]:
        for key in record_keys(record, accounts.get((record.platform, record.account))):
            if shards.shard_of(key, digits) == name:
                entries[key].append(_target(record))
    for key, target in context["known"]:
        entries[key].append(target)
    return shards.dump(entries)


def _target(record: Record) -> Target:
    if record.status == "withdrawn":
        return ("withdrawn", record.url, "已撤下的信息", day(record.date))
    return ("notice", record.url, record.title, day(record.date))


def shards_index(site: Site, context: Mapping[str, Any]) -> str:
    """How many digits name a table: all that a server must know to look up."""
    return f'{{"digits":{context["digits"]}}}\n'


def _table(library: Library, site: Site, account: Account) -> Iterator[Page]:
    """Old and new addresses of the account's posts, for readers without scripts."""
    records = [one for one in library.by_account.get(account.slug, ()) if one.source_url]
    if not records:
        return
    shared = {"tags": pagetags.column_tags(site, f"{account.name}旧链接对照"), "account": account}
    for sheet in sheets(records, addresses.old_links(account.slug), ROWS):
        count = {"count": len(records)} if sheet.front else {}
        yield Page(sheet.url, "oldlinks.html", {**shared, **count, "sheet": sheet})


WRITERS: dict[str, Callable[[Site, Mapping[str, Any]], str | bytes]] = {
    "oldlinks.shard": shard,
    "shards.json": shards_index,
    **hostmaps.WRITERS,
}
