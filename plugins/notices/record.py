"""What the site keeps of a notice: enough for lists and links, never its body."""

from __future__ import annotations

import datetime as dt
import re
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from notices import outlinks
from notices.accounts import Account
from notices.notice import Notice
from notices.remarks import Correction
from oldlinks import keys
from plugins.notices import addresses, references

_MEDIA = re.compile(r"\.\./media/([A-Za-z0-9][A-Za-z0-9._-]*)")
# What stands before a target, in Markdown or in a tag; before anything else the name of a file is only words, which
# an imported page may say of any file.
_TARGETED = re.compile(r"""(?:(?<!\\)(?:\\\\)*\][(:]|=)\s*[<"']?\s*\Z""")
_NEAR = 40


class Record(NamedTuple):
    """One published notice as lists show it, or a withdrawn one (*status*) for its tombstone.

    A named tuple: there are as many as notices, and a frozen dataclass takes eight times as long to make.

    *path* is its file from the content folder, *content* the digest of the file's bytes, *media* the names of
    the files in its department's media folder that it refers to, with the line of the first mention; *links*
    are the other addresses of this site that its body links to, likewise, *hosts* the foreign ones it names;
    *keys* are what old links to it are looked up by; *shown* is the digest of all these but *content*: it
    stands still when only the text below the head changes.
    """

    path: str
    slug: str
    status: str
    title: str
    date: dt.datetime
    department: str
    kind: str
    summary: str
    lang: str
    platform: str
    account: str
    tags: tuple[str, ...]
    source: str
    source_id: str
    source_url: str
    original: str
    imported: dt.date | None
    publish_at: dt.datetime | None
    disclosed_until: dt.date | None
    effective: dt.date | None
    expires: dt.date | None
    abolished_by: str
    corrections: tuple[Correction, ...]
    media: tuple[tuple[str, int], ...]
    links: tuple[tuple[str, int], ...]
    hosts: tuple[str, ...]
    keys: tuple[str, ...]
    content: bytes
    shown: bytes

    @property
    def url(self) -> str:
        """The address of the notice's page."""
        return addresses.notice(self.department, self.date.year, self.slug)

    @property
    def archived(self) -> bool:
        """Whether it came from a platform."""
        return bool(self.platform)


# What a record takes over from its notice: the fields between its path and its media, in their order.
_taken = attrgetter(*Record._fields[1 : Record._fields.index("media")])


def record(notice: Notice, path: str, payload: bytes) -> Record:
    """The record of *notice*, read from *path* with the bytes *payload*."""
    text = payload.decode("utf-8") if _refers(payload) else ""
    seen = _media(text), references.internal(text), outlinks.hosts(notice.body)
    head = payload[: payload.find(b"\n---", 3)]  # says all that lists show
    shown = b"%b\0%b\0%b" % (path.encode(), head, repr(seen).encode())
    return Record._make((path, *_taken(notice), *seen, _keys(notice), _digest(payload), _digest(shown)))


def _refers(payload: bytes) -> bool:
    """Whether there may be anything in *payload* that refers to this site."""
    return b"](" in payload or b'"' in payload or b"'" in payload or b"../media/" in payload


def held_keys(record: Record, account: Account | None) -> tuple[str, ...]:
    """The keys of *record*, with those that need the WeChat biz of its *account*."""
    if account is None or record.platform != "weixin" or record.source_id.count("_") != 1:
        return record.keys
    biz = biz_of(account)
    if not biz:
        return record.keys
    return tuple(dict.fromkeys([*keys.of_post("weixin", record.source_id, "", biz), *record.keys]))


def biz_of(account: Account) -> str:
    """The native id of the WeChat *account* that its addresses bear, empty where it is not known."""
    return next((one for one in account.native_ids if not one.startswith("gh_") and "_" not in one), "")


def _keys(notice: Notice) -> tuple[str, ...]:
    """A withdrawn title may be the reason for the withdrawal: it is not kept as a key, which stands in a file."""
    by_address = (
        *keys.of_post(notice.platform, notice.source_id, notice.source_url),
        *(key for one in notice.also for key in keys.of_post(notice.platform, one, "")),
    )
    return (*by_address, *(keys.of_title(notice.title) if notice.status == "published" else ()))


def _digest(payload: bytes) -> bytes:
    return blake2b(payload, digest_size=16).digest()


def _media(text: str) -> tuple[tuple[str, int], ...]:
    if "../media/" not in text:
        return ()
    first: dict[str, int] = {}
    for match in _MEDIA.finditer(text, text.find("\n---", 3) + 1):
        place = match.start()
        if _TARGETED.search(text, max(0, place - _NEAR), place):
            first.setdefault(match[1], text.count("\n", 0, place) + 1)
    return tuple(first.items())
