"""Old links: the tables of `/go/`, its pages, and maps for hosts that are still under control.

What a page shows is given as records, so that finding out what changed costs one digest a record; keys and
targets are made only for the shards that are written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from notices.accounts import Account
from notices.lost import LostPost
from oldlinks import keys, shards
from oldlinks.shards import Target
from plugins.notices import addresses, fate, hostmaps, pagetags
from plugins.notices.filters import day
from plugins.notices.library import Library
from plugins.notices.pages import Page, of_part
from plugins.notices.record import Record, biz_of, held_keys
from plugins.notices.sheets import sheets
from plugins.notices.site import Site

ROWS = 100  # of a table page for readers without scripts

Entry = tuple[str, Target]


def oldlink_pages(library: Library, site: Site) -> Iterator[Page]:
    """The page of old links, the tables behind it, a table an account, and the maps of hosts."""
    known = list(_known(library))
    digits = _digits(library, known)
    context = {"tags": pagetags.column_tags(site, "旧链接查找", "概况信息"), "digits": digits}
    yield Page(addresses.GO, "go.html", context)
    yield Page(f"{addresses.GO}shards.json", "shards.json", {"digits": digits})
    yield from _shard_pages(library, known, digits)
    for account in library.accounts:
        yield from of_part(library, f"table/{account.slug}", _table(library, site, account))
    for host in sorted(library.by_website):
        yield from of_part(library, f"host/{host}", _maps(library, host))


def digits_of(library: Library) -> int:
    """How many digits name a table of old links."""
    return _digits(library, list(_known(library)))


def _digits(library: Library, known: list[Entry]) -> int:
    return shards.digits_for(library.key_count + len(known))


def _maps(library: Library, host: str) -> Iterator[Page]:
    """The maps of one host of a closed website."""
    context = {"records": tuple(library.by_website[host])}
    yield from (Page(addresses.host_map(host, name), f"hostmap.{name}", context) for name in hostmaps.FILES)


def _shard_pages(library: Library, known: list[Entry], digits: int) -> Iterator[Page]:
    records = library.by_shard(digits)
    others: dict[str, list[Entry]] = defaultdict(list)
    for entry in known:
        others[shards.shard_of(entry[0], digits)].append(entry)
    for name in shards.names(digits):
        page = _shard_page(library, records, (name, digits, tuple(others[name])))
        yield from of_part(library, f"shard/{name}", page)


def _shard_page(
    library: Library, records: Mapping[str, Sequence[Record]], table: tuple[str, int, tuple[Entry, ...]]
) -> Iterator[Page]:
    name, digits, known = table
    held = tuple(records.get(name, ()))
    named = {(one.platform, one.account) for one in held if one.account}
    context = {
        "name": name,
        "digits": digits,
        "records": held,
        "accounts": tuple(library.account_of[one] for one in sorted(named)),
        "known": known,
    }
    yield Page(f"{addresses.GO}{name}.json", "oldlinks.shard", context)


def _known(library: Library) -> Iterator[Entry]:
    """The entries of accounts and of lost posts that are still lost."""
    for account in library.accounts:
        yield from (
            (key, _account_target(account))
            for key in keys.of_account(account.platform, account.native_ids, account.name)
        )
    for post in library.lost:
        if (post.platform, post.source_id) not in library.posts:
            own = library.account_of.get((post.platform, post.account))
            yield from ((key, _lost_target(post, own)) for key in lost_keys(post, own))


def lost_keys(post: LostPost, account: Account | None) -> tuple[str, ...]:
    """What a lost *post* of *account* is looked up by."""
    biz = biz_of(account) if account and post.platform == "weixin" else ""
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
        held = held_keys(record, accounts.get((record.platform, record.account)))
        here = [key for key in held if shards.shard_of(key, digits) == name]
        target = _target(record) if here else ()
        for key in here:
            entries[key].append(target)
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
