"""Addresses of WeChat articles: the permanent form of each and the identity it shows."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

_SHORT = re.compile(r"/s/([A-Za-z0-9_-]{16,32})/?")
_BIZ = re.compile(r"[A-Za-z0-9+/]{4,40}={0,2}")
_HOST = "mp.weixin.qq.com"


def canonical(address: str) -> str:
    """The permanent address: the short link, or the long one with its four parameters, always https.

    Takes any spelling (`&amp;`, `%3D%3D`, `appmsgid`/`itemidx`/`sign` of old links, `scene` and other droppable
    parameters, `#rd`); case is kept, short ids are case-sensitive. Empty for temporary links and foreign hosts.
    """
    parts = _split(address)
    if parts is None:
        return ""
    if short := _SHORT.fullmatch(parts[0]):
        return f"https://{_HOST}/s/{short[1]}"
    biz, mid, idx, sn = parts[1:]
    if not (_BIZ.fullmatch(biz) and mid.isdecimal() and idx.isdecimal()):
        return ""
    return f"https://{_HOST}/s?__biz={biz}&mid={mid}&idx={idx}" + (f"&sn={quote(sn)}" if sn else "")


def identity(address: str) -> tuple[str, str, str]:
    """The (biz, mid, idx) that *address* shows, each empty when it does not."""
    parts = _split(address)
    return parts[1:4] if parts and _BIZ.fullmatch(parts[1]) and parts[2].isdecimal() else ("", "", "")


def short_id(address: str) -> str:
    """The 22 characters of a short link, else empty."""
    parts = _split(address)
    short = _SHORT.fullmatch(parts[0]) if parts else None
    return short[1] if short else ""


def is_biz(text: str) -> bool:
    """Whether *text* can be a `__biz`: base64 of the account's number."""
    return _BIZ.fullmatch(text) is not None


def _split(address: str) -> tuple[str, str, str, str, str] | None:
    """Path, biz, mid, idx and sn of an address of the platform."""
    try:
        url = urlsplit(unescape(unescape(address)).strip())
    except ValueError:
        return None
    if url.scheme.lower() not in ("http", "https") or (url.hostname or "") != _HOST:
        return None
    query = {name: values[0] for name, values in parse_qs(url.query.replace("+", "%2B")).items()}

    def parameter(name: str, former: str) -> str:
        return query.get(name) or query.get(former) or ""

    idx = parameter("idx", "itemidx") or ("1" if query.get("mid") or query.get("appmsgid") else "")
    return url.path, query.get("__biz", ""), parameter("mid", "appmsgid"), idx, parameter("sn", "sign")
