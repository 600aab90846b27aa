"""Whether a notice still holds on a given day: the marks that its page and the lists show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from notices.values import BEIJING
from plugins.notices.record import Record

_VALIDITIES = {"已废止": "abolished", "已失效": "expired", "尚未施行": "pending"}


def marks(record: Record, today: date) -> tuple[str, ...]:
    """The Chinese marks of *record* on *today*, none for a notice without terms.

    A disclosure runs through its last day; a document is void from its expiry day on.
    """
    if not has_terms(record):
        return ()
    found = []
    if record.abolished_by:
        found.append("已废止")
    elif record.expires and record.expires <= today:
        found.append("已失效")
    elif record.effective and record.effective > today:
        found.append("尚未施行")
    if record.disclosed_until:
        found.append("公示已结束" if record.disclosed_until < today else "公示中")
    return tuple(found)


def validity(record: Record, marked: Iterable[str]) -> str:
    """How search names the standing of *record* that bears the marks *marked*; empty without terms of validity."""
    found = next((_VALIDITIES[mark] for mark in marked if mark in _VALIDITIES), "")
    return found or ("current" if record.effective or record.expires else "")


def changed_on(record: Record) -> date:
    """The last day on which the page of *record* changed for its readers: published, imported or corrected."""
    last = record.date.astimezone(BEIJING).date()
    if record.imported:
        last = max(last, record.imported)
    return max(last, *(one.day for one in record.corrections)) if record.corrections else last


def next_turn(records: Iterable[Record], now: datetime) -> datetime | None:
    """The first moment after *now* at which one of *records* is published or gets other marks, None if never."""
    with_terms = (one for one in records if has_terms(one) or one.publish_at)
    return min((turn for one in with_terms for turn in _turns(one) if turn > now), default=None)


def has_terms(record: Record) -> bool:
    """Whether there is anything for which *record* could ever bear a mark; nearly none has."""
    return bool(record.abolished_by or record.expires or record.effective or record.disclosed_until)


def _turns(record: Record) -> Iterator[datetime]:
    if record.publish_at:
        yield record.publish_at
    for day in (record.expires, record.effective):
        if day:
            yield _midnight(day)
    if record.disclosed_until and record.disclosed_until < date.max:
        yield _midnight(record.disclosed_until + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), BEIJING)
