"""`python -m importers media`: pictures and files that no export held; with --fetch got from where they were."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from http.client import HTTPException
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

import durable
from importers.commands.folders import FAILED, OK, USAGE, folders, parser, refuse
from importers.draft import Medium, medium_of
from importers.fetching.filling import Missing, fill, missing
from importers.fetching.gaps import media_names
from importers.fetching.guarded import Policy, Refused, fetch, unanswered
from importers.holdings import NoArchive, require
from notices import BadFrontMatter, tree, values

# Hosts that gave the pictures of closed accounts, and the Referer without which they refuse them.
HOSTS = {
    "mmbiz.qpic.cn": "https://mp.weixin.qq.com/",
    "mmbiz.qlogo.cn": "https://mp.weixin.qq.com/",
    ".sinaimg.cn": "https://weibo.com/",
}
_PAUSE = 0.2  # seconds between two requests: these are other people's machines
_OFTEN = 5  # a picture in so many posts may be a placeholder that a host gave instead


def main(arguments: Sequence[str]) -> int:
    """List or fetch; returns 0, 1 when something could not be fetched, 2 when it cannot begin."""
    asking = parser("media", "没有随导出保存的图片和附件：列出来，或从原地址取回。")
    asking.add_argument("--fetch", action="store_true", help="从原地址取回（会访问网络；不写则只列出）")
    asking.add_argument(
        "--allow", action="append", default=[], metavar="HOST", help="另外允许访问的网站，可写多次"
    )
    asking.add_argument("--limit", type=int, default=None, metavar="N", help="最多处理 N 件公开信息")
    asked = asking.parse_args(arguments)
    try:
        due = list(islice(missing(asked.content), asked.limit))
        if not asked.fetch:
            return _list(asked.content, due)
        require(asked.archive)
        policy = Policy(hosts={**HOSTS, **dict.fromkeys(asked.allow, "")})
        done = fill(folders(asked), due, getter(policy), today=datetime.now(values.BEIJING).date())
        return _tell((f"{one.path} {one.url}", one.problem) for one in done)
    except (NoArchive, BadFrontMatter, durable.Busy) as error:
        return refuse(str(error), USAGE)
    except OSError as error:
        return refuse(durable.explained(error), FAILED)


def getter(policy: Policy, pause: float = _PAUSE) -> Callable[[str], Medium]:
    """What gets the file at an address once under *policy*, as a medium that says what is wrong when it cannot."""
    known: dict[str, Medium] = {}

    def get(url: str) -> Medium:
        if url not in known:
            known[url] = _got(url, policy)
            time.sleep(pause)
        return known[url]

    return get


def _got(url: str, policy: Policy) -> Medium:
    try:
        return medium_of(url, fetch(url, policy), urlsplit(url).path)
    except Refused as error:
        return Medium(url, problem=str(error))
    except (OSError, HTTPException) as error:
        return Medium(url, problem=f"没有取到：{unanswered(error)}")


def _list(content: Path, due: Sequence[Missing]) -> int:
    for one in due:
        print(f"{one.path}：{len(one.gaps)} 个")
        for gap in one.gaps:
            print(f"    {gap.url}")
    hosts = Counter(urlsplit(gap.url).hostname or "" for one in due for gap in one.gaps)
    told = "、".join(f"{host} {count} 个" for host, count in hosts.most_common())
    print(
        f"缺少附件的公开信息 {len(due)} 件，附件 {hosts.total()} 个{'：' if told else ''}{told}。加上 --fetch 取回。"
    )
    for line in placeholders(content):
        print(line)
    return OK


def placeholders(content: Path) -> Iterator[str]:
    """A line for each picture that may be what a host gives to strangers in its place: a valid JPEG, the same everywhere."""
    for name, paths in repeated(content):
        yield f"同一张图用于 {len(paths)} 件，请看一眼是不是防盗链占位图：{name}（如 {paths[0]}）"


def repeated(content: Path) -> Iterator[tuple[str, list[str]]]:
    """Published files that many notices show, the most frequent first, with the notices."""
    shown: dict[str, list[str]] = defaultdict(list)
    for path in tree.files(content):
        for name in media_names(path.read_text(encoding="utf-8", errors="replace")):
            shown[name].append(path.relative_to(content).as_posix())
    often = [(name, paths) for name, paths in shown.items() if len(paths) >= _OFTEN]
    yield from sorted(often, key=lambda one: (-len(one[1]), one[0]))


def _tell(done: Iterable[tuple[str, str]]) -> int:
    got = failed = 0
    for where, problem in done:
        got, failed = got + (not problem), failed + bool(problem)
        print(f"{where}：{problem or '已取回'}")
    print(f"取回 {got} 个，没有取到 {failed} 个。")
    return FAILED if failed else OK
