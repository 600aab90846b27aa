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
    values: list[Any] = list(record)
    for position, convert in _PLAIN:
        if value := values[position]:  # what is not there says so in JSON too
            values[position] = convert(value)
    return _ENCODER.encode(values)


def decode(text: str) -> Record:
    """The record that `encode` wrote. Raises ValueError, TypeError or LookupError for any other text."""
    values = json.loads(text)
    for position, convert in _CONVERTERS:
        values[position] = convert(values[position])
    return Record._make(values)


def _day_text(value: dt.date) -> str:
    return value.isoformat()


def _rows(corrections: tuple[Correction, ...]) -> list[list[str]]:
    return [[one.day.isoformat(), one.reason] for one in corrections]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).astimezone(BEIJING) if text else None


def _pairs(rows: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(map(tuple, rows))


def _corrections(rows: list[list[str]]) -> tuple[Correction, ...]:
    return tuple(Correction(dt.date.fromisoformat(day), reason) for day, reason in rows)


_Way = Callable[[Any], Any]

# By the type that a field of Record is annotated with; a field of a type not listed here stops the import.
_FROM_JSON: dict[Any, _Way | None] = {
    str: None,
    bytes: bytes.fromhex,
    dt.datetime: _moment,
    dt.datetime | None: _moment,
    dt.date | None: _day,
    tuple[str, ...]: tuple,
    tuple[tuple[str, int], ...]: _pairs,
    tuple[Correction, ...]: _corrections,
}
# Those that JSON has no word for.
_TO_JSON: dict[Any, _Way] = {
    bytes: bytes.hex,
    dt.datetime: _day_text,
    dt.datetime | None: _day_text,
    dt.date | None: _day_text,
    tuple[Correction, ...]: _rows,
}
_SORTS = list(enumerate(get_type_hints(Record).values()))
_CONVERTERS = [(position, way) for position, sort in _SORTS if (way := _FROM_JSON[sort])]
_PLAIN = [(position, way) for position, sort in _SORTS if (way := _TO_JSON.get(sort))]
_ENCODER = json.JSONEncoder(ensure_ascii=False)
