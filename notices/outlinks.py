"""What a notice's Markdown links to outside this site: addresses and their hosts. Pure."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

_LINK = re.compile(r"""(?:\]\(\s*<?|\bhref\s*=\s*["']?|<)((?:https?:)?//[^)\s"'<>]+)""", re.IGNORECASE)


def urls(text: str) -> tuple[str, ...]:
    """The http addresses that links of *text* lead to, each once, in order; `//host` as it stands."""
    if "//" not in text:
        return ()
    return tuple(dict.fromkeys(unescape(match[1]) for match in _LINK.finditer(text)))


def hosts(text: str) -> tuple[str, ...]:
    """The hosts that links of *text* lead to, in lower case, sorted."""
    if "//" not in text:
        return ()
    return tuple(sorted({host(one) for one in urls(text)} - {""}))


def host(url: str) -> str:
    """The host of an http address in lower case, empty for any other (mailto, tel) and for what is none."""
    try:
        parts = urlsplit(url if not url.startswith("//") else f"https:{url}")
        return (parts.hostname or "") if parts.scheme.lower() in ("http", "https") else ""
    except ValueError:
        return ""
