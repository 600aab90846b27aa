"""A record as a line of JSON, and back: what the build memory keeps of a notice. Nothing in it is run."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, get_type_hints

from notices.remarks import Correction
from notices.values import BEIJING
from plugins.notices.record import Record


def encode(record: Record) -> str:
    """*record* as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, default=_plain)


def decode(text: str) -> Record:
    """The record that `encode` wrote. Raises ValueError, TypeError or LookupError for any other text."""
    values = json.loads(text)
    for position, convert in _CONVERTERS:
        values[position] = convert(values[position])
    return Record._make(values)


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Correction):
        return [value.day.isoformat(), value.reason]
    raise TypeError(f"no JSON for {type(value).__qualname__}")


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).astimezone(BEIJING) if text else None


def _pairs(rows: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, rows))


def _corrections(rows: list[list[str]]) -> tuple[Correction, ...]:
    return tuple(Correction(dt.date.fromisoformat(day), reason) for day, reason in rows)


# By the type that a field of Record is annotated with; a field of a type not listed here stops the import.
_BY_TYPE: dict[Any, Callable[[Any], Any] | None] = {
    str: None,
    bytes: bytes.fromhex,
    dt.datetime: _moment,
    dt.datetime | None: _moment,
    dt.date | None: _day,
    tuple[str, ...]: tuple,
    tuple[tuple[str, int], ...]: _pairs,
    tuple[Correction, ...]: _corrections,
}
_CONVERTERS = [
    (position, convert)
    for position, sort in enumerate(get_type_hints(Record).values())
    if (convert := _BY_TYPE[sort]) is not None
]
