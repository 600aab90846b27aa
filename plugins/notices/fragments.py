"""Pieces of pages that many pages share: made once a process, then put in as they are.

A page of a notice is one of 100,000; what it shares with others (header, footer, the way to its department, the
banner of its account) would otherwise be the larger part of its cost.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jinja2
from markupsafe import Markup

from plugins.notices.pagetags import COLUMN_TAGS, SITE_TAGS, Tags
from plugins.notices.templates import escaped

_KEPT = 8192


@jinja2.pass_environment
def part(environment: jinja2.Environment, name: str, **shown: object) -> Markup:
    """The template *name*, which sees *shown* and nothing else of its page; the values must be hashable."""
    return _part(environment, name, tuple(shown.items()))


@lru_cache(_KEPT)
def _part(environment: jinja2.Environment, name: str, shown: tuple[tuple[str, Any], ...]) -> Markup:
    # Rendered with autoescape on, as every template.
    return Markup(environment.get_template(name).render(dict(shown)))  # noqa: S704


def meta(tags: Tags) -> Markup:
    """`<meta name content>` for each of *tags*."""
    # What the pages of a column share stands first, and is made once.
    lines = _meta(tags[:_SHARED]) + "".join(map(_tag, tags[_SHARED:]))
    return Markup(lines)  # noqa: S704 - escaped by _tag


_SHARED = len(SITE_TAGS) + len(COLUMN_TAGS)


@lru_cache(_KEPT)
def _meta(tags: Tags) -> str:
    return "".join(map(_tag, tags))


def _tag(tag: tuple[str, str]) -> str:
    return f'<meta name="{escaped(tag[0])}" content="{escaped(tag[1])}">\n'
