"""A name for everything but the content that decides how pages look: code, templates, settings, libraries."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import notices
import oldlinks
import plugins
from plugins.notices.press import Press

_LIBRARIES = ("jinja2", "markdown", "markupsafe", "nh3")


def environment(press: Press) -> str:
    """A digest that differs when code, a template, a setting of the site or a library differs."""
    digest = blake2b(digest_size=16)
    for path in sorted(_sources(press)):
        state = _code(path) if path.suffix == ".py" else blake2b(path.read_bytes()).digest()
        digest.update(path.name.encode() + b"\0" + state)
    added = _added(press.filters), _added(press.globals)
    digest.update(repr((press.site, *added, *map(version, _LIBRARIES))).encode())
    return digest.hexdigest()


@cache
def _code(path: Path) -> bytes:
    # Of the code that runs: what is put in its place on the disk meanwhile does not count yet.
    return blake2b(path.read_bytes()).digest()


def _sources(press: Press) -> Iterator[Path]:
    for package in (notices, oldlinks, plugins):
        yield from _files(package.__path__, "*.py")
    yield from _files(press.templates, "*")


def _files(folders: Iterable[str], pattern: str) -> Iterator[Path]:
    for folder in folders:
        yield from (path for path in Path(folder).rglob(pattern) if path.is_file())


def _added(named: Mapping[str, object]) -> list[tuple[str, str, bytes]]:
    """What the conf file gives to templates, by name: values as they are, functions with the file that they stand in."""
    written: dict[Path, bytes] = {}
    found = []
    for name, value in sorted(named.items(), key=lambda pair: pair[0]):
        function = inspect.unwrap(value) if callable(value) else value
        code = function.__code__ if inspect.isfunction(function) else None
        path = Path(code.co_filename) if code else None
        if code is None or path is None or not path.is_file():
            found.append((name, repr(value), b""))
            continue
        if path not in written:
            written[path] = blake2b(path.read_bytes(), digest_size=16).digest()
        found.append((name, code.co_qualname, written[path]))
    return found
