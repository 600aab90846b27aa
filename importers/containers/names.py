"""Names of members: what they were meant to be, and the steps under which we stage them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

_LONGEST = 200  # bytes of a name; file systems allow 255
_DEEPEST = 32
_UNSAFE = re.compile(r'[\x00-\x1f\x7f:*?"<>|\ud800-\udfff]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_LONE = re.compile("[\ud800-\udfff]")
_DRIVE = re.compile(r"^[A-Za-z]:")


def encoding_of(names: Iterable[bytes]) -> str:
    """The encoding of names that do not state theirs: UTF-8, GB18030 (Windows in Chinese), else cp437 (the format's).

    Two bytes of GBK can pass for UTF-8 (联通), so UTF-8 counts only when a character of three bytes is among them.
    """
    joined = b"\n".join(names)
    for name in ("utf-8", "gb18030"):
        try:
            text = joined.decode(name)
        except UnicodeDecodeError:
            continue
        if name != "utf-8" or text.isascii() or max(text) >= "\u0800" or not _is_gbk(joined):
            return name
    return "cp437"


def _is_gbk(raw: bytes) -> bool:
    try:
        return all(
            "\u4e00" <= character <= "\u9fff" or character.isascii() for character in raw.decode("gbk")
        )
    except UnicodeDecodeError:
        return False


def repaired(name: str) -> str:
    """A tar *name* whose bytes are no UTF-8 (lone surrogates stand for them), read as GB18030 where that fits."""
    if not _LONE.search(name):
        return name
    raw = name.encode("utf-8", "surrogateescape")
    try:
        return raw.decode(encoding_of([raw]))
    except UnicodeError:
        return name


def steps(name: str) -> tuple[str, ...]:
    """The folders and the file under which the member *name* is staged: plain names only, whatever *name* says.

    `..`, absolute paths, drive letters, control characters and overlong names come out as names of our own making.
    """
    parts = [part for part in _DRIVE.sub("", name.replace("\\", "/")).split("/") if part not in ("", ".")]
    safe = tuple(map(_step, parts)) or ("unnamed",)
    if len(safe) > _DEEPEST or sum(len(part.encode()) + 1 for part in safe) > 2000:
        return (_own(name),)
    return safe


def _step(part: str) -> str:
    part = unicodedata.normalize("NFC", part)
    plain = part != ".." and not _UNSAFE.search(part) and part.strip(" .") and len(part.encode()) <= _LONGEST
    return part if plain else _own(part)


def _own(name: str) -> str:
    suffix = _SUFFIX.search(name)
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f"{digest}{suffix[0] if suffix else ''}"
