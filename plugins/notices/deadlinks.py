"""Links in the notices that departments write: each must lead to a page or file of this site."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from posixpath import normpath
from urllib.parse import unquote

from notices.problems import Problem
from plugins.notices import addresses
from plugins.notices.record import Record


def problems(records: Iterable[Record], files: Container[str]) -> Iterator[Problem]:
    """A problem for each link of a live notice that leads to none of *files* (of the output folder).

    Archived bodies are left out: their relative links were those of another site and are shown as words.
    """
    for record in records:
        if record.archived or not record.links:
            continue
        for target, line in record.links:
            if not _leads(record, target, files):
                message = f"链接“{target}”打不开：本站没有这个网页，请改正网址或删去链接。"
                yield Problem(record.path, line, "link-dead", message)


def _leads(record: Record, target: str, files: Container[str]) -> bool:
    path = unquote(target.partition("#")[0].partition("?")[0])
    if not path:
        return False  # `#…`: the bodies of notices have no anchors
    whole = path if path.startswith("/") else f"{record.url.rpartition('/')[0]}/{path}"
    clean = normpath(whole).lstrip("/")
    candidates = (clean, addresses.output_file(f"/{clean}/".replace("//", "/")))
    return any(one in files for one in candidates)
