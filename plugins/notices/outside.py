"""Links that lead out of the site: listed by host, for the inspector and for whoever looks after them.

A host whose domain was given up can be registered by anybody: what is neither a government site nor listed by
the web team in `content/known-hosts.txt` is marked to be looked at. Nothing is asked of the network.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from plugins.notices import addresses
from plugins.notices.csvfile import table
from plugins.notices.library import Library
from plugins.notices.pages import Page
from plugins.notices.site import Site

_GOVERNMENT = (".gov.cn", ".org.cn", ".edu.cn", ".people.com.cn", ".xinhuanet.com", ".news.cn", ".cctv.com")
# The platforms themselves: their addresses are sources, not recommendations.
_PLATFORMS = (
    "weixin.qq.com",
    "weibo.com",
    "weibo.cn",
    "toutiao.com",
    "douyin.com",
    "kuaishou.com",
    "bilibili.com",
)


@dataclass(frozen=True, slots=True)
class Host:
    """A foreign host: how many notices link to it, the address of one of them, and what it is taken for."""

    name: str
    count: int
    example: str
    sort: str


def sort_of(host: str, known: Collection[str]) -> str:
    """What *host* is taken for, in Chinese."""
    if f".{host}".endswith(_GOVERNMENT):
        return "政府及公共机构"
    if any(f".{host}".endswith(f".{one}") for one in _PLATFORMS):
        return "平台"
    if any(f".{host}".endswith(f".{one}") for one in known):
        return "已核实"
    return "待核对"


def outside_pages(library: Library, site: Site) -> Iterator[Page]:
    """The list of hosts as CSV."""
    hosts = tuple(
        Host(name, count, example, sort_of(name, library.known_hosts))
        for name, count, example in library.hosts
    )
    yield Page(f"{addresses.DATA}outside-links.csv", "outside.csv", {"hosts": hosts})


def as_csv(site: Site, context: Mapping[str, Any]) -> bytes:
    """The table."""
    rows = ((one.name, one.sort, str(one.count), f"{site.url}{one.example}") for one in context["hosts"])
    return table(("外部网站", "类别", "引用件数", "例"), rows)


WRITERS: dict[str, Callable[[Site, Mapping[str, Any]], str | bytes]] = {"outside.csv": as_csv}
