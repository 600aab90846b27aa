"""`python -m search.indexing DOCUMENTS INDEX`: make an index, or bring a former one up to date, and prove it.

What `python -m search index` does too. A process of its own that imports nothing which only answers need: a build
waits for it.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from durable import Busy, explained
from running import options, profiling
from running.counts import Counts
from running.executors import ClusterUnusable, Shared, Workforce, workforce
from running.lifeline import forked
from running.phases import phases_json
from running.progress import Progress
from search import proof
from search.engine import UNCHECKED, Checked, EngineGone, EngineModule, IndexDamaged, IndexMissing
from search.engines import ENGINES, named
from search.schema import BadDocument, Document, read_documents, read_lines
from search.storage import amending, generation
from search.storage.writing import Labour

FAILURES = (BadDocument, Busy, ClusterUnusable, EngineGone, IndexDamaged, IndexMissing)

_STORED = ENGINES[0]  # the engine whose index is files, of which what did not change is taken over
_LEAST_ASKED = 10


def main(arguments: Sequence[str] | None = None, checked: Checked = UNCHECKED) -> int:
    """Make the index that *arguments* ask for; 0 when it is proved, 1 with Chinese lines on standard error when not.

    Of the former index the files *checked* are not read again to compare them with its manifest.
    """
    parser = argparse.ArgumentParser(prog="python -m search.indexing", description="由检索文档建立索引。")
    add_arguments(parser)
    parser.set_defaults(engine=_STORED, checked=checked)
    return guarded(parser.parse_args(arguments))


def guarded(given: argparse.Namespace) -> int:
    """`run`, with one line on standard error for each way to fail."""
    try:
        return run(given)
    except FAILURES as error:
        print(error, file=sys.stderr)
    except BrokenExecutor:
        print("一个工作进程中途被终止，多半是内存不足，请关闭其他程序后重试。", file=sys.stderr)
    except OSError as error:
        print(f"{explained(error)}。", file=sys.stderr)
    return 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give *parser* what `run` asks for, but for the engine."""
    parser.set_defaults(checked=UNCHECKED)
    parser.add_argument("documents", type=Path, help="检索文档文件")
    parser.add_argument("index", type=Path, help="索引文件夹")
    parser.add_argument("--former", type=Path, help="上一次的索引：没有变的内容沿用，只处理有变化的")
    parser.add_argument(
        "--changed", type=Path, metavar="FILE", help="检索文档与上一次的差别，由生成网站的程序写出；可以不给"
    )
    parser.add_argument(
        "--counts", action="store_true", help="只报告做了几条（12/100），供上一级程序显示进度"
    )
    options.add(parser, profile=False)
    parser.add_argument("--profile", type=Path, metavar="DIR", help="量出时间花在哪里，存入这个文件夹")


@dataclass(frozen=True, slots=True)
class _Done:
    """What was made: a line about it, and what is known of it without reading all: how many documents, which are new."""

    told: str
    fresh: int
    count: int | None = None
    added: tuple[Document, ...] = ()


def run(given: argparse.Namespace) -> int:
    """Make the index that *given* asks for; whether it is proved, as an exit code. Raises FAILURES, OSError, BrokenExecutor."""
    engine = named(given.engine)
    progress = Progress(Counts(sys.stdout)) if given.counts else options.progress()
    with profiling.profiled(given.profile):
        try:
            done, wrong = _proved(given, engine, progress)
        except IndexDamaged as error:
            if given.former is None:
                raise
            print(f"{error}沿用的内容已损坏，本次全部重新建立。", file=sys.stderr)
            done, wrong = _proved(_without_former(given), engine, progress)
    progress.close()
    if given.json:
        told = {"ok": not wrong, "problems": wrong, **phases_json(progress.phases)}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(done.told)
    print("\n".join(["索引没有通过检验：", *wrong[:20]]) if wrong else "索引通过检验。", file=sys.stderr)
    return 1 if wrong else 0


def _proved(given: argparse.Namespace, engine: EngineModule, progress: Progress) -> tuple[_Done, list[str]]:
    """The index that *given* asks for, and what it does not answer. Raises IndexDamaged where what it took over is."""
    done = _amended(given, progress) or _whole(given, engine, progress)
    progress.begin("检验索引")
    return done, _shortcomings(given, engine, done)


def _without_former(given: argparse.Namespace) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(given), "former": None})


def _amended(given: argparse.Namespace, progress: Progress) -> _Done | None:
    """The index made out of the former one by what changed; None where that cannot be."""
    changed = amending.read_changed(given.changed) if given.changed and given.former else None
    if changed is None or given.engine != _STORED:
        return None
    progress.begin("建立索引", "条", len(changed.added))
    try:
        done = amending.amend(given.documents, changed, given.index, given.former)
    except (IndexMissing, IndexDamaged):
        return None  # told where the whole file is read
    if done is None:
        return None
    progress.advance(len(changed.added))
    told = _told(generation.Changes(len(done.added), done.removed, done.count - len(done.added)), given.index)
    return _Done(told, len(done.added), done.count, done.added)


def _whole(given: argparse.Namespace, engine: EngineModule, progress: Progress) -> _Done:
    """The index made of all documents, those that did not change taken over where there is a former one."""
    with (
        workforce(os.cpu_count() or 1, given.scheduler, Shared([given.index.parent])) as force,
        _executor(force) as executor,
    ):
        progress.begin("建立索引", "条", _lines_in(given.documents))
        if engine.name != _STORED:
            count = engine.build(progress.each(read_documents(given.documents)), given.index)
            return _Done(f"已为 {count} 条公开信息建立索引：{given.index}", count)
        done = _updated(given, progress, Labour(executor, force.workers))
        return _Done(_told(done, given.index), done.added)


def _updated(given: argparse.Namespace, progress: Progress, labour: Labour) -> generation.Changes:
    source = amending.stamp(given.documents)
    lines = progress.each(read_lines(given.documents))
    try:
        return generation.update(lines, given.index, given.former, labour=labour, source=source)
    except (IndexMissing, IndexDamaged) as error:
        print(f"{error}本次全部重新建立。", file=sys.stderr)
        lines = progress.each(read_lines(given.documents))
        return generation.update(lines, given.index, labour=labour, source=source)


def _told(done: generation.Changes, index: Path) -> str:
    if done.kept:
        return f"新增或改动 {done.added} 条，删去 {done.removed} 条，沿用 {done.kept} 条：{index}"
    return f"已为 {done.added} 条公开信息建立索引：{index}"


@contextmanager
def _executor(force: Workforce) -> Iterator[Executor | None]:
    """The executor of *force*, or processes; with one worker none. Processes begin when there is work for them."""
    if force.executor is not None or force.workers < 2:
        yield force.executor
        return
    with forked(force.workers) as pool:
        yield pool


def _shortcomings(given: argparse.Namespace, engine: EngineModule, done: _Done) -> list[str]:
    """What the index that was made does not answer as it should.

    Segments that were taken over were proved when they were written and are compared by their digests: few are asked.
    """
    opened = engine.open(given.index, given.checked)
    try:
        if done.count is not None:
            drawn = proof.Drawn(
                done.count, (*done.added[: proof.SAMPLED], *proof.some(given.documents, _LEAST_ASKED))
            )
            return proof.missed(drawn, opened)
        return proof.shortcomings(
            given.documents, opened, sampled=min(proof.SAMPLED, _LEAST_ASKED + done.fresh)
        )
    finally:
        opened.close()


def _lines_in(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))


if __name__ == "__main__":
    sys.exit(main())
