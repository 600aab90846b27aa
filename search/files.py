"""The site's files over HTTP: which file a path means, and with what headers it goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

_BLOCK = 1 << 18
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".pdf": "application/pdf",
    ".webmanifest": "application/manifest+json; charset=utf-8",
}
_OTHER = "application/octet-stream"
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class NoSuchStretch(ValueError):
    """A reader asks for a part that the file does not have."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The bytes of the file *path* from *start* up to, not including, *end*."""

    path: Path
    start: int
    end: int

    @property
    def size(self) -> int:
        """How many bytes they are."""
        return self.end - self.start

    def blocks(self) -> Iterator[bytes]:
        """The bytes."""
        left = self.size
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            while left and (block := stream.read(min(left, _BLOCK))):
                left -= len(block)
                yield block


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file that may be sent, with its size and modification time as they were when it was found."""

    path: Path
    size: int
    modified_ns: int

    @property
    def content_type(self) -> str:
        """The media type by the file's ending; unknown ones are only to be saved."""
        return _TYPES.get(self.path.suffix.lower(), _OTHER)

    @property
    def etag(self) -> str:
        """Another for every other content."""
        return f'"{self.modified_ns:x}-{self.size:x}"'

    @property
    def last_modified(self) -> str:
        """The modification time as HTTP writes it (RFC 9110, 5.6.7)."""
        return formatdate(self.modified_ns // 1_000_000_000, usegmt=True)

    def unchanged_for(self, none_match: str, modified_since: str) -> bool:
        """Whether a reader with these two headers has it already (RFC 9110, 13.1: the tag goes first)."""
        if none_match:
            tags = {tag.strip().removeprefix("W/") for tag in none_match.split(",")}
            return self.etag in tags or "*" in tags
        try:
            since = parsedate_to_datetime(modified_since).timestamp()
        except (ValueError, TypeError, OverflowError):
            return False
        return self.modified_ns // 1_000_000_000 <= since

    def whole(self) -> Stretch:
        """All of it."""
        return Stretch(self.path, 0, self.size)

    def part(self, asked: str, unless: str) -> Stretch | None:
        """The stretch that the header Range *asked* for; None where all is to be sent (RFC 9110, 14.2 and 13.1.5).

        *unless* is the header If-Range. One stretch only: who asks for several gets the whole. Raises
        NoSuchStretch.
        """
        found = _RANGE.fullmatch(asked.replace(" ", ""))
        if found is None or not (found[1] or found[2]) or unless not in {"", self.etag, self.last_modified}:
            return None
        start = int(found[1]) if found[1] else max(0, self.size - int(found[2]))
        end = min(self.size, int(found[2]) + 1) if found[1] and found[2] else self.size
        if found[1] and found[2] and int(found[2]) < start:
            return None
        if start >= end:
            raise NoSuchStretch(f"文件只有 {self.size} 字节。")
        return Stretch(self.path, start, end)


def components(path: str) -> list[str] | None:
    """The names in the URL *path*, or None when it can mean no file of ours (dots first, backslash, NUL…)."""
    names = [name for name in path.split("/") if name]
    return (
        None
        if any(name.startswith(".") or "\\" in name or not name.isprintable() for name in names)
        else names
    )


def find(site: Path, path: str) -> StaticFile | None:
    """The file of the folder *site* that the URL *path* means; a folder means its index.html.

    None when there is none, when it is no plain file, or when a link leads out of the site.
    """
    names = components(path)
    if names is None:
        return None
    target = site.joinpath(*names)
    try:
        if path.endswith("/") or not names:
            target = target / "index.html"
        resolved = target.resolve(strict=True)
        status = resolved.stat()
    except OSError:
        return None
    if not resolved.is_file() or not resolved.is_relative_to(site.resolve()):
        return None
    return StaticFile(resolved, status.st_size, status.st_mtime_ns)


def is_folder(site: Path, path: str) -> bool:
    """Whether the URL *path* lacks only its closing slash to mean a page."""
    return not path.endswith("/") and find(site, path + "/") is not None
