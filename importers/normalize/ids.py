"""Weibo's numbers of a post as witnesses of its date; the numbers themselves are `oldlinks.weibo_ids`."""

from __future__ import annotations

from datetime import date, datetime

from importers.normalize.dates import from_unix
from oldlinks.weibo_ids import is_bid, is_mid, to_bid, to_mid

__all__ = ["FIRST_DAY", "is_bid", "is_mid", "made_at", "to_bid", "to_mid"]

FIRST_DAY = date(2011, 7, 16)  # from here on mid and bid are one number

# From then on a mid is (Unix seconds - epoch) << 22 plus a sequence number: counted on 1,898 posts of three real
# exports, the moment is right to two seconds in 400 of 400, the day in 1,896 (two had been scheduled).
_EPOCH = 515_483_463
_SEQUENCE_BITS = 22


def made_at(mid: str) -> datetime | None:
    """Give the moment at which the platform gave out *mid*, in Beijing time; None before FIRST_DAY's numbering.

    A scheduled post got its mid when it was written, up to weeks before it was published.
    """
    if len(mid) != 16 or not is_mid(mid):
        return None
    moment = from_unix((int(mid) >> _SEQUENCE_BITS) + _EPOCH)
    return moment if moment.date() >= FIRST_DAY else None
