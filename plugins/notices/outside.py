"""Links that lead out of the site: listed by host, for the inspector and for whoever looks after them.

A host whose domain was given up can be registered by anybody: what is neither a government site nor listed by
the web team in `content/known-hosts.txt` is marked to be looked at. Nothing is asked of the network; what
`invoke links --check` found out stands in the register of link checks and is listed beside.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from notices import outlinks
from notices.linkchecks import ELSEWHERE
from plugins.notices import addresses
from plugins.notices.csvfile import table
from plugins.notices.library import Library
from plugins.notices.pages import Page
from plugins.notices.site import Site

FILE = "outside-links.csv"
HEADINGS = ("外部网站", "类别", "引用处数", "例", "转到别处", "已失效")
UNKNOWN = "待核对"
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
    """A foreign host: how many notices and services link to it, one of their pages, and what it is taken for.

    *moved* counts its addresses that were found to lead to another domain, *dead* those found dead.
    """

    name: str
    count: int
    example: str
    sort: str
    moved: int
    dead: int


def sort_of(host: str, known: Collection[str]) -> str:
    """What *host* is taken for, in Chinese."""
    if f".{host}".endswith(_GOVERNMENT):
        return "政府及公共机构"
    if any(f".{host}".endswith(f".{one}") for one in _PLATFORMS):
        return "平台"
    if any(f".{host}".endswith(f".{one}") for one in known):
        return "已核实"
    return UNKNOWN


def outside_pages(library: Library, site: Site) -> Iterator[Page]:
    """The list of hosts as CSV."""
    found = {name: (count, example) for name, count, example in library.hosts}
    for service in library.services:
        if name := outlinks.host(service.new_url):
            count, example = found.get(name, (0, addresses.SERVICES))
            found[name] = (count + 1, example)
    moved = Counter(outlinks.host(one.url) for one in library.link_checks if one.state == ELSEWHERE)
    hosts = tuple(
        Host(
            name,
            count,
            example,
            sort_of(name, library.known_hosts),
            moved[name],
            len(library.dead_by_host.get(name, ())),
        )
        for name, (count, example) in sorted(found.items())
    )
    yield Page(f"{addresses.DATA}{FILE}", "outside.csv", {"hosts": hosts})


def as_csv(site: Site, context: Mapping[str, Any]) -> bytes:
    """The table."""
    rows = (
        (one.name, one.sort, str(one.count), f"{site.url}{one.example}", str(one.moved), str(one.dead))
        for one in context["hosts"]
    )
    return table(HEADINGS, rows)


def to_look_at(site: Path) -> list[str]:
    """A line for each host of the built *site* that nobody vouched for or that was found to lead elsewhere or nowhere."""
    path = site / addresses.DATA.strip("/") / FILE
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))[1:]
    return [
        f"{name}（{sort}，{count} 处，如 {example}）{_found(moved, dead)}"
        for name, sort, count, example, moved, dead in rows
        if sort == UNKNOWN or moved != "0" or dead != "0"
    ]


def _found(moved: str, dead: str) -> str:
    told = [f"转到别处 {moved} 个" if moved != "0" else "", f"已失效 {dead} 个" if dead != "0" else ""]
    return "：" + "、".join(filter(None, told)) if any(told) else ""


WRITERS: dict[str, Callable[[Site, Mapping[str, Any]], str | bytes]] = {"outside.csv": as_csv}
