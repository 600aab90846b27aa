"""Addresses in text: finding them, and taking them apart the way `theme/static/go.js` does, byte for byte.

Not `urllib.parse`: a reader's browser must come to the same keys, and its URL class repairs what urlsplit
keeps. Case is kept everywhere but in the host: short links are case-sensitive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

LONGEST = 4000  # characters of a pasted text that are looked at

_STOP = r"\s<>\"'`，。；：！？、（）【】「」『』《》“”‘’…|"
# Spelt out rather than IGNORECASE: with that, Python's [a-z] takes ſ and İ for letters, a browser's does not.
_ADDRESS = re.compile(
    rf"(?:[hH][tT][tT][pP][sS]?:)?//[^{_STOP}]+|(?:[a-zA-Z0-9-]+\.)+[a-zA-Z]{{2,}}(?::[0-9]+)?/[^{_STOP}]*"
)
_PARTS = re.compile(
    r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?://)?(?:[^/?#@]*@)?([^/?#:]+)(?::[0-9]*)?([^?#]*)(?:\?([^#]*))?"
)
_TRAILING = ".,;:!?)]}&"
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_BROKEN_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_ESCAPED_AMPERSAND = re.compile(r"\\x26|&amp;|&#38;|&#x26;", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """An address taken apart: *host* in lower case without `www.`, *path* decoded, *query* by name, decoded."""

    host: str
    path: str
    query: dict[str, str]


def plain(text: str) -> str:
    """*text* as it was before it was put into HTML or a script: ampersands un-escaped, at most LONGEST long."""
    text = text[:LONGEST].replace("\ufeff", " ")
    for _ in range(3 if "&" in text or "\\x26" in text else 0):
        text = _ESCAPED_AMPERSAND.sub("&", text)
    return text.strip()


def find(text: str) -> list[str]:
    """The addresses in plain *text*, in order, without the punctuation that follows them."""
    return [match[0].rstrip(_TRAILING) for match in _ADDRESS.finditer(text)]


def cut(address: str) -> str:
    """*address* up to its first character beyond ASCII: Chinese words are often typed right behind a link."""
    foreign = _FOREIGN.search(address)
    return address[: foreign.start()].rstrip(_TRAILING) if foreign else address


def without(text: str) -> str:
    """Plain *text* without its addresses."""
    return _ADDRESS.sub(" ", text)


def parse(address: str) -> Address | None:
    """*address* taken apart; None where it names no host."""
    match = _PARTS.match(address.strip())
    if match is None or "." not in match[1]:
        return None
    host = match[1].lower().removeprefix("www.").rstrip(".")
    query: dict[str, str] = {}
    for pair in re.split("[&;]", match[3] or ""):
        name, _, value = pair.partition("=")
        if name:
            query.setdefault(decode(name), decode(value))
    return Address(host, decode(match[2]), query)


def decode(text: str) -> str:
    """*text* percent-decoded as UTF-8; as it stands where it is not that (GBK addresses of old sites)."""
    if "%" not in text or _BROKEN_PERCENT.search(text):
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text
