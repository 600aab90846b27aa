"""`python -m benchmarks.pages [COUNT]`: a reader's first load of each site, ours beside Hugo and stock Pelican.

The sites are those of `benchmarks.build`, of the same notices, served alike (compressed) to Chromium on a phone
over slow 4G (150 ms, 1.6 Mbit/s, as Lighthouse has it). Bytes are what goes over the wire, without pictures;
LCP is the median of `RUNS` first loads; axe counts the elements that break a rule of WCAG 2.2 AA.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import resources
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.build import Steps, hugo, ours, pelican

RUNS = 5
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
LCP = """new Promise(told => new PerformanceObserver(list => told(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""
TOOLS: dict[str, Callable[[Path, int], Steps]] = {"ours": ours, "hugo": hugo, "pelican": pelican}
# Home, the longest list, a notice: where each tool puts them.
PLACES = {
    "home": ("index.html",),
    "list": ("years/2024/index.html", "years/2020/index.html", "category/*.html", "d01/index.html"),
    "notice": ("*/20[0-9][0-9]/2*.html", "2*.html"),
}


@dataclass(frozen=True, slots=True)
class Load:
    """One first load: *lcp* in milliseconds, *bytes* on the wire, *requests*."""

    lcp: float
    bytes: int
    requests: int


def main() -> None:
    """Build the three sites, load the three pages of each, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=300)
    count = parser.parse_args().count
    with tempfile.TemporaryDirectory(prefix="guiji-pages-") as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        print(f"{count} notices, first load over slow 4G{'':6}    LCP ms    KB  requests  axe findings")
        for name, tool in TOOLS.items():
            for _, cost, site in islice(tool(Path(scratch) / name, count), 1):
                if cost.code:
                    print(f"{name}: failed: {cost.output[-200:]}")
                else:
                    show(browser, name, site.resolve())
        browser.close()


def show(browser: Browser, name: str, site: Path) -> None:
    """Print a row for each page of the built *site*."""
    with served(site) as address:
        for place, patterns in PLACES.items():
            found = next((path for pattern in patterns for path in sorted(site.glob(pattern))), None)
            if found is None:
                print(f"{name}: no page for {place}")
                continue
            url = f"{address}/{found.relative_to(site).as_posix()}"
            loads = [first_load(browser, url) for _ in range(RUNS)]
            lcp = statistics.median(one.lcp for one in loads)
            axe = findings(browser, url)
            print(
                f"{name + ': ' + place:40} {lcp:8.0f} {loads[0].bytes / 1e3:8.1f} {loads[0].requests:6} {axe:10}"
            )


def first_load(browser: Browser, url: str) -> Load:
    """Load *url* with an empty cache on a phone over slow 4G."""
    context = browser.new_context(viewport={"width": 360, "height": 780})
    page = context.new_page()
    session: CDPSession = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_4G)
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url, wait_until="networkidle")
    lcp = float(page.evaluate(LCP))
    context.close()
    return Load(lcp, int(sum(sizes)), len(sizes))


def findings(browser: Browser, url: str) -> int:
    """How many elements of *url* break a rule."""
    page: Page = browser.new_page()
    page.goto(url)
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    count = page.evaluate(
        f"axe.run({RULES}).then(found => found.violations.flatMap(one => one.nodes).length)"
    )
    page.close()
    return int(count)


class _Compressed(http.server.SimpleHTTPRequestHandler):
    """Files as any server sends them: text compressed."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(urlsplit(self.path).path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        payload = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in {".html", ".css", ".js", ".svg", ".json", ".xml"}:
            payload = gzip.compress(payload, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        with suppress(BrokenPipeError):  # the reader went on to the next page
            self.wfile.write(payload)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address at which *site* is served while the block runs."""
    handler = functools.partial(_Compressed, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()


if __name__ == "__main__":
    main()
