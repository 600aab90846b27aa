"""All that the site publishes: pages for readers, then the files that programs read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from plugins.notices import (
    browse,
    catalogue,
    feeds,
    oldlinks,
    outside,
    registerpages,
    servicedata,
    servicepages,
    sitemap,
    tombstones,
)
from plugins.notices.library import Library
from plugins.notices.pages import Page, plan
from plugins.notices.site import Site


def edition(library: Library, site: Site) -> Iterator[Page]:
    """Every file of the site but the media and the theme."""
    return chain(
        plan(library, site),
        browse.browse_pages(library, site),
        registerpages.register_pages(library, site),
        servicepages.service_pages(library, site),
        servicedata.service_files(library),
        tombstones.tombstone_pages(library, site),
        catalogue.data_pages(library, site),
        oldlinks.oldlink_pages(library, site),
        outside.outside_pages(library, site),
        feeds.feed_pages(library, site),
        sitemap.sitemap_pages(library, site),
    )
