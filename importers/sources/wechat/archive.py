"""Pages in one file with their pictures (MHTML, RFC 2557), as browsers and a desktop tool write them.

The desktop tool (From: Saved by Quantic Rabbit) puts the page last, without a location, and declares pictures
by types that no mail reader knows: parts are told by what they hold and by their Content-Location.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from importers.model import MalformedExport
from importers.normalize import dates
from importers.normalize.text import UnknownEncoding, encoding_of

_RELATED = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_SNAPSHOT = re.compile(rb"^snapshot-content-location:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_PLATFORM = rb"https?://(?:mp\.weixin\.qq\.com|mmbiz\.q(?:pic|logo)\.cn|res\.wx\.qq\.com)/"
_LOCATION = re.compile(rb"^content-location:\s*" + _PLATFORM, re.IGNORECASE | re.MULTILINE)
_HEADERS = 4096  # bytes that hold the headers of the whole
_ARTICLE = re.compile(rb"js_article|js_content|weui-msg|mesg-block")


@dataclass(frozen=True, slots=True)
class Archive:
    """The *text* of the page, its *address* and when it was saved, as far as noted, and its *parts* by address."""

    text: str
    address: str
    saved_at: datetime | None
    parts: dict[str, bytes]


def is_archive(head: bytes) -> bool:
    """Whether *head* begins a file of this kind that holds a page of the platform."""
    if not _RELATED.search(head, 0, _HEADERS):
        return False
    snapshot = _SNAPSHOT.search(head, 0, _HEADERS)
    return bool(re.match(_PLATFORM, snapshot[1]) if snapshot else _LOCATION.search(head))


def unpack(content: bytes) -> Archive:
    """Take the file apart. Raises MalformedExport when it holds no page."""
    whole = email.message_from_bytes(content)
    pages = [payload for part, payload in _payloads(whole) if part.get_content_type() == "text/html"]
    page = next((one for one in pages if _ARTICLE.search(one)), max(pages, key=len, default=b""))
    if not page:
        raise MalformedExport("网页归档（MHTML）里没有网页，请用浏览器重新保存。")
    try:
        text = page.decode(encoding_of([page]), "replace")
    except UnknownEncoding as error:
        raise MalformedExport(str(error)) from None
    parts = {_header(part, "Content-Location"): payload for part, payload in _payloads(whole)}
    return Archive(
        text.removeprefix("\ufeff"), _header(whole, "Snapshot-Content-Location"), _date(whole), parts
    )


def _payloads(whole: Message) -> Iterator[tuple[Message, bytes]]:
    for part in whole.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload:
            yield part, payload


def _header(part: Message, name: str) -> str:
    return "".join(str(part.get(name, "")).split())


def _date(whole: Message) -> datetime | None:
    return dates.from_mail(str(whole.get("Date", "")))
