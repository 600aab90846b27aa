"""Load on the search server: what readers wait for at 250 searches a second, under attack, and over capacity.

`python -m benchmarks.load` (about 25 minutes) or `python -m benchmarks.load --short` (about 4). Two workers, the
load generator, nginx and the attackers share this machine's cores. In the same run and by the same generator:
nginx sending a file of 20 KB, and a bare hello-world of the same server. Latencies count from the planned arrival.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import open_loop
from benchmarks.open_loop import Results, percentile
from benchmarks.search import made
from search import analysis
from search.engines import whoosh
from search.policy import FREQUENT_QUERIES
from search.schema import Document

ROOT = Path(__file__).resolve().parents[1]
NOTICES = 10_000
RATE, FLOOD, STATIC_RATE = 250.0, 1000.0, 50.0
QUESTIONS = 5000
READERS, ATTACKERS = 5000, 50
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
HELLO, OURS, STATIC = 8461, 8462, 8463


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


def main() -> None:
    """Measure and print."""
    lengths = SHORT if "--short" in sys.argv else FULL
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        root = Path(scratch)
        documents = list(made(NOTICES))
        prepare(root, documents)
        ours = stack.enter_context(serving(root))
        stack.enter_context(greeting(root))
        if NGINX:
            stack.enter_context(fronting(root))
        asked = questions(documents)
        beside(lengths)
        clean = stage("250/s clean", mixed(asked, int(RATE * lengths.clean)), RATE)
        attacked = stage("250/s, 5 % attacks", mixed(asked, int(RATE * lengths.attacked), 0.05), RATE)
        ratio = percentile(attacked.served("honest"), 0.99) / percentile(clean.served("honest"), 0.99)
        print(f"honest p99 under attack / clean: {ratio:.2f} (at most 2)", flush=True)
        flooded(asked, lengths)
        watched(ours, asked, lengths.requests)


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


def stage(name: str, sent: list[tuple[bytes, str]], rate: float) -> Results:
    """Send, and print what came of it."""
    found = asyncio.run(open_loop.run(OURS, open_loop.arrivals(sent, rate)))
    for group in sorted({group for group, _ in found.latencies}):
        print(shown(f"{name}: {group}", found, group), flush=True)
    return found


def shown(name: str, found: Results, group: str) -> str:
    """One line: statuses, and latencies of what was served."""
    times = [percentile(found.served(group), share) * 1000 for share in (0.5, 0.95, 0.99, 0.999)]
    statuses = " ".join(f"{status}:{count}" for status, count in sorted(found.statuses(group).items()))
    spread = " / ".join(f"{time:.1f}" for time in times)
    return f"{name:34} p50/p95/p99/p99.9 {spread} ms  {statuses}  generator late by {found.lag * 1000:.0f} ms at most"


def beside(lengths: Lengths) -> None:
    """What the machine gives at the same rate without any search."""
    for name, port, target in (("nginx, file of 20 KB", STATIC, "/page.html"), ("hello-world", HELLO, "/")):
        if port == STATIC and not NGINX:
            print("nginx: not installed")
            continue
        sent = [(open_loop.get(target), "all")] * int(RATE * lengths.beside)
        found = asyncio.run(open_loop.run(port, open_loop.arrivals(sent, RATE)))
        print(shown(f"250/s {name}", found, "all"), flush=True)


def flooded(asked: Sequence[str], lengths: Lengths) -> None:
    """Four times the load, all of it questions nobody asked before, and the static site meanwhile."""
    drawn = random.Random(3)
    count = int(FLOOD * lengths.flooded)
    fresh = [f"{target}&since=19{drawn.randrange(10, 99)}-01-{drawn.randrange(10, 28)}" for target in asked]
    searches = open_loop.arrivals(mixed(fresh, count), FLOOD)
    pages = open_loop.arrivals(
        [(open_loop.get("/page.html"), "page")] * int(STATIC_RATE * lengths.flooded), STATIC_RATE
    )

    async def both() -> tuple[Results, Results]:
        load = open_loop.run(OURS, searches, 512)
        return await asyncio.gather(load, open_loop.run(STATIC, pages)) if NGINX else (await load, Results())

    found, static = asyncio.run(both())
    print(shown("1000/s: served", found, "honest"))
    print(shown("nginx meanwhile, 50/s", static, "page"), flush=True)


def watched(server: subprocess.Popen[bytes], asked: Sequence[str], requests: int) -> None:
    """Private memory of the workers over many requests, as fast as they come."""
    sizes = []
    for number in range(10):
        sent = mixed(asked[number * 50 :], requests // 10)
        started = time.perf_counter()
        asyncio.run(open_loop.run(OURS, [open_loop.Arrival(0.0, one, group) for one, group in sent], 32))
        sizes.append(private_mb(server.pid))
        rate = len(sent) / (time.perf_counter() - started)
        print(
            f"memory after {(number + 1) * len(sent)}: {sizes[-1]:.1f} MB private, {rate:.0f} requests/s",
            flush=True,
        )
    slope = (sizes[-1] - sizes[4]) / 5 / (requests // 10) * 900_000
    print(f"growth over the second half, for 900,000 requests: {slope:+.1f} MB")


def private_mb(pid: int) -> float:
    """Memory of the children of *pid* that is theirs alone, in MB; mapped files are the kernel's."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    lines = [
        line for child in children for line in Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
    ]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1000


@contextmanager
def serving(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Our server, two workers, as nice as deploy/systemd makes it."""
    command = [sys.executable, "-m", "search", "--engine", "whoosh", "serve", str(root / "site")]
    options = ["--port", str(OURS), "--workers", "2"]
    with _running(["nice", "-n", "5", *command, *options], OURS) as process:
        yield process


@contextmanager
def greeting(root: Path) -> Iterator[None]:
    """A bare hello-world of the same server."""
    code = (
        "async def app(scope, protocol):\n"
        "    protocol.response_str(200, [('content-type', 'text/plain'), ('content-length', '5')], 'hello')\n"
    )
    (root / "hello.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--workers", "2", "--port", str(HELLO)]
    with _running([*command, "--working-dir", str(root), "hello:app"], HELLO):
        yield


@contextmanager
def fronting(root: Path) -> Iterator[None]:
    """The site's files, from nginx."""
    conf = (
        f"daemon off; pid {root}/pid; error_log {root}/error.log; events {{ worker_connections 4096; }}\n"
        f"http {{ access_log off; client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;"
        f" uwsgi_temp_path {root}/u; scgi_temp_path {root}/s; keepalive_requests 1000000;\n"
        f" server {{ listen 127.0.0.1:{STATIC}; root {root}/site; }} }}\n"
    )
    (root / "nginx.conf").write_text(f"user root; {conf}", encoding="utf-8")
    with _running([str(NGINX), "-c", str(root / "nginx.conf")], STATIC):
        yield


@contextmanager
def _running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asyncio.run(_listening(port))
        yield process
    finally:
        process.terminate()
        process.wait(60)


async def _listening(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            found = await open_loop.run(port, [open_loop.Arrival(0.0, open_loop.get("/readyz"))], 1)
        except OSError:
            found = Results()
        if found.statuses("all").keys() & {200, 404}:
            return
        if time.monotonic() > until:
            raise TimeoutError(f"nothing listens on port {port}")
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    main()
