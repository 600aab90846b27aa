"""Which notices and media are not what they were, told from the state of the files; anything else that changed is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from notices.tree import MEDIA, PAGES
from plugins.notices.survey import Listed
from plugins.standstill import LINK, Noted, Sight

# Files beside the registers that no page shows.
_UNSHOWN = frozenset({"reviews.toml", "sentinels.toml"})


class Unfit(Exception):
    """More changed than an amendment can tell apart, or something is not as expected: the site is made whole."""


@dataclass(frozen=True, slots=True)
class Edits:
    """Notice files that are new or *changed*, those *removed*, and *media* files, all by path from the content folder."""

    changed: tuple[Listed, ...]
    removed: tuple[str, ...]
    media: tuple[str, ...]


def edits(base: sqlite3.Connection, content: str, states: tuple[Noted, Sight]) -> Edits:
    """What changed between the build that left the note and the memory *base*, and now. Raises Unfit."""
    noted, seen = states
    changed: list[Listed] = []
    removed: list[str] = []
    media: list[str] = []
    for folder in sorted(noted.folders.keys() | seen.folders.keys()):
        state, rows = seen.folders.get(folder, ("", []))
        if state and noted.folders.get(folder) == state:
            continue
        path = _within(folder, content)
        if not path:
            _refuse_registers(noted.top, rows)
        elif MEDIA not in PurePosixPath(path).parts:
            now = dict(_notice_files(path, rows))
            before = dict(_remembered(base, path, "files"))
            changed += (Listed(one, stamp) for one, stamp in now.items() if before.get(one) != stamp)
            removed += (one for one in before if one not in now)
        elif path.count("/") == 1:
            media += _media(base, path, rows)
    return Edits(tuple(changed), tuple(removed), tuple(media))


def _within(folder: str, content: str) -> str:
    """The path of *folder* from *content*, empty for that itself. Raises Unfit for what is no department's."""
    if folder == content:
        return ""
    path = folder.removeprefix(f"{content}/")
    if path == folder or path.partition("/")[0] == PAGES:
        raise Unfit(folder)
    return path


def _refuse_registers(before: Sequence[str], now: Sequence[str]) -> None:
    for row in {*before} ^ {*now}:
        if row.partition("\0")[0] not in _UNSHOWN:
            raise Unfit(row)


def _notice_files(folder: str, rows: Sequence[str]) -> Iterator[tuple[str, str]]:
    for name, _, stamp in (row.partition("\0") for row in rows):
        if name.endswith(".md") and name != ".md" and not stamp.startswith(LINK):
            yield f"{folder}/{name}", stamp


def _remembered(base: sqlite3.Connection, folder: str, table: str) -> Iterator[tuple[str, str]]:
    query = f"SELECT path, stamp FROM {table} WHERE path > ? AND path < ?"  # noqa: S608 - our own names
    rows = base.execute(query, (f"{folder}/", f"{folder}0"))
    return ((path, stamp) for path, stamp in rows if "/" not in path[len(folder) + 1 :])


def _media(base: sqlite3.Connection, folder: str, rows: Sequence[str]) -> Iterator[str]:
    """The published files of the media *folder* that are others now. Raises Unfit where one is gone."""
    now: Mapping[str, str] = {
        f"{folder}/{name}": stamp for name, _, stamp in (row.partition("\0") for row in rows)
    }
    for path, stamp in _remembered(base, folder, "media"):
        if path not in now or now[path].startswith(LINK):
            raise Unfit(path)
        if now[path] != stamp:
            yield path
