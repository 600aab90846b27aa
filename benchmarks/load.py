"""Load on the search server: what readers wait for at 250 searches a second, under attack, and over capacity.

`python -m benchmarks.load` (about 35 minutes) or `python -m benchmarks.load --short` (about 4); `--only steady` repeats
one part (beside, steady, attack, flood, memory), and may be given several times. Each part is printed and written to
`--results` (JSON, and Markdown beside it) as soon as it ends, with what was claimed and whether it holds. Two workers,
the load generator, nginx and the attackers share this machine's cores. In the same run and by the same generator:
nginx sending a file of 20 KB, and a bare hello-world of the same server. Latencies count from the planned arrival.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import random
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import open_loop
from benchmarks.claims import Claim, Record
from benchmarks.open_loop import Results, percentile
from benchmarks.search import made
from benchmarks.servers import HELLO, NGINX, OURS, ROOT, STATIC, fronting, greeting, private_mb, serving
from search import analysis
from search.engines import whoosh
from search.policy import FREQUENT_QUERIES
from search.schema import Document

NOTICES = 10_000
RATE, FLOOD, STATIC_RATE = 250.0, 1000.0, 50.0
QUESTIONS = 5000
READERS, ATTACKERS = 5000, 50


@dataclass(frozen=True, slots=True)
class Lengths:
    """Seconds of each stage, and how many requests the memory is watched over."""

    clean: float
    attacked: float
    flooded: float
    beside: float
    requests: int


FULL = Lengths(600, 120, 60, 30, 900_000)
SHORT = Lengths(60, 40, 20, 10, 60_000)
SLOWEST, SLOWEST_FLOODED, SLOWEST_PAGE = 0.2, 0.5, 0.05  # seconds, of 99 in 100
SERVED = 0.999
HOUR = 900_000  # searches, at 250 a second
GROWTH = 0.05


@dataclass(slots=True)
class Bench:
    """What the parts of a run share: what is *asked* for how long, of whom, and where it is noted."""

    record: Record
    lengths: Lengths
    asked: list[str]
    server: subprocess.Popen[bytes]
    clean: float = math.nan


def main() -> None:
    """Measure, print, and note."""
    given = _parser().parse_args()
    lengths = SHORT if given.short else FULL
    record = Record(given.results, f"检索服务承载（{'短' if given.short else '完整'}）")
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        root = Path(scratch)
        documents = list(made(NOTICES))
        prepare(root, documents)
        ours = stack.enter_context(serving(root))
        stack.enter_context(greeting(root))
        if NGINX:
            stack.enter_context(fronting(root))
        bench = Bench(record, lengths, questions(documents), ours)
        for name, part in PARTS.items():
            if name in (given.only or PARTS):
                part(bench)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.load")
    parser.add_argument("--short", action="store_true", help="每一段都短，约 4 分钟")
    parser.add_argument("--only", action="append", choices=PARTS, help="只做这一段，可写多次")
    parser.add_argument("--results", type=Path, default=ROOT / "benchmarks/results/load.json", metavar="FILE")
    return parser


def prepare(root: Path, documents: list[Document]) -> None:
    """A site with a search page and a page of 20 KB, and its index, below *root*."""
    page = f"<html><head><title>搜索</title></head><body>{'<p>公开信息</p>' * 400}{{}}</body></html>"
    for path, content in (("search/index.html", "<!--search:begin--><!--search:end-->"), ("page.html", "")):
        (root / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / path).write_text(page.format(content), encoding="utf-8")
    whoosh.build(documents, root / "index")


def questions(documents: list[Document]) -> list[str]:
    """Targets of searches, the commonest first: words and pairs of words of the texts, narrowed by facets."""
    drawn = random.Random(5)
    asked = [{"q": query} for query in FREQUENT_QUERIES]
    while len(asked) < QUESTIONS:
        document = drawn.choice(documents)
        words = [word for word in analysis.words(document.title + document.body) if len(word) > 1]
        one = {"q": " ".join(drawn.sample(words, min(len(words), drawn.choice((1, 1, 2, 2, 3)))))}
        if drawn.random() < 0.4:
            facet = drawn.choice(("department", "kind", "year"))
            one[facet] = str(document.date.year) if facet == "year" else str(getattr(document, facet))
        if drawn.random() < 0.1:
            one["page"] = "2"
        asked.append(one)
    paths = drawn.choices(("/search", "/api/search"), (9, 1), k=len(asked))
    return [f"{path}?{urlencode(one)}" for path, one in zip(paths, asked, strict=True)]


def attacks(documents: int) -> list[str]:
    """Searches that make a server work: everyday characters in every combination, none asked twice."""
    drawn = random.Random(9)
    common = "的一是在和了有中人大国为以年不上个公政府信息公开工作管理服务通知关于市区县局"
    phrases = [" ".join(f"“{''.join(drawn.sample(common, 3))}”" for _ in range(30)) for _ in range(documents)]
    return [f"/search?{urlencode({'q': phrase})}" for phrase in phrases]


def mixed(asked: Sequence[str], count: int, hostile: float = 0.0) -> list[tuple[bytes, str]]:
    """*count* requests by Zipf's law over *asked*, with a share of *hostile* ones."""
    drawn = random.Random(count)
    weights = list(accumulate(1 / rank for rank in range(1, len(asked) + 1)))
    honest = drawn.choices(asked, cum_weights=weights, k=count)
    attack = iter(attacks(int(count * hostile * 1.2) + 1))
    return [
        (open_loop.get(next(attack), f"198.51.100.{drawn.randrange(ATTACKERS)}"), "attack")
        if drawn.random() < hostile
        else (open_loop.get(target, _reader(drawn)), "honest")
        for target in honest
    ]


def _reader(drawn: random.Random) -> str:
    number = drawn.randrange(READERS)
    return f"10.{number >> 8}.{number & 255}.1" if number % 2 else f"2001:db8:{number:x}::1"


def steady(bench: Bench) -> None:
    """Ten minutes at the rate of a city's worst day, from a cold start."""
    found = sent(mixed(bench.asked, int(RATE * bench.lengths.clean)))
    bench.clean = percentile(found.served("honest"), 0.99)
    claims = [
        below(f"每秒 250 次 {bench.lengths.clean:.0f} 秒，p99", bench.clean, SLOWEST),
        answered("其中得到回答的", found, "honest"),
    ]
    bench.record.add("steady", [shown("250/s clean", found, "honest")], claims)


def attack(bench: Bench) -> None:
    """The same with five attacks in a hundred; beside what it is without, in the same run."""
    if math.isnan(bench.clean):
        clean = sent(mixed(bench.asked, int(RATE * bench.lengths.attacked)))
        bench.clean = percentile(clean.served("honest"), 0.99)
    found = sent(mixed(bench.asked, int(RATE * bench.lengths.attacked), 0.05))
    lines = [shown(f"250/s, 5 % attacks: {group}", found, group) for group in ("honest", "attack")]
    slowest = percentile(found.served("honest"), 0.99)
    said = f"5 % 攻击时正常查询的 p99 不超过没有攻击时（{bench.clean * 1000:.1f} 毫秒）的两倍"
    ratio = Claim(
        said, f"{slowest * 1000:.1f} 毫秒，{slowest / bench.clean:.2f} 倍", slowest <= 2 * bench.clean
    )
    bench.record.add("attack", lines, [ratio, answered("其中得到回答的", found, "honest")])


def sent(requests: list[tuple[bytes, str]]) -> Results:
    """What came of *requests* at the usual rate."""
    return asyncio.run(open_loop.run(OURS, open_loop.arrivals(requests, RATE)))


def below(said: str, seconds: float, most: float) -> Claim:
    """The claim that it takes no more than *most* seconds."""
    return Claim(f"{said}不超过 {most * 1000:.0f} 毫秒", f"{seconds * 1000:.1f} 毫秒", seconds <= most)


def answered(said: str, found: Results, group: str) -> Claim:
    """The claim that all but one in a thousand of *group* got what was asked for."""
    statuses = found.statuses(group)
    share = statuses[200] / max(1, statuses.total())
    return Claim(f"{said}不少于 {SERVED:.1%}", f"{share:.3%}（{statuses.total()} 次）", share >= SERVED)


def shown(name: str, found: Results, group: str) -> str:
    """One line: statuses, and latencies of what was served."""
    times = [percentile(found.served(group), share) * 1000 for share in (0.5, 0.95, 0.99, 0.999)]
    statuses = " ".join(f"{status}:{count}" for status, count in sorted(found.statuses(group).items()))
    spread = " / ".join(f"{time:.1f}" for time in times)
    return f"{name} p50/p95/p99/p99.9 {spread} ms  {statuses}  generator late by {found.lag * 1000:.0f} ms at most"


def beside(bench: Bench) -> None:
    """What the machine gives at the same rate without any search."""
    lines = []
    for name, port, target in (("nginx, file of 20 KB", STATIC, "/page.html"), ("hello-world", HELLO, "/")):
        if port == STATIC and not NGINX:
            lines.append("nginx: not installed")
            continue
        requests = [(open_loop.get(target), "all")] * int(RATE * bench.lengths.beside)
        found = asyncio.run(open_loop.run(port, open_loop.arrivals(requests, RATE)))
        lines.append(shown(f"250/s {name}", found, "all"))
    bench.record.add("beside", lines)


def flood(bench: Bench) -> None:
    """Four times the load, all of it questions nobody asked before, and the static site meanwhile."""
    drawn = random.Random(3)
    seconds = bench.lengths.flooded
    fresh = [
        f"{target}&since=19{drawn.randrange(10, 99)}-01-{drawn.randrange(10, 28)}" for target in bench.asked
    ]
    searches = open_loop.arrivals(mixed(fresh, int(FLOOD * seconds)), FLOOD)
    pages = open_loop.arrivals(
        [(open_loop.get("/page.html"), "page")] * int(STATIC_RATE * seconds), STATIC_RATE
    )

    async def both() -> tuple[Results, Results]:
        load = open_loop.run(OURS, searches, 512)
        return await asyncio.gather(load, open_loop.run(STATIC, pages)) if NGINX else (await load, Results())

    found, static = asyncio.run(both())
    lines = [shown("1000/s: served", found, "honest"), shown("nginx meanwhile, 50/s", static, "page")]
    claims = [
        below("每秒 1000 次，得到回答的 p99", percentile(found.served("honest"), 0.99), SLOWEST_FLOODED),
        below("同时静态网页 p99", percentile(static.served("page"), 0.99), SLOWEST_PAGE),
        answered("静态网页得到回答的", static, "page"),
    ]
    bench.record.add("flood", lines, claims)


def memory(bench: Bench) -> None:
    """Private memory of the workers over many requests, as fast as they come."""
    sizes, lines, each = [], [], bench.lengths.requests // 10
    for number in range(10):
        requests = mixed(bench.asked[number * 50 :], each)
        started = time.perf_counter()
        found = asyncio.run(
            open_loop.run(OURS, [open_loop.Arrival(0.0, one, "all") for one, _ in requests], 32)
        )
        seconds = time.perf_counter() - started
        sizes.append(private_mb(bench.server.pid))
        lines.append(
            f"after {(number + 1) * each} requests: {sizes[-1]:.1f} MB private, {each / seconds:.0f} requests/s, "
            f"{found.statuses('all')[200]} served"
        )
        bench.record.add("memory", lines)
    slope = (sizes[-1] - sizes[4]) / 5 / each * HOUR
    said = f"内存每 {HOUR} 次（一小时）增长不超过 {GROWTH:.0%}，由后一半的斜率算"
    flat = Claim(said, f"{slope:+.1f} MB，共 {sizes[-1]:.1f} MB", slope <= GROWTH * sizes[-1])
    bench.record.add("memory", lines, [flat])


PARTS = {"beside": beside, "steady": steady, "attack": attack, "flood": flood, "memory": memory}


if __name__ == "__main__":
    main()
