"""`python -m importers.reposts`: which notices are one text, written to content/reposts.jsonl.

A process of its own: the library that it stands on takes a second to load, which no import should wait for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from durable import explained
from importers.reposts.finding import find
from notices import BadFrontMatter, reposts
from running import options
from running.asking import Parser
from running.progress import silent
from running.report import phases_json

OK, USAGE = 0, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Find and write the groups; returns 0, or 2 when registers or notices cannot be read."""
    asking = Parser("python -m importers reposts", description="找出多个账号发布的同一篇文字。")
    asking.add_argument("--content", type=Path, required=True, help="公开信息所在的文件夹 content/")
    options.add(asking, scheduler=False, profile=False)
    asking.add_argument("--quiet", action="store_true", help="不报告结果")
    asked = asking.parse_args(arguments)
    try:
        with closing(silent() if asked.quiet else options.progress()) as progress:
            found = find(asked.content, progress)
    except BadFrontMatter as error:
        return _refuse(str(error))
    except OSError as error:
        return _refuse(explained(error))
    copies = sum(len(one.copies) for one in found)
    if asked.json:
        counts = {"ok": True, "groups": len(found), "copies": copies}
        print(json.dumps(counts | phases_json(progress.phases), ensure_ascii=False))
    elif not asked.quiet:
        print(_told(len(found), copies, asked.content))
    return OK


def _told(groups: int, copies: int, content: Path) -> str:
    return f"同一篇文字由多个账号发布的有 {groups} 组，转载 {copies} 件，见 {content / reposts.FILE}。"


def _refuse(message: str) -> int:
    print(f"{message}\n转载关系没有更新，改正后运行 invoke reposts。", file=sys.stderr)
    return USAGE


if __name__ == "__main__":
    sys.exit(main())
