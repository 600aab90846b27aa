"""The fingerprint of what a page shows: equal contexts, and only they, have equal fingerprints.

A page is written again when the fingerprint of its template name and context differs from the former build's,
so nothing has to be said about what depends on what. Contexts hold plain values, dataclasses and records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any

from notices.accounts import Account
from notices.departments import Department
from plugins.notices.pages import Page
from plugins.notices.record import Record

SIZE = 16

_Way = Callable[[Any, list[bytes]], None]


def fingerprint(page: Page) -> bytes:
    """16 bytes that stand for all that *page* shows; of its notice's file they cover every byte."""
    context = page.context
    parts = [page.url.encode(), page.template.encode(), _names(tuple(context))]
    if page.source:
        parts.append(context["record"].content)
    for value in context.values():
        _WAYS[type(value)](value, parts)
    return blake2b(b"\0".join(parts), digest_size=SIZE).digest()


@lru_cache(1 << 10)  # pages of one template show things of the same names
def _names(names: tuple[str, ...]) -> bytes:
    parts: list[bytes] = []
    _add_sequence(names, parts)
    return b"\0".join(parts)


class _Ways(dict[type, _Way]):
    """How values are added, by their exact type: this runs dozens of times a page, for every page of every build."""

    def __missing__(self, kind: type) -> _Way:
        """Remember the way of a type not met before. Raises TypeError where there is none."""
        way = self[kind] = _add_mapping if issubclass(kind, Mapping) else _fields_way(kind)
        return way


def _fields_way(kind: type) -> _Way:
    if not is_dataclass(kind):
        raise TypeError(f"a page shows a {kind.__qualname__}, whose fingerprint is not defined")
    opening = b"<%b" % kind.__qualname__.encode()
    names = [field.name for field in fields(kind)]

    def add(value: object, parts: list[bytes]) -> None:
        parts.append(opening)
        for name in names:
            one = getattr(value, name)
            _WAYS[type(one)](one, parts)

    return add


def _add_text(value: str, parts: list[bytes]) -> None:
    parts.append(_text(value))


@lru_cache(1 << 13)  # labels, addresses and the names of what is shown come again and again
def _text(value: str) -> bytes:
    text = value.encode()
    return b"%d:%b" % (len(text), text)


def _add_record(value: Record, parts: list[bytes]) -> None:
    parts.append(value.shown)


def _add_plain(value: object, parts: list[bytes]) -> None:
    parts.append(repr(value).encode())


def _add_sequence(value: Sequence[object], parts: list[bytes]) -> None:
    parts.append(b"[%d" % len(value) if value else b"[0")
    for one in value:
        _WAYS[type(one)](one, parts)


def _add_mapping(value: Mapping[Any, object], parts: list[bytes]) -> None:
    parts.append(b"{%d" % len(value))
    for key, one in value.items():
        _WAYS[type(key)](key, parts)
        _WAYS[type(one)](one, parts)


def _add_registered(value: Account | Department, parts: list[bytes]) -> None:
    parts.append(_registered(value))


@cache
def _registered(value: Account | Department) -> bytes:
    return repr(value).encode()


_WAYS = _Ways(
    {
        str: _add_text,
        Record: _add_record,
        tuple: _add_sequence,
        list: _add_sequence,
        Account: _add_registered,
        Department: _add_registered,
        **dict.fromkeys((int, float, bool, type(None), date), _add_plain),
    }
)
