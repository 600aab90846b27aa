"""Where services went: the register of `content/services.csv` as one page by department, its rows found by search."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from notices.services import Service
from plugins.notices import addresses, pagetags
from plugins.notices.documents import service_document
from plugins.notices.library import Library
from plugins.notices.pages import Page
from plugins.notices.site import Site

TEMPLATE = "services.html"


def service_pages(library: Library, site: Site) -> Iterator[Page]:
    """The page, with the departments in the order of their register."""
    found: dict[str, list[tuple[str, Service]]] = defaultdict(list)
    for anchor, one in _anchored(library):
        found[one.department].append((anchor, one))
    targets = {one.new_url for one in library.services}
    context = {
        "tags": pagetags.column_tags(site, "办事入口迁移表", "办事服务"),
        "groups": [(one, found[one.slug]) for one in library.departments.values() if one.slug in found],
        "dead": {one.url: one.checked for one in library.link_checks if one.dead and one.url in targets},
        "chains": {slug: library.chain(slug) for slug in found},
        "today": library.today if any(one.noted is None for one in library.services) else None,
    }
    yield Page(addresses.SERVICES, TEMPLATE, context)


def documents(context: Mapping[str, Any]) -> bytes:
    """The search documents of the page that shows *context*, a line a service."""
    rows = (
        service_document(anchor, one, context["chains"][one.department], context["today"])
        for _, services in context["groups"]
        for anchor, one in services
    )
    return "".join(f"{row}\n" for row in rows).encode()


def _anchored(library: Library) -> Iterator[tuple[str, Service]]:
    """Each service with its anchor, which stays when the new entry or the order of rows changes."""
    seen: Counter[str] = Counter()
    for one in library.services:
        raw = "\0".join((one.department, one.name, one.old_entry, one.old_url))
        anchor = f"s-{sha256(raw.encode()).hexdigest()[:12]}"
        seen[anchor] += 1
        yield (f"{anchor}-{seen[anchor]}" if seen[anchor] > 1 else anchor), one
