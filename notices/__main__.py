"""`python -m notices COMMAND`: what departments do with notices."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from durable import reason
from notices.commands import check, mask, new, proposal, review
from running.asking import Parser

# name, explanation, options, what it does
COMMANDS: tuple[
    tuple[str, str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]], ...
] = (
    ("new", "起草一条公开信息", new.add, new.run),
    ("check", "检查公开信息能否发布", check.add, check.run),
    ("mask", "遮盖个人信息", mask.add, mask.run),
    ("review", "送审、签署、退回、查看审核", review.add, review.run),
    ("proposal", "检查一次投稿（合并请求）", proposal.add, proposal.run),
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command named in *arguments* (default: the process's); its exit code."""
    parser = Parser("python -m notices", description="公开信息的起草、检查、遮盖和审核")
    commands = parser.add_subparsers(required=True, metavar="命令")
    for name, explanation, add, run in COMMANDS:
        one = commands.add_parser(name, help=explanation, description=explanation)
        add(one)
        one.set_defaults(run=run)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except OSError as error:
        print(f"{error.filename or ''}：{reason(error)}，请检查文件和权限后再试。", file=sys.stderr)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
