"""What the pictures of a saved page are: a file beside it, bytes in the page, or an address that is all we have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from importers.model import Picture
from importers.normalize.embedded import embedded
from importers.normalize.html import Element

_FOLDERS = ("{}_files", "{} _files", "{}.files", "{}_文件")
_BACKGROUND = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*['\"]?([^'\")\s]+)")
_EMOJI = re.compile(r"res\.wx\.qq\.com/.*(?:emoji|smiley|expression)", re.IGNORECASE)
_ADDRESSES = ("data-src", "data-original", "data-croporisrc", "src")
_SAYS_NOTHING = frozenset(("图片", "image", "img", "cover_image", "null", "undefined"))
_NAME_MOST = 255  # bytes of a file name


class Pictures:
    """Finds the pictures of the page *path*; *used* collects the files beside it that its pictures are."""

    def __init__(self, path: Path, parts: Mapping[str, bytes]) -> None:
        """For the page at *path*, an archive that holds *parts* by address, or a page without."""
        self._parts = parts
        self._folder = path.parent
        self._seen: set[str] = set()
        self.used: set[Path] = set()

    def shown(self, element: Element) -> Picture | str | None:
        """What an `img` of the body shows: a local file by `src`, else bytes, else an address known as missing."""
        source = (element.get("src") or "").strip()
        address = _remote(element)
        alt = _description(element)
        if _EMOJI.search(address):
            return alt or "〔表情〕"
        if source.startswith("data:"):
            content = embedded(source)
            return Picture("", address, alt, None, content)
        if part := self._part(element):
            return Picture("", address, alt, None, part)
        if (local := self._local(source)) and not (address and _is_placeholder(local)):
            self.used.add(local)
            return Picture("", address, alt, local)
        return Picture("", address, alt)

    def background(self, element: Element) -> Picture | None:
        """The background picture of *element*, once for each address: editors repeat ornaments."""
        css = element.get("style")
        match = _BACKGROUND.search(css) if css and "background" in css and "url(" in css else None
        if match is None or match[1] in self._seen or match[1].startswith("data:"):
            return None
        self._seen.add(match[1])
        local = self._local(match[1])
        if local:
            self.used.add(local)
        address, part = _complete(match[1]), self._parts.get(match[1])
        return Picture("", address, "", local, part) if local or address else None

    def _part(self, element: Element) -> bytes | None:
        """The bytes that the archive holds of any address of *element*."""
        if not self._parts:
            return None
        named = ((element.get(name) or "").strip() for name in ("src", *_ADDRESSES))
        return next((self._parts[one] for one in named if one in self._parts), None)

    def _local(self, source: str) -> Path | None:
        """The file beside the page that *source* names; never one outside the page's folder."""
        if not source or source.startswith(("#", "/")) or ":" in source.split("/", 1)[0]:
            return None
        for name in (unquote(source), unquote(source.split("?", 1)[0])):
            if "\0" in name or any(len(part.encode()) > _NAME_MOST for part in name.split("/")):
                continue
            path = self._folder / name
            if ".." not in path.parts[len(self._folder.parts) :] and path.is_file() and not path.is_symlink():
                return path
        return None


def companions(path: Path) -> list[Path]:
    """Every file in the folder a browser or an exporter put beside the page *path*, sorted."""
    folders = [path.with_name(form.format(path.stem)) for form in _FOLDERS]
    if path.name == "index.html":
        folders.append(path.with_name("assets"))
    return sorted(file for folder in folders if folder.is_dir() for file in _files(folder))


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


def _remote(element: Element) -> str:
    for name in _ADDRESSES:
        if address := _complete((element.get(name) or "").strip()):
            return address
    return ""


def _complete(address: str) -> str:
    address = f"https:{address}" if address.startswith("//") else address
    return address if address.lower().startswith(("http://", "https://")) else ""


def _is_placeholder(path: Path) -> bool:
    """Whether the file is the platform's loading picture, not the author's."""
    return path.name.startswith(("icon_loading", "pic_blank"))


def _description(element: Element) -> str:
    alt = " ".join((element.get("alt") or "").split())
    return "" if alt.lower() in _SAYS_NOTHING else alt[:200]
