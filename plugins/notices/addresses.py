"""The addresses of the site's pages, one function a kind of page; every link in it comes from here."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from notices.fields import KINDS

HOME = "/"
DEPARTMENTS = "/departments/"
ACCOUNTS = "/accounts/"
KIND_OVERVIEW = "/kinds/"
YEARS = "/years/"
SEARCH = "/search/"
FEEDS = "/feeds/"
DATA = "/data/"
GO = "/go/"
TAGS = "/tags/"
CORRECTIONS = "/corrections/"
WITHDRAWN = "/withdrawn/"
SITE_MAP = "/sitemap/"
SERVICES = "/services/"
SITEMAP_INDEX = "/sitemap.xml"
OPENSEARCH = "/opensearch.xml"


@cache
def department(slug: str) -> str:
    """The list of a department's notices."""
    return f"/{slug}/"


@cache
def _folder(department_slug: str, year: int) -> str:
    return f"/{department_slug}/{year:04d}/"


def department_year(slug: str, year: int) -> str:
    """The list of a department's notices of one year."""
    return _folder(slug, year)


def notice(department_slug: str, year: int, slug: str) -> str:
    """A notice's permanent address."""
    return f"{_folder(department_slug, year)}{slug}.html"


@cache
def account(slug: str) -> str:
    """An account's page."""
    return f"/accounts/{slug}/"


@cache
def kind(name: str) -> str:
    """The list of one kind (Chinese *name* as in `KINDS`)."""
    return f"/kinds/{KINDS[name]}/"


@cache
def year(number: int) -> str:
    """The list of one year."""
    return f"/years/{number:04d}/"


def feeds(department_slug: str) -> str:
    """The folder of a department's feeds: `atom.xml`, `rss.xml` and `feed.json`."""
    return f"{FEEDS}{department_slug}/"


def old_links(account_slug: str) -> str:
    """The table of an account's old addresses."""
    return f"{GO}accounts/{account_slug}/"


def host_map(host: str, name: str) -> str:
    """A map from the addresses of the website *host* to ours."""
    return f"{DATA}redirects/{host}/{name}"


def sitemap(name: str) -> str:
    """One of the sitemaps that the index lists."""
    return f"/sitemap/{name}.xml"


def month(year_number: int, number: int) -> str:
    """The list of one month."""
    return f"{YEARS}{year_number:04d}/{number:02d}/"


@cache
def tag(name: str) -> str:
    """The list of one tag, under ten hexadecimal digits of its name's hash: a tag can be any text."""
    return f"{TAGS}{sha256(name.encode()).hexdigest()[:10]}/"


def corrections(year_number: int) -> str:
    """The corrections made in one year."""
    return f"{CORRECTIONS}{year_number:04d}/"


def accounts_of(sort: str, name: str) -> str:
    """The accounts of one platform, state or department; *sort* is `platforms`, `statuses` or `departments`."""
    return f"{ACCOUNTS}{sort}/{name}/"


def sheet(base: str, number: int) -> str:
    """Page *number* (1 is the oldest) of the list at *base*."""
    return f"{base}page/{number}.html"


def output_file(url: str) -> str:
    """The file of the output folder that answers for *url*."""
    relative = url.removeprefix("/")
    return f"{relative}index.html" if not relative or relative.endswith("/") else relative
