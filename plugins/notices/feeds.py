"""Feeds of what departments publish now, for the city and one a department: Atom, RSS and JSON Feed.

Archived notices never enter: a reader subscribes to news, and an archived post would come as a false one.
Formats: RFC 4287; RSS 2.0 (https://www.rssboard.org/rss-specification); JSON Feed 1.1 (https://jsonfeed.org/).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from typing import Any

from notices.values import BEIJING
from plugins.notices import addresses
from plugins.notices.library import Library
from plugins.notices.pages import Page, of_part
from plugins.notices.record import Record
from plugins.notices.site import Site

SIZE = 30
_NOTHING_YET = datetime(2000, 1, 1, tzinfo=BEIJING)  # an empty feed must name a moment that stands still


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to come: *folder* of its addresses, the page it follows, *records* newest first, names by department."""

    title: str
    folder: str
    home: str
    records: tuple[Record, ...]
    names: Mapping[str, str]

    @property
    def updated(self) -> datetime:
        """When its newest entry was published."""
        return self.records[0].date if self.records else _NOTHING_YET


def feed_pages(library: Library, site: Site) -> Iterator[Page]:
    """Three files for the city and for each department."""
    news = library.live
    names = {one.slug: one.name for one in library.departments.values()}
    yield from _three(Feed(site.name, addresses.FEEDS, addresses.HOME, _newest(news), _named(names, news)))
    for slug in names:
        yield from of_part(library, f"feeds/{slug}", _department(library, site, slug))


def _department(library: Library, site: Site, slug: str) -> Iterator[Page]:
    name = library.departments[slug].name
    own = library.live_by_department.get(slug, ())
    title = f"{name} - {site.name}"
    folder = addresses.feeds(slug)
    yield from _three(Feed(title, folder, addresses.department(slug), _newest(own), {slug: name}))


def _newest(records: Sequence[Record]) -> tuple[Record, ...]:
    return tuple(reversed(records[-SIZE:]))


def _named(names: Mapping[str, str], records: Sequence[Record]) -> dict[str, str]:
    return {one.department: names[one.department] for one in records[-SIZE:]}


def _three(feed: Feed) -> Iterator[Page]:
    for name in WRITERS:
        yield Page(f"{feed.folder}{name}", name, {"feed": feed})


def atom(site: Site, context: Mapping[str, Any]) -> str:
    """The Atom feed of *context*."""
    feed: Feed = context["feed"]
    entries = "".join(_atom_entry(site, feed, one) for one in feed.records)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-Hans">\n'
        f"<title>{escape(feed.title)}</title>\n<id>{_url(site, feed.home)}</id>\n"
        f'<link rel="self" type="application/atom+xml" href="{_url(site, feed.folder)}atom.xml"/>\n'
        f'<link rel="alternate" type="text/html" href="{_url(site, feed.home)}"/>\n'
        f"<updated>{feed.updated.isoformat()}</updated>\n"
        f"<author><name>{escape(site.organizer)}</name></author>\n{entries}</feed>\n"
    )


def _atom_entry(site: Site, feed: Feed, record: Record) -> str:
    address, moment = _url(site, record.url), record.date.isoformat()
    return (
        f"<entry>\n<title>{escape(record.title)}</title>\n<id>{address}</id>\n"
        f'<link rel="alternate" type="text/html" href="{address}"/>\n'
        f"<published>{moment}</published>\n<updated>{moment}</updated>\n"
        f"<author><name>{escape(feed.names[record.department])}</name></author>\n"
        f'<category term="{record.kind}"/>\n<summary>{escape(_summary(record))}</summary>\n</entry>\n'
    )


def rss(site: Site, context: Mapping[str, Any]) -> str:
    """The RSS feed of *context*."""
    feed: Feed = context["feed"]
    entries = "".join(_rss_entry(site, one) for one in feed.records)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>{escape(feed.title)}</title>\n<link>{_url(site, feed.home)}</link>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{_url(site, feed.folder)}rss.xml"/>\n'
        f"<description>{escape(site.description)}</description>\n<language>zh-cn</language>\n"
        f"<lastBuildDate>{format_datetime(feed.updated)}</lastBuildDate>\n{entries}</channel>\n</rss>\n"
    )


def _rss_entry(site: Site, record: Record) -> str:
    address = _url(site, record.url)
    return (
        f"<item>\n<title>{escape(record.title)}</title>\n<link>{address}</link>\n"
        f'<guid isPermaLink="true">{address}</guid>\n<pubDate>{format_datetime(record.date)}</pubDate>\n'
        f"<category>{record.kind}</category>\n<description>{escape(_summary(record))}</description>\n</item>\n"
    )


def json_feed(site: Site, context: Mapping[str, Any]) -> str:
    """The JSON Feed of *context*."""
    feed: Feed = context["feed"]
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": _url(site, feed.home),
        "feed_url": f"{_url(site, feed.folder)}feed.json",
        "language": "zh-Hans",
        "authors": [{"name": site.organizer}],
        "items": [_json_item(site, feed, one) for one in feed.records],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _json_item(site: Site, feed: Feed, record: Record) -> dict[str, Any]:
    return {
        "id": _url(site, record.url),
        "url": _url(site, record.url),
        "title": record.title,
        "content_text": _summary(record),
        "date_published": record.date.isoformat(),
        "authors": [{"name": feed.names[record.department]}],
        "tags": [record.kind, *record.tags],
        "language": record.lang,
    }


def _summary(record: Record) -> str:
    return record.summary or record.title


def _url(site: Site, path: str) -> str:
    """An absolute address; paths of the site are made of ASCII letters, digits, hyphens and slashes."""
    return f"{site.url}{path}"


WRITERS = {"atom.xml": atom, "rss.xml": rss, "feed.json": json_feed}
