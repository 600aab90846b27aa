"""The fingerprint of what a page shows: equal contexts, and only they, have equal fingerprints.

A page is written again when the fingerprint of its template name and context differs from the former build's,
so nothing has to be said about what depends on what. Contexts hold plain values, dataclasses and records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from typing import Any

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


def _add(value: Any, parts: list[bytes]) -> None:  # noqa: ANN401 - a context holds anything
    # By exact type, commonest first: this runs a hundred times a page, for every page of every build.
    kind: type = type(value)
    if kind is str:
        text = value.encode()
        parts.append(b"%d:%b" % (len(text), text))
    elif kind is Record:
        parts.append(value.shown)
    elif kind in _PLAIN:
        parts.append(repr(value).encode())
    elif kind is tuple or kind is list:
        parts.append(b"[%d" % len(value))
        for one in value:
            _add(one, parts)
    elif kind is Account or kind is Department:
        parts.append(_registered(value))
    elif isinstance(value, Mapping):
        parts.append(b"{%d" % len(value))
        for pair in value.items():
            _add(pair, parts)
    else:
        names = _names(kind)
        parts.append(b"<%b" % kind.__qualname__.encode())
        for name in names:
            _add(getattr(value, name), parts)


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of the dataclass *kind*. Raises TypeError for any other type."""
    if not is_dataclass(kind):
        raise TypeError(f"a page shows a {kind.__qualname__}, whose fingerprint is not defined")
    return tuple(field.name for field in fields(kind))


@cache
def _registered(value: Account | Department) -> bytes:
    return repr(value).encode()


_PLAIN = frozenset({int, float, bool, type(None), date})
