"""Withdrawn notices: a page that says so in place of each, and the list by which a server answers 410 Gone.

Neither title nor text is shown: they may be why it was withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from plugins.notices import addresses, pagetags
from plugins.notices.library import Library
from plugins.notices.pages import Page
from plugins.notices.record import Record
from plugins.notices.site import Site

NO_REASON = "内容不宜继续公开"


def tombstone_pages(library: Library, site: Site) -> Iterator[Page]:
    """A page for each withdrawn notice under its own address, the list of them, and their paths for servers."""
    rows = [
        (one, library.departments[one.department].name, reason(one)) for one in reversed(library.withdrawn)
    ]
    for record, _, why in rows:
        context = {
            "tags": pagetags.column_tags(site, "已撤下的信息", "概况信息"),
            "record": record,
            "departments": library.chain(record.department),
            "reason": why,
        }
        yield Page(record.url, "tombstone.html", context)
    tags = pagetags.column_tags(site, "已撤下的信息", "概况信息")
    yield Page(addresses.WITHDRAWN, "withdrawn.html", {"tags": tags, "rows": rows})
    paths = tuple(one.url for one in library.withdrawn)
    yield Page(f"{addresses.WITHDRAWN}paths.json", "withdrawn.json", {"paths": paths})
    yield Page(f"{addresses.WITHDRAWN}nginx.map", "withdrawn.nginx", {"paths": paths})


def reason(record: Record) -> str:
    """Why *record* was withdrawn: its latest correction, without a full stop."""
    latest = max(record.corrections, key=lambda one: one.day, default=None)
    return (latest.reason if latest else NO_REASON).rstrip("。")


def paths_json(site: Site, context: Mapping[str, Any]) -> str:
    """The paths that are gone, as a JSON array."""
    return json.dumps(context["paths"], indent=0) + "\n"


def nginx(site: Site, context: Mapping[str, Any]) -> str:
    """Lines for `map $uri $guiji_gone { include nginx.map; }` and `if ($guiji_gone) { return 410; }`."""
    return "".join(f'"{path}" 1;\n' for path in context["paths"])


WRITERS: dict[str, Callable[[Site, Mapping[str, Any]], str | bytes]] = {
    "withdrawn.json": paths_json,
    "withdrawn.nginx": nginx,
}
