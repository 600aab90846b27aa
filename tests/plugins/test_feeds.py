"""Feeds, sitemaps, robots and OpenSearch of the built city, read by what reads them in the world."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import city
import feedparser
import pytest

from plugins.notices.feeds import SIZE, WRITERS, Feed, feed_pages
from plugins.notices.library import Library
from plugins.notices.site import Site
from plugins.notices.sitemap import changed_on
from plugins.release import Build

LIVE = {one.title for one in city.own()}
FOLDERS = ["", *(f"{slug}/" for slug in re.findall(r"^\[(\S+)\]", city.DEPARTMENTS, re.MULTILINE))]
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read(built: Build, url: str) -> str:
    return (built.site / url.removeprefix("/")).read_text(encoding="utf-8")


def locations(text: str) -> list[str]:
    return [
        one.text.removeprefix("https://www.qinglan.example")
        for one in ElementTree.fromstring(text).iter(f"{MAP}loc")
    ]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("name", ["atom.xml", "rss.xml"])
def test_feeds_are_well_formed_and_hold_live_notices_only(built: Build, folder: str, name: str) -> None:
    feed = feedparser.parse(read(built, f"feeds/{folder}{name}"))
    assert not feed.bozo
    assert feed.feed.title
    assert {entry.title for entry in feed.entries} == (LIVE if folder in {"", "water/"} else set())
    for entry in feed.entries:
        assert (built.site / entry.link.removeprefix("https://www.qinglan.example/")).is_file()
        assert entry.published_parsed[:3] == (2026, 10, 7)  # midnight in Beijing, in UTC


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_json_feed_says_the_same(built: Build, folder: str) -> None:
    feed = json.loads(read(built, f"feeds/{folder}feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {one["title"] for one in feed["items"]} == (LIVE if folder in {"", "water/"} else set())
    assert all(one["id"] == one["url"] and one["content_text"] for one in feed["items"])
    assert [datetime.fromisoformat(one["date_published"]).utcoffset() for one in feed["items"]] == [
        datetime(2026, 1, 1, tzinfo=city.BEIJING).utcoffset()
    ] * len(feed["items"])


@pytest.mark.parametrize("name", WRITERS)
def test_a_hostile_title_cannot_break_out(library: Library, site: Site, name: str) -> None:
    record = next(one for one in library.records if one.title == city.LONG_TITLE)
    feed = Feed("水 & <b>", "/feeds/", "/", (record,), {"water": '水务局"<'})
    text = WRITERS[name](site, {"feed": feed})
    assert isinstance(text, str)
    parsed = json.loads(text)["items"][0]["title"] if name == "feed.json" else entry_title(text)
    assert parsed == city.LONG_TITLE


def test_pages_announce_their_feeds(built: Build) -> None:
    assert 'href="/feeds/atom.xml" type="application/atom+xml"' in read(built, "index.html")
    assert 'href="/feeds/water/atom.xml" type="application/atom+xml"' in read(built, "water/index.html")


def test_the_sitemaps_name_every_notice_once_and_no_other(built: Build) -> None:
    shards = locations(read(built, "sitemap.xml"))
    assert "/sitemap/lists.xml" in shards
    named = [url for shard in shards for url in locations(read(built, shard))]
    assert len(named) == len(set(named))
    notices = {path.relative_to(built.site).as_posix() for path in notice_files(built.site)}
    assert {url.removeprefix("/") for url in named if url.endswith(".html")} == notices
    for url in named:
        file = built.site / url.removeprefix("/")
        assert file.is_file() or (file / "index.html").is_file(), url


def test_a_page_changed_when_it_was_last_corrected(library: Library) -> None:
    for record in library.records:
        assert changed_on(record) >= record.date.date()
    archived = next(one for one in library.records if one.imported)
    assert changed_on(archived) == archived.imported


def test_robots_and_opensearch(built: Build) -> None:
    assert "Sitemap: https://www.qinglan.example/sitemap.xml" in read(built, "robots.txt")
    assert "Disallow: /\n" not in read(built, "robots.txt")
    description = ElementTree.fromstring(read(built, "opensearch.xml"))
    url = description.find("{http://a9.com/-/spec/opensearch/1.1/}Url")
    assert url is not None
    assert url.get("template") == "https://www.qinglan.example/search?q={searchTerms}"


def test_a_feed_holds_the_newest_and_no_more(library: Library, site: Site) -> None:
    own = [one._replace(platform="", account="") for one in library.records if one.department == "water"]
    many = replace(library, records=tuple(own))
    feed = next(page for page in feed_pages(many, site) if page.url == "/feeds/atom.xml").context["feed"]
    assert feed.records == tuple(reversed(own[-SIZE:]))


def entry_title(text: str) -> str:
    titles = [one.text or "" for one in ElementTree.fromstring(text).iter() if one.tag.endswith("title")]
    return next(one for one in titles if "很长" in one)


def notice_files(site: Path) -> list[Path]:
    return [path for path in site.glob("*/[0-9][0-9][0-9][0-9]/*.html") if path.name != "index.html"]
