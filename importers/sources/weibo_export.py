"""What the files of all Weibo tools have in common: where they stand says whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from importers.model import AccountKey, MalformedExport
from importers.normalize.text import UnknownEncoding, encoding_of
from importers.sources.weibo_status import PLATFORM

_BLOCK = 1 << 20
_UID = re.compile(r"(?<!\d)(\d{5,11})(?!\d)", re.ASCII)


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open *path* as text in whatever encoding it is. Raises MalformedExport or OSError."""
    with path.open("rb") as stream:
        try:
            encoding = encoding_of(iter(lambda: stream.read(_BLOCK), b""))
        except UnknownEncoding as error:
            raise MalformedExport(str(error)) from None
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        yield stream


def account_of(path: Path) -> AccountKey:
    """Tell the account from a path like `<name>/<uid>.csv` or `…_<uid>_<name>.csv`; what it hides stays empty."""
    match = _UID.search(path.stem)
    if match is None:
        return AccountKey(PLATFORM)
    if match[0] == path.stem:
        folder = path.parent.name
        return AccountKey(PLATFORM, (match[0],), "" if folder.isdecimal() else folder)
    return AccountKey(PLATFORM, (match[0],), path.stem[match.end() :].strip("_- "))
