"""Where services went: the register of `content/services.csv` as one page by department."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from notices.services import Service
from plugins.notices import addresses, pagetags
from plugins.notices.library import Library
from plugins.notices.pages import Page
from plugins.notices.site import Site


def service_pages(library: Library, site: Site) -> Iterator[Page]:
    """The page, with the departments in the order of their register."""
    found: dict[str, list[Service]] = defaultdict(list)
    for one in library.services:
        found[one.department].append(one)
    groups = [(one, found[one.slug]) for one in library.departments.values() if one.slug in found]
    tags = pagetags.column_tags(site, "办事入口迁移表", "办事服务")
    yield Page(addresses.SERVICES, "services.html", {"tags": tags, "groups": groups})
