"""The command line: `python -m importers PATH --content DIR --archive DIR`, and what else one asks of an archive.

`python -m importers report …` and the other names in `COMMANDS` are commands; a path of such a name is written `./report`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path

from rich.console import Console

import durable
from importers import sheets
from importers.balance import Sheet
from importers.commands import closings, columns, links, media, pull_wechat, report, reposts, show, verify
from importers.commands.folders import FAILED, OK, USAGE, WIDE, day, folders, refuse
from importers.holdings import sheet
from importers.outcomes import Outcomes
from importers.registers import UnknownDepartment
from importers.run import EmptyImport, Overlap, Request, Summary, run
from importers.screen import Bar, as_json
from importers.screen import show as show_run
from importers.sources import REMAINDER, SOURCES
from importers.workers import pool
from notices import BadFrontMatter, values
from running import options, profiling
from running.asking import Parser
from running.executors import ClusterUnusable, Shared, workforce
from running.profiling import Profiling
from running.report import phases_json, table

STOPPED = 130
COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "columns": columns.main,
    "closings": closings.main,
    "pull-wechat": pull_wechat.main,
    "links": links.main,
    "media": media.main,
    "report": report.main,
    "reposts": reposts.main,
    "show": show.main,
    "verify": verify.main,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Import as *arguments* say; returns 0 when nothing failed, 1 when something did, 2 when it cannot begin."""
    given = sys.argv[1:] if arguments is None else arguments
    if given and given[0] in COMMANDS:
        return COMMANDS[given[0]](given[1:])
    asked = _parser().parse_args(given)
    problem = _usage_problem(asked)
    if problem:
        return refuse(problem, USAGE)
    try:
        return _import(asked)
    except (BadFrontMatter, ClusterUnusable, UnknownDepartment, EmptyImport, Overlap, durable.Busy) as error:
        return refuse(str(error), USAGE)
    except OSError as error:
        return refuse(
            f"{error.filename or asked.path}：{durable.reason(error)}。已写入的内容完整，排除原因后重新运行即可继续。",
            FAILED,
        )
    except KeyboardInterrupt:
        return refuse("已停止。已写入的内容完整，重新运行同一命令即可继续。", STOPPED)


def _parser() -> argparse.ArgumentParser:
    parser = Parser("python -m importers", description="把停更账号的导出文件归集为公开信息。")
    parser.add_argument("path", type=Path, metavar="PATH", help="导出文件，或装有导出文件的文件夹")
    parser.add_argument("--content", type=Path, required=True, help="公开信息所在的文件夹 content/")
    parser.add_argument("--archive", type=Path, required=True, help="归档库文件夹，原件与台账存于此")
    parser.add_argument("--department", default="", help="没有登记的账号归入这个部门（代号），并写入账号清单")
    parser.add_argument("--report", type=Path, help="把每条记录的结果写入这个 JSON 文件")
    parser.add_argument("--imported", type=day, default=None, help="归集日期，默认今天，如 2026-11-21")
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="读取文件的进程数，默认为处理器数"
    )
    options.add(parser)
    return parser


def _usage_problem(asked: argparse.Namespace) -> str:
    if not os.path.lexists(asked.path):
        return f"{asked.path}：没有这个文件或文件夹，请核对路径。"
    if not asked.content.is_dir():
        return f"{asked.content}：没有这个文件夹，--content 应为装有 departments.toml 的文件夹。"
    return ""


def _import(asked: argparse.Namespace) -> int:
    progress = options.progress()
    profile = asked.archive.resolve().parent / ".builds" / "import-profile" if asked.profile else None
    with Outcomes() as outcomes:
        with profiling.profiled(profile), _executor(asked, profile) as executor, closing(progress):
            request = Request(
                path=_placed(asked, asked.path),
                content=_placed(asked, asked.content),
                archive=_placed(asked, asked.archive),
                imported=asked.imported or datetime.now(values.BEIJING).date(),
                sources=SOURCES,
                remainder=REMAINDER,
                department=asked.department,
                executor=executor,
            )
            summary = run(request, outcomes, Bar(progress))
        if asked.report is not None:
            outcomes.write(asked.report, summary.files)
        if asked.json:
            _balanced(asked, "--quiet")
            print(json.dumps(as_json(summary, outcomes) | phases_json(progress.phases), ensure_ascii=False))
        else:
            screen = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
            show_run(screen, summary, outcomes)
            _show_sheet(screen, _balanced(asked), summary)
            print(table(progress.phases), file=sys.stderr)
        if profile is not None:
            print(f"{profiling.told(profile)}\n已保存在 {profile}", file=sys.stderr)
        settled = sum(outcomes.totals.values())
        if not summary.records == len(outcomes) == settled:
            return refuse(
                f"收支不符：读到 {summary.records} 条，有结果的 {settled} 条。请报告此问题。", FAILED
            )
        return FAILED if outcomes.totals["failed"] else OK


def _balanced(asked: argparse.Namespace, *options: str) -> Sheet:
    """The balance sheet of all accounts; where there are several, reposts are found anew, told as *options* say.

    What goes wrong with the reposts is told, but the import is done whatever stands beside it.
    """
    whole = sheet(folders(asked), datetime.now(values.BEIJING).date())
    if sum(one.in_hand > 0 for one in whole.rows) > 1:
        reposts.main(["--content", str(asked.content), *options])
    return whole


def _show_sheet(screen: Console, whole: Sheet, summary: Summary) -> None:
    """The last screen: of the balance sheet the accounts that this import touched."""
    rows = tuple(
        one
        for one in whole.rows
        if one.account and (one.account.platform, one.account.native_id) in summary.touched
    )
    if rows:
        sheets.show(screen, Sheet(rows, whole.today))


_MUCH = 16 << 20  # bytes of a single file: an archive file of this size holds many
_FEW = 50  # below so many files starting processes costs more than they save


def _placed(asked: argparse.Namespace, path: Path) -> Path:
    """*path* as workers find it: those of a cluster stand in other folders than this process."""
    return path.resolve() if asked.scheduler else path


@contextmanager
def _executor(asked: argparse.Namespace, profile: Path | None) -> Iterator[Executor | None]:
    """What to read with: a cluster where one is asked for, processes where there is enough to read."""
    with ExitStack() as stack:
        made: Executor | None = None
        if asked.scheduler:
            shared = Shared([asked.archive], [asked.path])
            made = stack.enter_context(workforce(0, asked.scheduler, shared)).executor
        elif asked.workers > 1 and _is_much(asked.path):
            made = stack.enter_context(pool(asked.workers))
        yield Profiling(made, profile) if made and profile else made


def _is_much(path: Path) -> bool:
    return _more_than(path, _FEW) if path.is_dir() else path.lstat().st_size > _MUCH


def _more_than(folder: Path, count: int) -> bool:
    seen = 0
    for _, _, names in os.walk(folder):
        seen += len(names)
        if seen > count:
            return True
    return False


if __name__ == "__main__":
    sys.exit(main())
