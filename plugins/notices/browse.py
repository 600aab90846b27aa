"""Further ways in: months, tags, corrections, the site map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, groupby

from notices.fields import KINDS
from plugins.notices import addresses, pagetags
from plugins.notices.library import Library
from plugins.notices.pages import Choice, Page, listed, of_part
from plugins.notices.record import Record
from plugins.notices.site import Site

_MOST_TAGS = 400


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction of one notice, as the public log shows it."""

    day: date
    reason: str
    record: Record


def browse_pages(library: Library, site: Site) -> Iterator[Page]:
    """All pages of this file."""
    return chain(
        _months(library, site),
        _tags(library, site),
        _corrections(library, site),
        _site_map(library, site),
    )


def _months(library: Library, site: Site) -> Iterator[Page]:
    for (year, month), records in library.by_month.items():
        heading = f"{year}年{month}月"
        shared = {
            "tags": pagetags.column_tags(site, heading),
            "heading": heading,
            "overview": (f"{year}年", addresses.year(year)),
        }
        pages = listed(library, addresses.month(year, month), records, shared=shared)
        yield from of_part(library, f"month/{year}-{month}", pages)


def _tags(library: Library, site: Site) -> Iterator[Page]:
    by_count = sorted(library.by_tag.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    choices = [Choice(tag, addresses.tag(tag), len(records)) for tag, records in by_count[:_MOST_TAGS]]
    tags = pagetags.column_tags(site, "标签", "概况信息")
    yield Page(
        addresses.TAGS, "tags.html", {"tags": tags, "choices": choices, "more": len(by_count) > _MOST_TAGS}
    )
    for tag, records in by_count:
        shared = {
            "tags": pagetags.column_tags(site, tag),
            "heading": f"标签：{tag}",
            "overview": ("标签", addresses.TAGS),
        }
        pages = listed(library, addresses.tag(tag), records, shared=shared)
        yield from of_part(library, f"tag/{tag}", pages)


def _corrections(library: Library, site: Site) -> Iterator[Page]:
    made = [
        Corrected(one.day, one.reason, record) for record in library.corrected for one in record.corrections
    ]
    made.sort(key=lambda one: (one.day, one.record.slug), reverse=True)
    by_year = {year: list(some) for year, some in groupby(made, key=lambda one: one.day.year)}
    tags = pagetags.column_tags(site, "更正记录", "概况信息")
    names = {one.record.department: library.departments[one.record.department].short_name for one in made}
    years = [Choice(f"{year}年", addresses.corrections(year), len(some)) for year, some in by_year.items()]
    newest = next(iter(by_year.values()), [])
    shared = {"tags": tags, "names": names}
    yield Page(
        addresses.CORRECTIONS,
        "corrections.html",
        {**shared, "corrections": newest, "years": years, "year": None},
    )
    for year, some in by_year.items():
        context = {**shared, "corrections": some, "years": years, "year": year}
        yield Page(addresses.corrections(year), "corrections.html", context)


def _site_map(library: Library, site: Site) -> Iterator[Page]:
    years = sorted(library.by_year, reverse=True)
    context = {
        "tags": pagetags.column_tags(site, "网站地图", "概况信息"),
        "departments": [
            Choice(one.name, addresses.department(one.slug), 0) for one in library.departments.values()
        ],
        "kinds": [Choice(kind, addresses.kind(kind), 0) for kind in KINDS],
        "years": [Choice(f"{year}年", addresses.year(year), 0) for year in years],
    }
    yield Page(addresses.SITE_MAP, "sitemap.html", context)
