"""The folders every command asks for, and how a command ends."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from importers.holdings import Folders
from notices import values
from running.asking import Parser

OK, FAILED, USAGE = 0, 1, 2
WIDE = 150  # columns of a table that is written into a file or a pipe


def parser(name: str, purpose: str) -> Parser:
    """A parser for the command *name* with the options --content and --archive."""
    made = Parser(f"python -m importers {name}", description=purpose)
    made.add_argument("--content", type=Path, required=True, help="公开信息所在的文件夹 content/")
    made.add_argument("--archive", type=Path, required=True, help="归档库文件夹")
    return made


def folders(asked: argparse.Namespace) -> Folders:
    """The folders that were asked for."""
    return Folders(asked.content, asked.archive)


def day(text: str) -> date:
    """The day that *text* names, for argparse."""
    try:
        return values.parse_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def refuse(message: str, code: int) -> int:
    """Say *message* where errors are said; returns *code*."""
    print(message, file=sys.stderr)
    return code
