"""The fingerprint of what a page shows: equal contexts, and only they, have equal fingerprints.

A page is written again when the fingerprint of its template name and context differs from the former build's,
so nothing has to be said about what depends on what. Contexts hold plain values, dataclasses and records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import blake2b

from notices.accounts import Account
from notices.departments import Department
from plugins.notices.pages import Page
from plugins.notices.record import Record

SIZE = 16


def fingerprint(page: Page) -> bytes:
    """16 bytes that stand for all that *page* shows; of its notice's file they cover every byte."""
    parts: list[bytes] = [page.url.encode(), page.template.encode()]
    if page.source:
        parts.append(page.context["record"].content)
    _add(page.context, parts)
    return blake2b(b"\0".join(parts), digest_size=SIZE).digest()


def _add(value: object, parts: list[bytes]) -> None:
    kind = type(value)
    if isinstance(value, Record):
        parts.append(value.shown)
    elif isinstance(value, str):
        text = value.encode()
        parts.append(b"%d:%b" % (len(text), text))
    elif kind in _PLAIN:
        parts.append(repr(value).encode())
    elif isinstance(value, Account | Department):
        parts.append(_registered(value))
    else:
        _add_many(value, parts)


def _add_many(value: object, parts: list[bytes]) -> None:
    """A container: its kind and length first, so that no two nestings read alike."""
    kind: type = type(value)
    members: Iterable[object]
    if isinstance(value, Mapping):
        members = [one for pair in value.items() for one in pair]
        parts.append(b"{%d" % len(value))
    elif isinstance(value, tuple | list):
        members = value
        parts.append(b"[%d" % len(value))
    elif is_dataclass(value):
        members = [getattr(value, name) for name in _names(kind)]
        parts.append(b"<%b" % kind.__qualname__.encode())
    else:
        raise TypeError(f"a page shows a {kind.__qualname__}, whose fingerprint is not defined")
    for one in members:
        _add(one, parts)


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _registered(value: Account | Department) -> bytes:
    return repr(value).encode()


_PLAIN = frozenset({int, float, bool, type(None), date})
