"""What a notice's Markdown links to on this site, to be checked; foreign addresses are told by `notices.outlinks`."""

from __future__ import annotations

import re

_TARGET = re.compile(r"""(?:\]\(\s*<?|\bhref\s*=\s*["'])([^)\s"'<>]+)""", re.IGNORECASE)
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


def _targets(text: str) -> list[re.Match[str]]:
    if "](" not in text and not (('"' in text or "'" in text) and "href" in text.lower()):
        return []
    return list(_TARGET.finditer(text))
