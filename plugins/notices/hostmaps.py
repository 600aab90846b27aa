"""Maps from the addresses of closed websites to ours, for hosts that are still under control.

One set of files a host: nginx (`map` over `$request_uri`), Apache (`RewriteMap txt:`), `_redirects` as Netlify
and Cloudflare Pages read it, and CSV. An address that one of these cannot write safely is left to `/go`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from plugins.notices.csvfile import table
from plugins.notices.record import Record
from plugins.notices.site import Site

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")
_WRITABLE = re.compile(r"/[A-Za-z0-9/._~%!&'()*+,:;=?@-]*")
_NGINX_LONGEST = 470
FILES = ("nginx.map", "apache.map", "_redirects", "map.csv")


def host_of(address: str) -> str:
    """The host of *address* in lower case, empty where there is none that can name a folder."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) else ""


def _rows(records: Sequence[Record]) -> list[tuple[str, str]]:
    """Each old path with query, once, and our path; the earlier notice keeps an address that two claim."""
    found: dict[str, str] = {}
    for record in records:
        parts = urlsplit(record.source_url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if _WRITABLE.fullmatch(path):
            found.setdefault(path, record.url)
    return sorted(found.items())


def nginx(site: Site, context: Mapping[str, Any]) -> str:
    """Lines for `map $request_uri $guiji { include nginx.map; }` and `if ($guiji) { return 301 $guiji; }`.

    nginx refuses two strings that differ in case only, and one too long for `map_hash_bucket_size 512`: the first are
    written as regular expressions, which heed the case, the others left out (ngx_http_map_module).
    """
    rows = [row for row in _rows(context["records"]) if len(row[0]) <= _NGINX_LONGEST]
    cases = Counter(old.lower() for old, _ in rows)
    keys = ((old if cases[old.lower()] == 1 else f"~^{re.escape(old)}$", new) for old, new in rows)
    return "".join(f'"{key}" {site.url}{new};\n' for key, new in keys)


def apache(site: Site, context: Mapping[str, Any]) -> str:
    """Lines for `RewriteMap guiji txt:apache.map` looked up by `%{THE_REQUEST}`'s path and query."""
    return "".join(f"{old} {site.url}{new}\n" for old, new in _rows(context["records"]))


def redirects(site: Site, context: Mapping[str, Any]) -> str:
    """`_redirects`; parameters are written as conditions after the path.

    There `*` and `:name` stand for anything: one such address would take over the whole old site, so it is left out.
    """
    lines = []
    for old, new in _rows(context["records"]):
        if "*" in old or ":" in old:
            continue
        path, _, query = old.partition("?")
        conditions = "".join(f" {pair}" for pair in query.split("&") if "=" in pair)
        lines.append(f"{path}{conditions} {site.url}{new} 301\n")
    return "".join(lines)


def as_csv(site: Site, context: Mapping[str, Any]) -> bytes:
    """A table for any other server: every old address in full, and ours."""
    rows = ((one.source_url, f"{site.url}{one.url}") for one in context["records"])
    return table(("原网址", "新网址"), rows)


WRITERS: dict[str, Callable[[Site, Mapping[str, Any]], str | bytes]] = {
    "hostmap.nginx.map": nginx,
    "hostmap.apache.map": apache,
    "hostmap._redirects": redirects,
    "hostmap.map.csv": as_csv,
}
