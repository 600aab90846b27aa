"""Compressed twins: `<file>.gz` beside each text file of a release, which the web server sends as it is.

Made for what changed since the release being served and taken over for the rest. Nginx asks for them by itself
(`gzip_static`, https://nginx.org/en/docs/http/ngx_http_gzip_static_module.html); it looks at nothing but the name, so a
twin must never outlive what its file said: every build drops those of files that it changed, every proof unpacks the new.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from durable import fill, fill_link, walk
from plugins.notices import changes
from plugins.notices.crew import Crew, batched

ENDING = ".gz"
_TEXTS = (".html", ".css", ".js", ".json", ".xml", ".csv", ".txt", ".svg")
_LEAST = 1024  # bytes; as `gzip_min_length` in deploy/nginx: what fits into a packet is not sent any sooner
_LEVEL = 6
_BATCH = 500


def drop_stale(folder: Path) -> None:
    """Remove the twins of the files that the build in *folder* changed, and note that. Raises OSError."""
    changed = changes.read(folder)
    if changed.former:  # only a site that was another's can have any
        names = (f"{path}{ENDING}" for path in (*changed.written, *changed.removed, *changed.media))
        stale = [name for name in names if (folder / "site" / name).is_file()]
        for name in stale:
            (folder / "site" / name).unlink()
        _note(folder, replace(changed, removed=(*changed.removed, *stale)))


def make(folder: Path, former: Path | None, crew: Crew) -> int:
    """Give every text file of the build in *folder* its twin; how many were made anew. Raises OSError.

    The twin of a file that is the very file of the build *former* is taken over.
    """
    site, old = folder / "site", former / "site" if former else None
    crew.progress.begin("压缩网页", "个文件")
    lacking = list(_lacking(site))
    fresh = [path for path in lacking if old is None or not _taken_over(path, site, old)]
    for _ in crew.run(partial(_squeeze, site), batched(fresh, _BATCH)):
        continue
    made, changed = {f"{path}{ENDING}" for path in lacking}, changes.read(folder)
    removed = tuple(path for path in changed.removed if path not in made)
    _note(folder, replace(changed, written=(*changed.written, *sorted(made)), removed=removed))
    return len(fresh)


def unlike(folder: Path, digests: Mapping[str, str], known: Mapping[str, str]) -> Iterator[str]:
    """The twins in *folder* that do not say what their files say; *digests* are of all files there, *known* proved."""
    for path, digest in digests.items():
        whole = path.removesuffix(ENDING)
        if path == whole or not whole.endswith(_TEXTS):
            continue
        if known.get(path) != digest or known.get(whole) != digests.get(whole):
            try:
                content = gzip.decompress((folder / path).read_bytes())
            except (gzip.BadGzipFile, EOFError, zlib.error):
                content = b""
            if hashlib.sha256(content).hexdigest() != digests.get(whole):
                yield path


def _note(folder: Path, changed: changes.Changes) -> None:
    (folder / changes.NAME).unlink()
    changed.note(folder)


def _lacking(site: Path) -> Iterator[str]:
    """The text files under *site* that have no twin."""
    above = len(str(site)) + 1
    for parent, _, names in walk(site):
        there = frozenset(names)
        for name in names:
            if name.endswith(_TEXTS) and f"{name}{ENDING}" not in there:
                path = Path(parent, name)
                if path.stat().st_size >= _LEAST:
                    yield str(path)[above:]


def _taken_over(path: str, site: Path, old: Path) -> bool:
    twin = old / f"{path}{ENDING}"
    if not twin.is_file() or not (site / path).samefile(old / path):
        return False
    fill_link(twin, site / f"{path}{ENDING}")
    return True


def _squeeze(site: Path, paths: Iterable[str]) -> None:
    for path in paths:
        fill(site / f"{path}{ENDING}", gzip.compress((site / path).read_bytes(), _LEVEL, mtime=0))
