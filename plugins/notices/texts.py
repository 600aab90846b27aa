"""Pages that no template prints: the files for programs, each by the function that writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from plugins.notices import catalogue, feeds, oldlinks, outside, servicedata, sitemap, tombstones
from plugins.notices.site import Site

Writer = Callable[[Site, Mapping[str, Any]], str | bytes]

# By what stands as the page's `template`.
WRITERS: dict[str, Writer] = {
    **feeds.WRITERS,
    **catalogue.WRITERS,
    **oldlinks.WRITERS,
    **outside.WRITERS,
    **servicedata.WRITERS,
    **sitemap.WRITERS,
    **tombstones.WRITERS,
}
