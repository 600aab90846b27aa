"""What search engines and browsers read: sitemaps by month, robots.txt and the OpenSearch description.

Sitemaps (https://www.sitemaps.org/protocol.html) hold at most 50,000 addresses a file; ours are cut by month
of publication, so that a new notice changes one file and the index. Withdrawn pages stand in none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from notices.fields import KINDS
from plugins.notices import addresses
from plugins.notices.library import Library
from plugins.notices.pages import Page, of_part
from plugins.notices.record import Record
from plugins.notices.site import Site
from plugins.notices.standing import changed_on

LIMIT = 50_000
_FIXED = (
    addresses.DEPARTMENTS,
    addresses.ACCOUNTS,
    addresses.KIND_OVERVIEW,
    addresses.YEARS,
    addresses.TAGS,
    addresses.SERVICES,
    addresses.GO,
    addresses.CORRECTIONS,
    addresses.DATA,
    addresses.SITE_MAP,
)

Entries = tuple[tuple[str, str], ...]


def sitemap_pages(library: Library, site: Site) -> Iterator[Page]:
    """robots.txt, opensearch.xml, the sitemaps and their index."""
    lists = tuple(_lists(library))
    yield Page(addresses.sitemap("lists"), "urlset", {"entries": lists})
    index = [(addresses.sitemap("lists"), max((changed for _, changed in lists), default=""))]
    for (year, month), records in library.by_month.items():
        parts = _parts(year, month, len(records))
        yield from of_part(library, f"sitemap/{year}-{month}", _of_month(records, parts))
        changed = library.last_change((year, month)).isoformat()
        index += [(addresses.sitemap(name), changed) for name, _ in parts]
    yield Page(addresses.SITEMAP_INDEX, "sitemapindex", {"entries": tuple(index)})
    yield Page("/robots.txt", "robots.txt")
    yield Page(addresses.OPENSEARCH, "opensearch.xml")


def _parts(year: int, month: int, count: int) -> list[tuple[str, slice]]:
    """The sitemaps of a month with *count* notices, each with the place of its notices among them."""
    name = f"{year:04d}-{month:02d}"
    starts = range(0, count, LIMIT)
    return [(f"{name}-{n}" if n > 1 else name, slice(at, at + LIMIT)) for n, at in enumerate(starts, 1)]


def _of_month(records: Sequence[Record], parts: list[tuple[str, slice]]) -> Iterator[Page]:
    for name, rows in parts:
        yield Page(addresses.sitemap(name), "noticeset", {"records": tuple(records[rows])})


def _lists(library: Library) -> Iterator[tuple[str, str]]:
    """The front pages of the lists, each with the day its newest notice came."""
    yield addresses.HOME, _newest(library.records)
    for slug in library.departments:
        yield addresses.department(slug), _newest(library.by_department.get(slug, ()))
    for account in library.accounts:
        yield addresses.account(account.slug), _newest(library.by_account.get(account.slug, ()))
    for kind in KINDS:
        yield addresses.kind(kind), _newest(library.by_kind.get(kind, ()))
    for year, records in library.by_year.items():
        yield addresses.year(year), _newest(records)
    for fixed in _FIXED:
        yield fixed, ""


def _newest(records: Sequence[Record]) -> str:
    return changed_on(records[-1]).isoformat() if records else ""


def urlset(site: Site, context: Mapping[str, Any]) -> str:
    """One sitemap."""
    return _xml("urlset", "url", site, context["entries"])


def noticeset(site: Site, context: Mapping[str, Any]) -> str:
    """The sitemap of one month's notices."""
    entries = tuple((one.url, changed_on(one).isoformat()) for one in context["records"])
    return _xml("urlset", "url", site, entries)


def sitemapindex(site: Site, context: Mapping[str, Any]) -> str:
    """The index of all sitemaps."""
    return _xml("sitemapindex", "sitemap", site, context["entries"])


def _xml(whole: str, part: str, site: Site, entries: Entries) -> str:
    lines = "".join(
        f"<{part}><loc>{site.url}{path}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{part}>\n"
        for path, changed in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{lines}</{whole}>\n'
    )


def robots(site: Site, context: Mapping[str, Any]) -> str:
    """robots.txt (RFC 9309): all may be read except answers made for one question."""
    return (
        "User-agent: *\nDisallow: /search?\nDisallow: /api/\nDisallow: /go?\n\n"
        f"Sitemap: {site.url}{addresses.SITEMAP_INDEX}\n"
    )


def opensearch(site: Site, context: Mapping[str, Any]) -> str:
    """The description by which a browser adds the site's search (OpenSearch 1.1; ShortName has 16 characters)."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(site.name[:16])}</ShortName>\n<Description>{escape(site.description)}</Description>\n"
        f'<Url type="text/html" template="{site.url}{addresses.SEARCH.rstrip("/")}?q={{searchTerms}}"/>\n'
        "<InputEncoding>UTF-8</InputEncoding>\n<Language>zh-CN</Language>\n</OpenSearchDescription>\n"
    )


WRITERS = {
    "urlset": urlset,
    "noticeset": noticeset,
    "sitemapindex": sitemapindex,
    "robots.txt": robots,
    "opensearch.xml": opensearch,
}
