"""What one unit of work costs on one core: the figures that docs/province.md is reckoned from.

`python -m benchmarks.units [NOTICES [PAGES]] [--engine opensearch] > benchmarks/units.toml` imports WeChat pages of 100 KB
and a weibo table, builds and proves a site, makes its index and links its files, and writes the cost of one of each.
Times are CPU (user and system) of one core, so that whatever else runs on the machine hardly counts. The engine
`opensearch` needs a cluster at GUIJI_OPENSEARCH_URL (`python -m tests.opensearch.cluster 1`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import measure
from benchmarks.import_run import write_export
from benchmarks.imports import write_pages
from benchmarks.notices import write_content
from durable import fill_link
from plugins.notices import sitecheck
from plugins.notices.crew import Crew
from plugins.releases import leaks, manifest

HOUSE = Path(__file__).resolve().parent.parent
_REGISTER = '[qinglan]\nname = "青澜市人民政府办公室"\nlevel = "市"\n'
_BLOCK = 4096  # bytes: what the smallest file takes on most file systems
Units = Iterator[tuple[str, float, str]]


def main() -> None:
    """Print the units as TOML."""
    parser = argparse.ArgumentParser("python -m benchmarks.units", description=__doc__)
    parser.add_argument("notices", type=int, nargs="?", default=5000)
    parser.add_argument("pages", type=int, nargs="?", default=500)
    parser.add_argument("--engine", default="")
    given = parser.parse_args()
    print(f'# python -m benchmarks.units {given.notices} {given.pages}\nday = "{date.today():%Y-%m-%d}"')
    print(f'machine = "{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"')
    with tempfile.TemporaryDirectory(prefix="guiji-units-", dir=_scratch()) as scratch:
        root = Path(scratch)
        for units in (
            wechat(root / "wechat", given.pages),
            weibo(root / "weibo", given.notices),
            site(root / "site", given.notices),
            cluster(root / "site", given.notices, given.engine),
            slopes(root / "slopes", given.notices),
        ):
            for name, value, meaning in units:
                print(f"{name} = {value:.4g}  # {meaning}", flush=True)


def _scratch() -> str | None:
    """A file system in memory where there is one: units are CPU, and disks differ."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def wechat(root: Path, pages: int) -> Units:
    """Pages of 100 KB, the heaviest kind of post."""
    write_pages(root / "exports", pages)
    cpu, peak = _imported(root, pages)
    yield (
        "wechat_import_ms",
        cpu / pages * 1e3,
        "CPU a WeChat page of 100 KB, original kept and reposts found",
    )
    yield (
        "wechat_archive_bytes",
        _size(root / "archive") / pages,
        "archive a page: original, ledger, manifests",
    )
    yield "import_peak_bytes", peak, "memory of an import, all processes"


def weibo(root: Path, posts: int) -> Units:
    """Rows of a table, the lightest kind."""
    write_export(root / "exports" / "1234567890.csv", posts)
    cpu, _ = _imported(root, posts)
    yield "weibo_import_ms", cpu / posts * 1e3, "CPU a row of a weibo table"
    yield "weibo_archive_bytes", _size(root / "archive") / posts, "archive a row"


def _imported(root: Path, posts: int) -> tuple[float, int]:
    (root / "content").mkdir()
    (root / "content" / "departments.toml").write_text(_REGISTER, encoding="utf-8")
    command = [sys.executable, "-m", "importers", str(root / "exports"), "--department", "qinglan"]
    cost = _run([*command, "--content", str(root / "content"), "--archive", str(root / "archive")])
    written = sum(1 for _ in (root / "content").rglob("*.md"))
    assert written == posts, f"{written} of {posts}\n{cost.output}"
    return cost.cpu, cost.peak


def site(root: Path, notices: int) -> Units:
    """A built site of *notices*, its proof, its index, its links."""
    write_content(root / "content", notices)
    shutil.copytree(HOUSE / "content" / "pages", root / "content" / "pages")
    yield "content_bytes", _size(root / "content") / notices, "Markdown a notice, in blocks of 4 KB"
    build = [sys.executable, "-m", "plugins", str(root), str(HOUSE / "pelicanconf.py"), "--no-index"]
    cost = _run(build)
    folder = (root / "output").resolve().parent
    files = [path for path in (folder / "site").rglob("*") if path.is_file()]
    yield (
        "build_ms",
        cost.cpu / notices * 1e3,
        "CPU a notice: read, render, lists, feeds, search document, check",
    )
    yield "site_files", len(files) / notices, "files of the site a notice"
    yield "site_bytes", _size(folder / "site") / notices, "site a notice, in blocks of 4 KB"
    yield (
        "site_net_bytes",
        sum(path.stat().st_size for path in files) / notices,
        "site a notice, without blocks",
    )
    documents = folder / "documents.jsonl"
    yield "document_bytes", documents.stat().st_size / notices, "search document a notice"
    yield from _proof(folder)
    index = _run([sys.executable, "-m", "search", "index", str(documents), str(root / "index")])
    yield "index_ms", index.cpu / notices * 1e3, "CPU a document for the index of one machine"
    yield "index_bytes", _size(root / "index") / notices, "index of one machine a document"
    yield "index_peak_bytes", index.peak, "memory of the index run"
    reposts = _run([sys.executable, "-m", "importers", "reposts", "--content", str(root / "content")])
    yield "reposts_ms", reposts.cpu / notices * 1e3, "CPU a notice to find reposts"


def slopes(root: Path, notices: int) -> Units:
    """How memory grows: builds and reposts of a sixth of *notices* and of all of them."""
    found: list[tuple[int, int, int]] = []
    for count in (notices // 6, notices):
        write_content(root / "content", count)
        shutil.copytree(HOUSE / "content" / "pages", root / "content" / "pages")
        build = _run(
            [sys.executable, "-m", "plugins", str(root), str(HOUSE / "pelicanconf.py"), "--no-index"]
        )
        reposts = _run([sys.executable, "-m", "importers", "reposts", "--content", str(root / "content")])
        found.append((count, build.peak, reposts.peak))
        shutil.rmtree(root)
    (few, build_few, reposts_few), (many, build_many, reposts_many) = found
    slope = (build_many - build_few) / (many - few)
    yield "build_slope_bytes", slope, f"more memory of a build a notice, from {few} to {many}"
    yield "build_base_bytes", build_few - slope * few, "memory of a build of nothing, all processes"
    slope = (reposts_many - reposts_few) / (many - few)
    yield "reposts_slope_bytes", slope, f"more memory of finding reposts a notice, from {few} to {many}"


def _proof(folder: Path) -> Units:
    digests = manifest.measure(folder)
    pages = [path.removeprefix("site/") for path in digests if path.startswith("site/")]
    per = len(digests)
    yield "manifest_ms", _cpu(lambda: manifest.measure(folder)) / per * 1e3, "CPU a file for its sha256"
    yield (
        "check_ms",
        _cpu(lambda: sitecheck.check(folder / "site", pages, Crew(1))) / per * 1e3,
        "CPU a file: links",
    )
    seconds = _cpu(lambda: leaks.leaks(folder, list(digests), Crew(1)))
    yield "privacy_ms", seconds / per * 1e3, "CPU a file: personal data"
    target = folder.parent / "linked"
    seconds = _cpu(lambda: _link(folder / "site", target, pages))
    yield "link_us", seconds / len(pages) * 1e6, "CPU to take one unchanged page over into the next build"


def _link(source: Path, target: Path, pages: list[str]) -> None:
    for one in pages:
        fill_link(source / one, target / one)


def cluster(root: Path, notices: int, engine: str) -> Units:
    """The same documents in an OpenSearch cluster: our CPU, that of its nodes, and the bytes of its primary shards."""
    if not engine:
        return
    url = os.environ.get("GUIJI_OPENSEARCH_URL", "http://127.0.0.1:9200")
    documents = (root / "output").resolve().parent / "documents.jsonl"
    before = _node_cpu(url)
    command = [
        sys.executable,
        "-m",
        "search",
        "--engine",
        engine,
        "index",
        str(documents),
        str(root / "remote"),
    ]
    cost = _run(command)
    yield "opensearch_client_ms", cost.cpu / notices * 1e3, "CPU of ours a document sent to a cluster"
    spent = _node_cpu(url) - before
    yield (
        "opensearch_node_ms",
        spent / notices,
        "CPU of the nodes a document and copy, Java's start-up included",
    )
    sizes = _asked(f"{url}/_cat/indices?format=json&bytes=b&h=pri.store.size")
    kept = max(int(one["pri.store.size"]) for one in sizes)
    yield "opensearch_bytes", kept / notices, "primary shards a document"


def _node_cpu(url: str) -> float:
    """Milliseconds of CPU that the nodes have used so far."""
    nodes = _asked(f"{url}/_nodes/stats/process")["nodes"].values()
    return float(sum(one["process"]["cpu"]["total_in_millis"] for one in nodes))


def _asked(url: str) -> Any:  # noqa: ANN401 - JSON
    with urllib.request.urlopen(url, timeout=60) as answer:
        return json.load(answer)


def _cpu(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _run(command: list[str]) -> measure.Cost:
    cost = measure.run(command, cwd=HOUSE)
    assert cost.code == 0, cost.output
    return cost


def _size(folder: Path) -> int:
    """Bytes that the files below *folder* take, in whole blocks."""
    sizes = (path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return sum(-(-size // _BLOCK) * _BLOCK for size in sizes)


if __name__ == "__main__":
    main()
