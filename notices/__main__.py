"""`python -m notices COMMAND`: what departments do with notices."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from notices.commands import check

# name, explanation, options, what it does
COMMANDS: tuple[
    tuple[str, str, Callable[[argparse.ArgumentParser], None], Callable[[argparse.Namespace], int]], ...
] = (("check", "检查公开信息能否发布", check.add, check.run),)


def main(arguments: list[str] | None = None) -> int:
    """Run the command named in *arguments* (default: the process's); its exit code."""
    parser = argparse.ArgumentParser("python -m notices", description="公开信息的起草、检查、遮盖和审核")
    commands = parser.add_subparsers(required=True, metavar="命令")
    for name, explanation, add, run in COMMANDS:
        one = commands.add_parser(name, help=explanation, description=explanation)
        add(one)
        one.set_defaults(run=run)
    options = parser.parse_args(arguments)
    try:
        code: int = options.run(options)
    except OSError as error:
        print(f"{error.filename or ''}：{error.strerror or error}，请检查文件和权限后再试。", file=sys.stderr)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
