"""A head as we write it ourselves, read in one pass: what importers made is nearly all there is to read.

Anything unusual is left to `frontmatter.split` and its messages: a line end of another system, a key in Chinese, a
key twice, an empty value, a value that is wrong. What is read here is what the thorough way reads, no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from notices import remarks, values
from notices.fields import FIELDS, KINDS, LANGUAGES, PLATFORMS, STATUSES
from notices.frontmatter import UNPRINTABLE

PARSERS: dict[str, Callable[[str], object]] = {
    "line": values.parse_line,
    "moment": values.parse_moment,
    "day": values.parse_day,
    "slug": values.parse_slug,
    "code": values.parse_code,
    "kind": values.parse_kind,
    "status": values.parse_status,
    "tags": values.parse_tags,
    "ids": values.parse_ids,
    "url": values.parse_url,
    "sha256": values.parse_sha256,
    "lang": values.parse_lang,
    "platform": values.parse_platform,
    "waivers": remarks.parse_waivers,
    "corrections": remarks.parse_corrections,
    "cuts": remarks.parse_cuts,
}

_OPENING = "---\n"
_CLOSING = "\n---\n"
# So many values of a key that notices share are kept, each as one object in memory and between processes.
_KEPT = 4096


def _one_of(choices: Mapping[str, str]) -> Callable[[str], object]:
    return {name: name for name in choices}.__getitem__


_SHARED: dict[str, Callable[[str], object]] = {
    "kind": _one_of(KINDS),
    "status": _one_of(STATUSES),
    "lang": _one_of(LANGUAGES),
    "platform": _one_of(PLATFORMS),
    "department": lru_cache(_KEPT)(values.parse_code),
    "account": lru_cache(_KEPT)(values.parse_line),
    "imported": lru_cache(_KEPT)(values.parse_day),
    "tags": lru_cache(_KEPT)(values.parse_tags),
}
_BY_NAME = {field.name: _SHARED.get(field.name, PARSERS[field.type]) for field in FIELDS}
_REQUIRED = frozenset(field.name for field in FIELDS if field.required)


def read(text: str) -> tuple[dict[str, Any], str] | None:
    """The values by key and the body of the notice *text*; None where anything is not as `notice.render` writes it."""
    end = text.find(_CLOSING, len(_OPENING) - 1)
    if end < 0 or not text.startswith(_OPENING) or "\r" in text:
        return None
    lines = text[len(_OPENING) : end].split("\n")
    found: dict[str, Any] = {}
    try:
        for line in lines:
            name, _, value = line.partition(": ")
            value = value.strip()
            if not value or name in found:
                return None
            found[name] = _BY_NAME[name](value)
    except (LookupError, ValueError):
        return None
    head = "".join(lines)
    if not found.keys() >= _REQUIRED or (not head.isprintable() and UNPRINTABLE.search(head)):
        return None
    return found, text[end + len(_CLOSING) :].strip("\n")
