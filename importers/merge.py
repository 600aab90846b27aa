"""Two versions of one post: which is the richer, and what one takes from the other.

Merging is a fold that forgets nothing it was given: taking the same versions again, in the same order, from
any state that a stopped run left, ends in the same notice.
"""

from __future__ import annotations

import re
from dataclasses import replace

from notices import Notice
from notices.values import is_day

_UNSEEN = re.compile(r"〔(?:图片|附件)未保存[^〕]*〕|\]\([^)\s]*\)|<[^<>]*>|&[#a-z0-9]+;")
_PICTURE = re.compile(r"\.\./media/")
_PICTURE_WORTH = 50  # a saved picture weighs as much as this many characters
_KEPT = ("slug", "department", "date", "date_evidence", "imported")
_OFFICIAL = ("index_number", "document_number", "issuer", "written")
_FILLED = ("author", "source", "source_url", "summary", "tags", *_OFFICIAL)


def richness(body: str) -> int:
    """How much of a post *body* holds: letters and digits shown, and pictures kept; lines about missing ones do not count."""
    letters = sum(map(str.isalnum, _UNSEEN.sub("", body)))
    return letters + _PICTURE_WORTH * len(_PICTURE.findall(body))


def merge(kept: Notice, other: Notice) -> Notice:
    """*kept* with the body of *other* if that is richer, and with what *kept* leaves empty.

    Path, date and day of import stay: they are public and proven. Only a bare day gains the time of day.
    """
    richer = richness(other.body) > richness(kept.body)
    first, second = (other, kept) if richer else (kept, other)
    taken = replace(
        first,
        **{name: getattr(first, name) or getattr(second, name) for name in _FILLED},
        **{name: getattr(kept, name) for name in _KEPT},
    )
    if is_day(taken.date) and not is_day(other.date) and taken.date.date() == other.date.date():
        taken = replace(taken, date=other.date, date_evidence=other.date_evidence)
    return taken
