"""Pictures and videos that a Weibo tool saved beside its table, found again by id or picture id."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, takewhile
from pathlib import Path

from importers.normalize import media

# 20191228_<id>_<n>.jpg, 20241129T_<id>_<n>.jpg (weibo-crawler), YYYYMMDD_<bid>_<n>.jpg (weiboSpider); a single
# picture has no number.
_NAME = re.compile(r"\d{8}T?_(?P<post>[0-9A-Za-z]+)(?:_(?P<number>\d{1,3}))?", re.ASCII)
_PID = re.compile(r"/([0-9A-Za-z]{15,40})\.[a-z]{3,4}(?:\?|$)")


@dataclass(frozen=True, slots=True)
class Found:
    """A picture's file or bytes; or the *wrong* file under its name, such as the error page sent instead."""

    path: Path | None = None
    content: bytes | None = None
    wrong: Path | None = None


def picture_id(url: str) -> str:
    """Give the pid, which is the picture's identity on every sinaimg host and in every size, or empty."""
    match = _PID.search(url)
    return match[1] if match else ""


class SavedMedia:
    """The files under `img/` and `video/` beside an export, where both tools of dataabc put them, or `assets/img/`.

    Symbolic links are not followed.
    """

    def __init__(self, folder: Path) -> None:
        """Note the names under *folder*; contents are looked at when asked for."""
        self._pictures = _by_key(folder / "assets" / "img") | _by_key(folder / "img")
        self._videos = _by_key(folder / "video")

    def picture(self, url: str, ids: tuple[str, ...], number: int) -> Found:
        """Find the *number*th picture (from 1) of a post, by its *url* or by the post's *ids*."""
        name = "" if "://" in url else Path(url).stem  # a file that the export itself names
        for key in (picture_id(url), name, *(f"{one}_{number}" for one in ids if one)):
            if key and (path := self._pictures.get(key)):
                return Found(path=path) if _is_picture(path) else Found(wrong=path)
        return Found()

    def videos(self, ids: tuple[str, ...]) -> list[Path]:
        """Give the videos saved for the post of *ids*, in order; an error page under such a name is none."""
        for one in filter(None, ids):
            keys = takewhile(self._videos.__contains__, (f"{one}_{number}" for number in count(1)))
            if found := [path for path in map(self._videos.__getitem__, keys) if _kind(path) in media.VIDEOS]:
                return found
        return []


def _by_key(folder: Path) -> dict[str, Path]:
    """The files under *folder* by `<post>_<number>` as the tools name them, else by their bare name."""
    found: dict[str, Path] = {}
    for path in _files(folder):
        match = _NAME.fullmatch(path.stem)
        found.setdefault(f"{match['post']}_{match['number'] or 1}" if match else path.stem, path)
    return found


def _files(folder: Path) -> Iterator[Path]:
    for root, _, names in os.walk(folder):
        yield from (path for name in sorted(names) if not (path := Path(root, name)).is_symlink())


def _is_picture(path: Path) -> bool:
    return _kind(path) in media.PICTURES


def _kind(path: Path) -> str:
    with path.open("rb") as stream:
        return media.extension(stream.read(media.HEAD), path.name)
