"""The addresses of the site's pages, one function a kind of page; every link in it comes from here."""

from __future__ import annotations

from functools import cache

from notices.fields import KINDS

HOME = "/"
DEPARTMENTS = "/departments/"
ACCOUNTS = "/accounts/"
KIND_OVERVIEW = "/kinds/"
YEARS = "/years/"
SEARCH = "/search/"
FEEDS = "/feeds/"
DATA = "/data/"
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


def sitemap(name: str) -> str:
    """One of the sitemaps that the index lists."""
    return f"/sitemap/{name}.xml"


def sheet(base: str, number: int) -> str:
    """Page *number* (1 is the oldest) of the list at *base*."""
    return f"{base}page/{number}/"


def output_file(url: str) -> str:
    """The file of the output folder that answers for *url*."""
    relative = url.removeprefix("/")
    return f"{relative}index.html" if not relative or relative.endswith("/") else relative
