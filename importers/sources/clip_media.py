"""Pictures and videos that a tool saved beside its rows, found again by the post's id in their path.

MediaCrawler writes `images/<id>/0.jpg` and `videos/<id>/video.mp4`; XHS-, KS- and DouK-Downloader put the id, or the
moment of publication, into the file's name, as they are told to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from importers.model import Picture
from importers.normalize import media

_DATA_FOLDERS = frozenset(("csv", "json", "jsonl", "excel", "xlsx", "data"))
_MEDIA_FOLDER = re.compile(r"images|videos|download.*|UID\d+.*", re.IGNORECASE)
_TOKEN = re.compile(r"[0-9A-Za-z]{10,}", re.ASCII)  # shorter runs are dates and counters, not ids
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)[ _T](\d\d)[.:](\d\d)[.:](\d\d)", re.ASCII)
_NUMBER = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Saved:
    """The files of one post, each sort in the order of their names."""

    pictures: tuple[Path, ...] = ()
    videos: tuple[Path, ...] = ()
    sounds: tuple[Path, ...] = ()
    wrong: tuple[Path, ...] = ()


class Files(Protocol):
    """Where a post's files are looked for."""

    def of(self, ids: tuple[str, ...], when: datetime | None = None, name: str = "") -> Saved:
        """Find the files of the post that has *ids*, was published *when*, by the account *name*."""
        ...


@dataclass(slots=True)
class SavedFiles:
    """The files under the folder of the export *path*, and under the folders of media beside it.

    Symbolic links are not followed.
    """

    path: Path
    _by_key: Mapping[str, Sequence[Path]] | None = None

    def of(self, ids: tuple[str, ...], when: datetime | None = None, name: str = "") -> Saved:
        """Find the files of the post that has *ids*; else those named by the moment *when* and the account *name*."""
        if self._by_key is None:
            self._by_key = _by_key(tuple(_roots(self.path)))
        found = [path for one in ids if one for path in self._by_key.get(one, ())]
        if not found and when and name:
            moment = self._by_key.get(f"{when:%Y%m%d%H%M%S}", ())
            found = [path for path in moment if name in str(path.relative_to(self.path.parent.parent))]
        return sort(found)


@lru_cache(maxsize=2)  # an account has a file a day, all in one folder
def _by_key(roots: tuple[Path, ...]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for root in roots:
        for path in _files(root):
            for key in _keys(path.relative_to(root)):
                found.setdefault(key, []).append(path)
    return found


def _roots(path: Path) -> Iterator[Path]:
    folder = path.parent
    yield folder
    if folder.name.lower() in _DATA_FOLDERS:
        beside = sorted(one for one in folder.parent.iterdir() if _MEDIA_FOLDER.fullmatch(one.name))
        yield from (one for one in beside if one.is_dir() and not one.is_symlink())


def _files(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders.sort()
        yield from (path for name in sorted(names) if not (path := Path(root, name)).is_symlink())


def _keys(relative: Path) -> set[str]:
    """What a file can be asked for by: each part of its path, long tokens in it, and the moment it names."""
    moments = ("".join(found) for found in _MOMENT.findall(relative.name))
    return {*relative.parts[:-1], relative.stem, *_TOKEN.findall(str(relative)), *moments}


def sort(paths: Iterable[Path]) -> Saved:
    """Sort *paths* by what their first bytes say they are. Raises OSError."""
    sorts: dict[str, list[Path]] = {"pictures": [], "videos": [], "sounds": [], "wrong": []}
    for path in sorted(set(paths), key=_natural):
        if known := _sort(path):
            sorts[known].append(path)
    return Saved(**{name: tuple(found) for name, found in sorts.items()})


def _natural(path: Path) -> tuple[list[tuple[int, str]], str]:
    parts = ((int(part), "") if part.isdecimal() else (0, part) for part in _NUMBER.split(path.name))
    return list(parts), str(path)


def _sort(path: Path) -> str:
    """What the file is by its first bytes; empty for what is no media, such as the rows themselves."""
    with path.open("rb") as stream:
        extension = media.extension(stream.read(media.HEAD), path.name)
    if extension in media.PICTURES:
        return "pictures"
    if extension in media.VIDEOS:
        return "videos"
    if extension in media.SOUNDS:
        return "sounds"
    return "wrong" if extension == "html" and path.suffix.lower() not in (".html", ".htm") else ""


def attachment(key: str, what: str, path: Path) -> Picture:
    """The file *path* as a page offers it for download; the site adds its kind and size to the link."""
    number = int(key[1:])
    return Picture(key, "", what if number == 1 else f"{what} {number}", path)
