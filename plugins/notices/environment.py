"""A name for everything but the content that decides how pages look: code, templates, settings, libraries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import notices
import plugins
from plugins.notices.press import Press

_LIBRARIES = ("jinja2", "markdown", "markupsafe", "nh3")


def environment(press: Press) -> str:
    """A digest that differs when code, a template, a setting of the site or a library differs."""
    digest = blake2b(digest_size=16)
    for path in sorted(_sources(press)):
        digest.update(path.name.encode() + b"\0" + blake2b(path.read_bytes()).digest())
    known = (press.site, sorted(press.filters), sorted(press.globals), *map(version, _LIBRARIES))
    digest.update(repr(known).encode())
    return digest.hexdigest()


def _sources(press: Press) -> Iterator[Path]:
    for package in (notices, plugins):
        yield from _files(package.__path__, "*.py")
    yield from _files(press.templates, "*")


def _files(folders: Iterable[str], pattern: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in Path(folder).rglob(pattern) if path.is_file())
