"""A glance at a page: enough for most pages of our own theme, at half of what `sitecheck` takes.

`references` answers only where it is certain that `sitecheck` finds every page tag and nothing but JSON in the
JSON-LD; whatever it does not know at once (another theme, another order of tags) it leaves to `sitecheck`. What
stands around the changing parts of a page is the same on many pages and is looked through once.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from plugins.notices import sitecheck

_KEPT = 256  # a few for each kind of page
_BLOCK = '<script type="application/ld+json">'
_GRAPH = '<meta property="og:'
# A value that is surely well written. None ends in `=`, so that none can look like the beginning of a reference.
_WORDS = r'[^"\s][^"]*(?<!=)'
_FORMS = {
    "PubDate": r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}",
    "SiteIDCode": r"bm[0-9]{8}|[0-9]{10}",
    "Url": r'https?://[^\s"&=]+',
}


def _run(names: tuple[str, ...]) -> re.Pattern[str]:
    """All the tags of these *names*, one behind the other, each with a value of its form."""
    tags = (f'<meta name="{name}" content="(?:{_FORMS.get(name, _WORDS)})">' for name in names)
    return re.compile(r"\s*".join(tags))


_RUNS = {len(names): _run(names) for names in sitecheck.SORTS}
_decode = json.JSONDecoder().decode


def references(page: str, text: str) -> frozenset[str] | None:
    """All that `sitecheck.targets` finds in the *text* of *page*, which is complete; None where that is not certain.

    The text is cut where no reference can stand; one that goes on behind a cut has no end in its part.
    """
    head, _, rest = text.partition("</head>")
    top, _, rest = rest.partition("<main")
    middle, closing, foot = rest.rpartition("</main>")
    run = _RUNS[len(sitecheck.wanted(page))].search(head)
    if not closing or run is None:
        return None
    before, behind = head[: run.start()], head[run.end() :]
    shared, _, own = behind.partition(_GRAPH)
    own, block, data = own.partition(_BLOCK)
    if sitecheck.has_tag(before) or (block and not _is_json(data)):
        return None
    try:
        found = _frame(shared) | _frame(top) | _frame(foot)
        return found.union(*map(_quoted, (before, own, data, middle)))
    except ValueError:
        return None


def _is_json(data: str) -> bool:
    content, closing, _ = data.partition("</script>")
    try:
        _decode(content)
    except ValueError:
        return False
    return closing != ""


@lru_cache(_KEPT)
def _frame(part: str) -> frozenset[str]:
    return frozenset(_quoted(part))


def _quoted(part: str) -> set[str]:
    """The references in *part*. Raises ValueError where one has no end, or there is JSON-LD to be looked at."""
    if _BLOCK in part:
        raise ValueError(part)
    if '="' not in part:
        return set()
    return {rest[: rest.index('"')] for sign in sitecheck.BEFORE for rest in part.split(sign)[1:]}
