"""What else a post is known as: ids of its platform that neither its own id nor its address shows. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from importers.sources.wechat import addresses

PLATFORM = "weixin"  # the only platform whose ids for one post cannot be computed from one another
_NUMBERED = re.compile(r"(?:.+_)?(\d+_\d+)", re.ASCII)
_BARE = re.compile(r"\d+_\d+", re.ASCII)
_SHORT = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


def of_address(address: str) -> str:
    """The id that a WeChat article's *address* shows, empty where it shows none."""
    if short := addresses.short_id(address):
        return short
    biz, mid, idx = addresses.identity(address)
    return f"{biz}_{mid}_{idx}" if biz and mid and idx else ""


def beyond(source_id: str, source_url: str, ids: Iterable[str]) -> tuple[str, ...]:
    """Of *ids* those by which the post that has *source_id* and *source_url* could not be found yet, sorted.

    Left out are ids that the platform did not give, and numbers without their account, which no address shows.
    """
    shown = {bare(source_id), bare(of_address(source_url))}
    found = {one for one in ids if not _BARE.fullmatch(one) and bare(one) and bare(one) not in shown}
    return tuple(sorted(found))


def with_account(ids: Iterable[str], account: Iterable[str]) -> tuple[str, ...]:
    """*ids* with the account written into those that are a bare number, where one of the ids of *account* is its biz."""
    biz = next((one for one in account if addresses.is_biz(one) and not one.startswith("gh_")), "")
    return tuple(f"{biz}_{one}" if biz and _BARE.fullmatch(one) else one for one in ids)


def bare(one: str) -> str:
    """The id *one* that WeChat gave, without the account it may name; empty for any other."""
    if number := _NUMBERED.fullmatch(one):
        return number[1]
    return one if _SHORT.fullmatch(one) else ""
