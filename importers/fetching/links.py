"""Asking foreign addresses whether they still answer, one at a time, and putting the answer into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from http.client import HTTPException
from pathlib import Path
from urllib.parse import quote

from importers.fetching.guarded import ANY, Policy, Refused, probe, unanswered
from notices import departments, linkchecks, outlinks, services, tree
from notices.linkchecks import LinkCheck
from notices.notice import read

_SAFE = "%/:?#[]@!$&'()*+,;=~-._"
_GONE = frozenset([404, 410])
# Endings under which anybody registers a name one label further down (https://publicsuffix.org/, those of .cn).
_SHARED = frozenset(["gov", "com", "org", "net", "edu", "ac", "mil"])


def targets(content: Path, *, archived: bool) -> list[str]:
    """The foreign addresses to ask: those that services moved to and that departments' own notices link to.

    With *archived*, also those in the notices of closed accounts. Raises BadFrontMatter, OSError.
    """
    known = departments.load(content / "departments.toml")
    entries = (one.new_url for one in services.load(content / "services.csv", known))
    found = dict.fromkeys(url for url in entries if outlinks.host(url))
    for path in tree.files(content):
        notice = read(path, path.relative_to(content).as_posix())
        if notice.status == "published" and (archived or not notice.archived):
            found.update(dict.fromkeys(one for one in outlinks.urls(notice.body) if outlinks.host(one)))
    return list(found)


def open_policy(seconds: float = 15) -> Policy:
    """Any host of the open internet, for as long as *seconds*: nothing is taken but the status."""
    return Policy(hosts={ANY: ""}, seconds=seconds, redirects=5)


def check(
    urls: Iterable[str], policy: Policy, *, today: date, wait: Callable[[], None]
) -> Iterator[LinkCheck]:
    """What each of *urls* answers *today*; *wait* is called after each."""
    for url in urls:
        state, detail = _state(url, policy)
        yield LinkCheck(url, state, detail, today, today)
        wait()


def _state(url: str, policy: Policy) -> tuple[str, str]:
    whole = url if not url.startswith("//") else f"https:{url}"
    try:
        status, end = probe(quote(whole, safe=_SAFE), policy)
    except Refused as error:
        return linkchecks.UNKNOWN, str(error)
    except (OSError, HTTPException) as error:
        return linkchecks.SILENT, unanswered(error)
    host = outlinks.host(end)
    if status in _GONE:
        return linkchecks.GONE, f"网站回答 {status}"
    if status >= 500:
        return linkchecks.SILENT, f"网站回答 {status}"
    if domain(host) != domain(outlinks.host(whole)):
        return linkchecks.ELSEWHERE, f"转到 {host}"
    return (linkchecks.UNKNOWN, f"网站回答 {status}") if status >= 400 else (linkchecks.GOOD, "")


def domain(host: str) -> str:
    """The name that somebody registered for *host*: the last two labels, three below shared endings such as .gov.cn."""
    labels = host.split(".")
    shared = len(labels) > 2 and len(labels[-1]) == 2 and (labels[-2] in _SHARED or len(labels[-2]) == 2)
    return ".".join(labels[-3:] if shared else labels[-2:])
