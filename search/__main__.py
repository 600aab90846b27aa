"""`python -m search index|query|serve`: make an index, ask it, serve it with the site."""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from rich.console import Console
from rich.text import Text

from durable import Busy, explained
from running import options, profiling
from running.counts import Counts
from running.executors import ClusterUnusable, Shared, Workforce, workforce
from running.lifeline import follow, forked
from running.progress import Progress
from running.report import phases_json
from search import api, proof, server
from search.engine import EngineGone, EngineModule, IndexDamaged, IndexMissing
from search.engines import ENGINES, named, whoosh
from search.query import BadQuery
from search.readers import network
from search.schema import FACETS, BadDocument, read_documents, read_lines
from search.service import Answer, Service, read_parameters
from search.storage import generation
from search.storage.writing import Labour

_LEAST_ASKED = 10
_MARK = re.compile(r"<mark>(.*?)</mark>")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; 0 when done, 1 with one line on standard error when not."""
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except (BadDocument, BadQuery, Busy, ClusterUnusable, EngineGone, IndexDamaged, IndexMissing) as error:
        print(error, file=sys.stderr)
    except BrokenExecutor:
        print("一个工作进程中途被终止，多半是内存不足，请关闭其他程序后重试。", file=sys.stderr)
    except OSError as error:
        print(f"{explained(error)}。", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m search", description="归集检索：建立索引、查询、提供网站服务。"
    )
    parser.add_argument(
        "--engine", choices=[e.name for e in ENGINES], default=ENGINES[0].name, help="检索引擎"
    )
    commands = parser.add_subparsers(required=True, metavar="命令")
    index = commands.add_parser("index", help="由检索文档（JSON Lines）建立索引")
    index.add_argument("documents", type=Path, help="检索文档文件")
    index.add_argument("index", type=Path, help="索引文件夹")
    index.add_argument("--former", type=Path, help="上一次的索引：没有变的内容沿用，只处理有变化的")
    index.add_argument("--counts", action="store_true", help="只报告做了几条（12/100），供上一级程序显示进度")
    index.add_argument(
        "--follow", type=int, metavar="FD", help="这个管道（描述符）的另一端没有了就结束，供上一级程序使用"
    )
    options.add(index, profile=False)
    index.add_argument("--profile", type=Path, metavar="DIR", help="量出时间花在哪里，存入这个文件夹")
    index.set_defaults(run=_index)
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
    serving.add_argument("--port", type=int, default=8000, help="端口")
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
    return parser


def _index(given: argparse.Namespace) -> int:
    if given.follow is not None:
        follow(given.follow)
    engine = named(given.engine)
    progress = Progress(Counts(sys.stdout)) if given.counts else options.progress()
    with (
        profiling.profiled(given.profile),
        workforce(os.cpu_count() or 1, given.scheduler, Shared([given.index.parent])) as force,
        _executor(force) as executor,
    ):
        told, fresh = _indexed(given, engine, _Run(progress, Labour(executor, force.workers)))
    progress.begin("检验索引")
    wrong = _shortcomings(given, engine, fresh)
    progress.close()
    if given.json:
        print(
            json.dumps(
                {"ok": not wrong, "problems": wrong, **phases_json(progress.phases)}, ensure_ascii=False
            )
        )
    else:
        print(told)
    print("\n".join(["索引没有通过检验：", *wrong[:20]]) if wrong else "索引通过检验。", file=sys.stderr)
    return 1 if wrong else 0


def _shortcomings(given: argparse.Namespace, engine: EngineModule, fresh: int) -> list[str]:
    """What the index that was made, *fresh* documents of it anew, does not answer as it should.

    Segments that were taken over were proved when they were written and are compared by their digests: few are asked.
    """
    opened = engine.open(given.index)
    try:
        return proof.shortcomings(given.documents, opened, sampled=min(proof.SAMPLED, _LEAST_ASKED + fresh))
    finally:
        opened.close()


@dataclass(frozen=True, slots=True)
class _Run:
    """Who hears of the making of an index, and who does it."""

    progress: Progress
    labour: Labour


@contextmanager
def _executor(force: Workforce) -> Iterator[Executor | None]:
    """The executor of *force*, or processes; with one worker none. Processes begin when there is work for them."""
    if force.executor is not None or force.workers < 2:
        yield force.executor
        return
    with forked(force.workers) as pool:
        yield pool


def _indexed(given: argparse.Namespace, engine: EngineModule, run: _Run) -> tuple[str, int]:
    """Make the index that is asked for; a line about it, and how many documents were indexed anew."""
    progress = run.progress
    progress.begin("建立索引", "条", _lines_in(given.documents))
    if engine.name != whoosh.name:
        count = engine.build(progress.each(read_documents(given.documents)), given.index)
        return f"已为 {count} 条公开信息建立索引：{given.index}", count
    try:
        done = generation.update(
            progress.each(read_lines(given.documents)), given.index, given.former, labour=run.labour
        )
    except (IndexMissing, IndexDamaged) as error:
        print(f"{error}本次全部重新建立。", file=sys.stderr)
        done = generation.update(progress.each(read_lines(given.documents)), given.index, labour=run.labour)
    if done.kept:
        told = f"新增或改动 {done.added} 条，删去 {done.removed} 条，沿用 {done.kept} 条：{given.index}"
        return told, done.added
    return f"已为 {done.added} 条公开信息建立索引：{given.index}", done.added


def _lines_in(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


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


if __name__ == "__main__":
    sys.exit(main())
