"""The files that a page refers to: beside it, in its mirror's folders, never outside of them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from importers.model import Picture
from importers.sources.website.site import Site

HOST = re.compile(r"(?:[a-z0-9-]+\.)+(?:cn|com|net|org|gov|info|example|test)(?:[_+:]\d+)?", re.IGNORECASE)
_UP = 12


class Store(Protocol):
    """Where a page's pictures and attachments are found."""

    def find(self, address: str) -> Picture | None:
        """The file at *address* as the page wrote it, without key; None when the export does not hold it."""
        ...


@dataclass(slots=True)
class Folder:
    """The files around the page *page* of *site*; *used* are those that it referred to."""

    page: Path
    site: Site
    used: set[Path] = field(default_factory=set)

    def find(self, address: str) -> Picture | None:
        """The file at *address*: relative to the page, to the root of the mirror, or under another host's folder."""
        for candidate in self._candidates(address.strip()):
            path = Path(os.path.normpath(candidate))  # as the walk over the export names it
            if path.is_file() and not path.is_symlink() and self._is_inside(path):
                self.used.add(path)
                return Picture(key="", path=path)
        return None

    def _candidates(self, address: str) -> list[Path]:
        try:
            parts = urlsplit(address)
        except ValueError:
            return []
        if parts.scheme not in ("", "http", "https", "file") or not parts.path or "\0" in address:
            return []
        names = [unquote(parts.path), parts.path]
        if parts.query:  # wget writes the query into the name
            names = [f"{name}?{parts.query}" for name in names] + names
        root = self.root
        if parts.netloc:
            return [top / name.lstrip("/") for top in self._tops(parts.netloc.lower()) for name in names]
        if parts.path.startswith("/"):
            return [root / name.lstrip("/") for name in names]
        return [self.page.parent / name for name in names]

    def _tops(self, host: str) -> list[Path]:
        """The folders that may stand for `/` of *host*."""
        root = self.root
        if not HOST.fullmatch(root.name):
            return [root / host, root]
        return [root] if root.name.lower() == host else [root.parent / host]

    @property
    def root(self) -> Path:
        """The folder that stands for the website's `/`: named as a host, or with site.toml, else the page's own."""
        for folder in list(self.page.parents)[:_UP]:
            if HOST.fullmatch(folder.name) or folder == self.site.folder:
                return folder
        return self.page.parent

    def _is_inside(self, path: Path) -> bool:
        """Whether *path* lies under the mirror: `../../../etc/passwd` does not, nor what a link leads out to."""
        root = self.root
        top = root.parent if HOST.fullmatch(root.name) else root
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(top))

    def companions(self) -> tuple[Path, ...]:
        """The other files of the `_files` folder that a browser saved with the page."""
        found: list[Path] = []
        for name in (f"{self.page.stem}_files", f"{self.page.stem}.files", f"{self.page.stem}_file"):
            folder = self.page.with_name(name)
            if folder.is_dir() and not folder.is_symlink():
                found += sorted(one for one in folder.rglob("*") if one.is_file() and one not in self.used)
        return tuple(found)
