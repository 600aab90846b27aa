"""What a notice's Markdown links to: addresses of this site, to be checked, and foreign hosts, to be listed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_TARGET = re.compile(r"""(?:\]\(\s*<?|\bhref\s*=\s*["'])([^)\s"'<>]+)""", re.IGNORECASE)
_AUTOLINK = re.compile(r"<(https?://[^>\s]+)>", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_MEDIA = "../media/"


def internal(text: str) -> tuple[tuple[str, int], ...]:
    """The targets in *text* that are addresses of this site, each with the line of its first mention.

    Media are left out: the survey looks for those itself.
    """
    first: dict[str, int] = {}
    for match in _targets(text):
        target = match[1]
        if not _SCHEME.match(target) and not target.startswith(_MEDIA):
            first.setdefault(target, text.count("\n", 0, match.start()) + 1)
    return tuple(first.items())


def hosts(text: str) -> tuple[str, ...]:
    """The hosts that links of *text* lead to, in lower case, sorted."""
    found = {_host(match[1]) for match in _targets(text) if _SCHEME.match(match[1])}
    found |= {_host(match[1]) for match in _AUTOLINK.finditer(text)} if "<http" in text.lower() else set()
    return tuple(sorted(found - {""}))


def _targets(text: str) -> list[re.Match[str]]:
    if "](" not in text and "href" not in text.lower():
        return []
    return list(_TARGET.finditer(text))


def _host(target: str) -> str:
    """The host of an http address, empty for any other (mailto, tel) and for what is none."""
    try:
        parts = urlsplit(target if not target.startswith("//") else f"https:{target}")
        return (parts.hostname or "") if parts.scheme.lower() in ("http", "https") else ""
    except ValueError:
        return ""
