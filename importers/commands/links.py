"""`python -m importers links`: foreign addresses that the site links to, and with --check whether they still answer."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

import durable
from importers.commands.folders import FAILED, OK, USAGE, parser, refuse
from importers.fetching import links
from importers.fetching.guarded import Policy
from notices import BadFrontMatter, linkchecks, values
from notices.linkchecks import FILE, LinkCheck

_PAUSE = 0.2  # seconds between two requests: these are other people's machines


def main(arguments: Sequence[str]) -> int:
    """List or ask; returns 0, 1 when an address is dead or leads elsewhere, 2 when it cannot begin."""
    asking = parser("links", "页面上的外部网址：列出来，或逐个访问，看还打不打得开。")
    asking.add_argument("--check", action="store_true", help="逐个访问（会访问网络；不写则只列出）")
    asking.add_argument("--archived", action="store_true", help="连同已归档条目里的外部网址")
    asking.add_argument("--limit", type=int, default=None, metavar="N", help="最多访问 N 个")
    asked = asking.parse_args(arguments)
    try:
        urls = list(islice(links.targets(asked.content, archived=asked.archived), asked.limit))
        if not asked.check:
            return _list(urls)
        return check(asked.content, urls, links.open_policy())
    except BadFrontMatter as error:
        return refuse(str(error), USAGE)
    except OSError as error:
        return refuse(durable.explained(error), FAILED)


def _list(urls: Sequence[str]) -> int:
    print(*urls, f"外部网址 {len(urls)} 个。加上 --check 逐个访问。", sep="\n")
    return OK


def check(content: Path, urls: Iterable[str], policy: Policy, pause: float = _PAUSE) -> int:
    """Ask *urls*, say what is wrong with which, and write the register; what was asked is kept when stopped."""
    register = content / FILE
    known = linkchecks.load(register)
    today = datetime.now(values.BEIJING).date()
    made: list[LinkCheck] = []
    try:
        for one in links.check(urls, policy, today=today, wait=lambda: time.sleep(pause)):
            made.append(one)
            if one.state != linkchecks.GOOD:
                print(f"{one.state}：{one.url}（{one.detail}）", flush=True)
    finally:
        if made:
            durable.atomic_write(register, linkchecks.render(linkchecks.updated(known, made)))
    print("、".join(_totals(made)) or "没有外部网址", end="。\n")
    bad = {linkchecks.GONE, linkchecks.SILENT, linkchecks.ELSEWHERE}
    return FAILED if any(one.state in bad for one in made) else OK


def _totals(made: Iterable[LinkCheck]) -> Iterator[str]:
    counts = Counter(one.state for one in made)
    yield from (f"{state} {counts[state]} 个" for state in linkchecks.STATES if counts[state])
