"""`python -m search index|query|serve|missing`: make an index, ask it, serve it with the site, list what was not found."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from html import unescape
from pathlib import Path

from rich.console import Console
from rich.text import Text

from durable import explained
from running.asking import Parser
from search import api, indexing, missing, server
from search.engine import EngineGone, IndexDamaged, IndexMissing
from search.engines import ENGINES, named
from search.query import BadQuery
from search.readers import network
from search.schema import FACETS
from search.service import Answer, Service, read_parameters

_MARK = re.compile(r"<mark>(.*?)</mark>")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 when done, 1 with one line on standard error when not."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except (BadQuery, EngineGone, IndexDamaged, IndexMissing) as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(f"{explained(error)}。", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m search", description="归集检索：建立索引、查询、提供网站服务。")
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help="检索引擎")
    commands = parser.add_subparsers(required=True, metavar="命令")
    index = commands.add_parser("index", help="由检索文档（JSON Lines）建立索引")
    indexing.add_arguments(index)
    index.set_defaults(run=indexing.guarded)
    query = commands.add_parser("query", help="查询")
    query.add_argument("index", type=Path, help="索引文件夹")
    query.add_argument("words", nargs="+", help="检索词")
    for facet in FACETS:
        query.add_argument(f"--{facet}", default="", help=f"只要这个值：{facet}")
    query.add_argument("--sort", default="relevance", help="relevance（相关）或 newest（最新）")
    query.add_argument("--page", default="1", help="页码")
    query.add_argument("--json", action="store_true", help="输出 JSON")
    query.set_defaults(run=_query)
    serving = commands.add_parser("serve", help="提供网站和检索服务")
    serving.add_argument("site", type=Path, help="网站文件夹")
    serving.add_argument("--index", type=Path, help="索引文件夹（默认：网站文件夹旁边的 index）")
    serving.add_argument("--host", default="127.0.0.1", help="地址")
    serving.add_argument("--port", type=_port, default=8000, help="端口，1 至 65535")
    serving.add_argument("--workers", type=int, default=1, help="进程数")
    serving.add_argument(
        "--proxy",
        type=network,
        action="append",
        metavar="网段",
        help="前面代理服务器的网段，可写多次；只相信它们说的读者地址，用于限速（默认：本机）",
    )
    serving.add_argument("--missing", type=Path, help="把没有记录的旧链接计数写进这个文件（不含个人信息）")
    serving.set_defaults(run=_serve)
    listing = commands.add_parser("missing", help="列出读者找过、没有记录的旧链接，找得多的在前")
    listing.add_argument("counts", type=Path, help="serve --missing 写的文件")
    listing.set_defaults(run=_list_missing)
    return parser


def _port(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if not 0 < number < 1 << 16:
        raise argparse.ArgumentTypeError(f"“{text}”不是端口，请写 1 至 65535 之间的一个数")
    return number


def _query(given: argparse.Namespace) -> int:
    parameters = {"q": " ".join(given.words), "sort": given.sort, "page": given.page}
    parameters |= {facet: getattr(given, facet) for facet in FACETS}
    engine = named(given.engine).open(given.index)
    try:
        found = Service(engine).answer(read_parameters(parameters))
    finally:
        engine.close()
    if given.json:
        print(json.dumps(api.search_json(found, 0.0), ensure_ascii=False, indent=1))
    else:
        _show(found, Console(highlight=False))
    return 0


def _show(found: Answer, console: Console) -> None:
    console.print(Text(f"共找到 {found.total} 条。"))
    for number, hit in enumerate(found.hits, start=found.first):
        document = hit.document
        console.print(Text(f"\n{number}. "), _coloured(hit.title_html), sep="")
        console.print(
            Text(f"   {document.date:%Y-%m-%d} {document.department_name} {document.url}", style="dim")
        )
        console.print(Text("   "), _coloured(hit.snippet_html), sep="")


def _coloured(html: str) -> Text:
    """The marked *html* of a hit for a terminal."""
    text = Text()
    for number, piece in enumerate(_MARK.split(html)):
        text.append(unescape(piece), style="bold red" if number % 2 else "")
    return text


def _serve(given: argparse.Namespace) -> int:
    if not given.site.is_dir():
        print(f"{given.site}：没有这个网站文件夹。请先运行 invoke build。", file=sys.stderr)
        return 1
    server.serve(
        server.Served(
            given.site,
            given.engine,
            (given.host, given.port),
            given.index,
            given.workers,
            given.missing,
            tuple(given.proxy or server.LOOPBACK),
        )
    )
    return 0


def _list_missing(given: argparse.Namespace) -> int:
    counts = missing.read(given.counts)
    for key, count in counts.most_common():
        print(f"{count} 次　{key}")
    print(f"没有记录的旧链接 {len(counts)} 种，共找过 {counts.total()} 次。")
    return 0


if __name__ == "__main__":
    sys.exit(main())
