"""Two versions of one post: which is the richer, and what one takes from the other.

Merging is a fold that forgets nothing it was given: taking the same versions again, in the same order, from
any state that a stopped run left, ends in the same notice.
"""

from __future__ import annotations

import re
from dataclasses import replace

from importers import knownas
from importers.normalize.text import PLAIN_ONLY
from notices import Notice
from notices.values import BEIJING, is_day

_UNSEEN = re.compile(r"〔(?:图片|附件)未保存[^〕]*〕|\]\([^)\s]*\)|<[^<>]*>|&[#a-z0-9]+;")
_PICTURE = re.compile(r"\.\./media/")
_PICTURE_WORTH = 50  # a saved picture weighs as much as this many characters
_DISAGREES = "；另一份导出文件作 "  # parts what proves the date from what other exports state
_KEPT = ("slug", "department", "date", "date_evidence", "imported")
_OFFICIAL = ("index_number", "document_number", "issuer", "written")
_FILLED = ("author", "source", "source_url", "summary", "tags", *_OFFICIAL)


def richness(body: str) -> int:
    """How much of a post *body* holds: what it says, and pictures kept."""
    return words(body) + _PICTURE_WORTH * len(_PICTURE.findall(body))


def words(body: str) -> int:
    """How much *body* says: letters and digits shown; lines about missing pictures do not count.

    The words alone, as tables of tools have them, weigh nine tenths: tables and layout are gone, and what the page
    says around the article came along.
    """
    letters = sum(map(str.isalnum, _UNSEEN.sub("", body)))
    return letters * 9 // 10 if PLAIN_ONLY in body else letters


def merge(kept: Notice, other: Notice) -> Notice:
    """*kept* with the body of *other* if that is richer, and with what *kept* leaves empty.

    Path, date and day of import stay: they are public and proven. Only a bare day gains the time of day. A version
    of another day adds its evidence, so that the disagreement stands where the date is read.
    """
    richer = richness(other.body) > richness(kept.body)
    first, second = (other, kept) if richer else (kept, other)
    taken = replace(
        first,
        **{name: getattr(first, name) or getattr(second, name) for name in _FILLED},
        **{name: getattr(kept, name) for name in _KEPT},
    )
    taken = replace(taken, also=_also(taken, kept, other))
    if (kept.original, kept.body) == (other.original, other.body):
        # The same text of the same file: a notice of before cuts were counted learns of them.
        taken = replace(taken, cut=max(kept.cut, other.cut, key=lambda cuts: sum(one.count for one in cuts)))
    own, *others = kept.date_evidence.split(_DISAGREES)
    if disagree(kept, other):
        if other.date_evidence not in (own, *others):
            others.append(other.date_evidence)
    elif is_day(kept.date) and not is_day(other.date):
        taken, own = replace(taken, date=other.date), other.date_evidence
    return replace(taken, date_evidence=_DISAGREES.join([own, *others]))


def _also(taken: Notice, kept: Notice, other: Notice) -> tuple[str, ...]:
    """All ids of the post that *taken* does not show itself, an address that it gave up among them."""
    if taken.platform != knownas.PLATFORM:
        return ()
    addresses = filter(None, (knownas.of_address(one.source_url) for one in (kept, other)))
    return knownas.beyond(taken.source_id, taken.source_url, (*kept.also, *other.also, *addresses))


def disagree(kept: Notice, other: Notice) -> bool:
    """Whether two versions of a post name different days of publication."""
    return kept.date.astimezone(BEIJING).date() != other.date.astimezone(BEIJING).date()
