"""`check [PATH …]`: every problem at once, for people or machines."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from durable import atomic_write
from notices import memory, reporting, setting, tree
from notices.checks import Setting
from notices.frontmatter import BadFrontMatter
from notices.inspection import Report, inspect_all, inspect_some
from running import options as running


def add(parser: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="PATH", help="要检查的文件或文件夹，不写为全部"
    )
    parser.add_argument(
        "--content", type=Path, default=Path("content"), help="公开信息文件夹（默认 content）"
    )
    parser.add_argument("--memory", type=Path, metavar="FILE", help="记住合格的，下次只查改动过的")
    parser.add_argument("--quiet", action="store_true", help="提醒只计数，不逐条列出")
    parser.add_argument("--report", type=Path, metavar="FILE", help="另把结果写成 JSON，供生成时略去不合格的")
    parser.add_argument(
        "--keep-going", action="store_true", help="只有公开信息不合格不算失败（登记表有错仍算失败）"
    )
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON")
    form.add_argument("--sarif", action="store_true", help="输出 SARIF 2.1.0")


def run(options: argparse.Namespace) -> int:
    """0 when nothing keeps anything from being published, 1 when something does, 2 for a wrong PATH."""
    content: Path = options.content.resolve()
    paths = _notices(options.paths, content)
    if paths is None:
        return 2
    try:
        against = setting.load(content)
        whole = not options.paths or any(path.resolve() == content for path in options.paths)
        report = _all(content, against, options.memory) if whole else inspect_some(content, paths, against)
    except BadFrontMatter as error:
        report = Report(problems=sorted(error.problems))
    if options.json:
        print(reporting.as_json(report))
    elif options.sarif:
        print(reporting.as_sarif(report))
    else:
        print("\n".join(reporting.lines(report, colour=sys.stdout.isatty(), quiet=options.quiet)))
    if options.report:
        options.report.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(options.report, reporting.as_json(report))
    failing = [one.path for one in report.problems if one.severity == "error"]
    return 1 if failing and not (options.keep_going and all(map(tree.is_notice, failing))) else 0


def _all(content: Path, against: Setting, path: Path | None) -> Report:
    """Check everything, or with a memory in *path* what changed."""
    with closing(running.progress()) as progress:
        if path is None:
            return inspect_all(content, against, progress=progress)
        key = memory.key(content)
        report = inspect_all(content, against, memory=memory.load(path, key), progress=progress)
        memory.save(path, key, report.memory)
        return report


def _notices(paths: list[Path], content: Path) -> list[Path] | None:
    """The notice files under *paths*; None, with a message, when one of them cannot be checked."""
    if not content.is_dir():
        print(f"{content}：没有这个文件夹，请在项目目录里运行，或用 --content 指明。", file=sys.stderr)
        return None
    found: list[Path] = []
    for path in paths:
        real = path.resolve()
        if path.is_symlink() or not real.is_relative_to(content) or not real.exists():
            print(f"{path}：不在 {content} 之下，或不存在，或是符号链接，请核对路径。", file=sys.stderr)
            return None
        if real.is_dir() and real != content:
            found += tree.files_of(real)
        elif real.suffix == ".md":
            found.append(real)
    return list(dict.fromkeys(found))
