"""The command line: `python -m plugins ROOT CONF` builds, checks and shows the site of a project folder."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

from durable import explained
from notices.problems import errors_in
from plugins import release, telling
from plugins.indexing import begun
from plugins.notices.crew import Crew, Means
from plugins.releases import compression
from plugins.releases.proved import Proof
from plugins.telling import Outcome
from running import options, profiling
from running.asking import Parser
from running.executors import ClusterUnusable, Shared, Workforce, workforce
from running.report import table

FAILURES = (*release.FAILURES, ClusterUnusable)


# A build makes millions of values that live long or die by themselves: looking for cycles takes 5 to 10 % of it.
_RARELY = (50_000, 50, 50)

_KEPT = "没有生成新的网站，原来的网站保持不变。"
_UNSURE = "新的网站已经换上，但不能确认已写入磁盘；排除原因后请再生成一次。"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build as *arguments* say; 0 when the new site is shown, 1 with Chinese words on standard error when not."""
    given = _parser().parse_args(arguments)
    progress = options.progress()
    profile = given.root.resolve() / ".builds" / "profile" if given.profile else None
    started, serving = time.monotonic(), _serving(given)
    gc.set_threshold(*_RARELY)
    try:
        with profiling.profiled(profile), workforce(0, given.scheduler, Shared([given.root])) as force:
            build, shown = _made(given, force, Means(force.executor, force.workers, progress, profile))
    except FAILURES as error:
        progress.close()
        told = explained(error)
        print(f"{told}\n{_KEPT if _serving(given) == serving else _UNSURE}", file=sys.stderr)
        if given.json:
            print(json.dumps(telling.failure(told, tuple(progress.phases)), ensure_ascii=False))
        return 1
    progress.close()
    seconds = time.monotonic() - started
    _tell(given, Outcome(build, tuple(progress.phases), seconds, shown))
    if profile is not None:
        print(f"{profiling.told(profile)}\n已保存在 {profile}", file=sys.stderr)
    return 0


def _serving(given: argparse.Namespace) -> Path | None:
    return release.Workshop(given.root, given.conf).serving


def _made(given: argparse.Namespace, force: Workforce, means: Means) -> tuple[release.Build, Proof | None]:
    """The build that *given* asks for, and its proof where a release is asked for."""
    unfit = errors_in(given.unfit.read_text(encoding="utf-8")) if given.unfit else ()
    workshop = release.Workshop(given.root, given.conf, given.all, means, given.keep_going, unfit)
    proved: list[Proof] = []

    def after(build: release.Build) -> None:
        crew, former = Crew(os.cpu_count() or 1, means), None if workshop.afresh else workshop.serving
        if given.prove:
            compression.make(build.folder, former, crew)
        if make is not None:
            make(build)
        if given.prove:
            # By name and only here: what looks for personal data takes 0.1 s to import.
            proving = import_module("plugins.releases.proof")
            proved.append(proving.prove(build.folder, workshop.root / "content", former, crew))
        means.progress.begin("写入磁盘，换上新网站")

    wanted = given.index or given.prove
    with begun(workshop.root, means, given.scheduler) if wanted else nullcontext() as make:
        made = release.release(workshop, after, PATH=str(given.root / "content"))
    return made, next(iter(proved), None)


def _tell(given: argparse.Namespace, outcome: Outcome) -> None:
    if given.json:
        print(json.dumps(telling.as_json(outcome), ensure_ascii=False))
        return
    print(table(outcome.phases), file=sys.stderr)
    print("\n".join(telling.lines(outcome, str(given.root / "output"))))


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m plugins", description="生成网站和检索索引，全部成功才换上新的。")
    parser.add_argument("root", type=Path, metavar="ROOT", help="项目文件夹，其中有 content/")
    parser.add_argument("conf", type=Path, metavar="CONF", help="设置文件")
    parser.add_argument("--all", action="store_true", help="从头生成，不沿用上一次的页面")
    parser.add_argument(
        "--prove", action="store_true", help="逐页核验、试查、查个人信息，写清单，成为一次发布"
    )
    parser.add_argument(
        "--no-index", dest="index", action="store_false", help="不建检索索引，只生成网页和检索文档"
    )
    parser.add_argument(
        "--keep-going", action="store_true", help="生成不了的公开信息略去，最后列出，其余照常生成"
    )
    parser.add_argument(
        "--unfit", type=Path, metavar="FILE", help="invoke check 写的结果，其中不合格的一并略去"
    )
    options.add(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
