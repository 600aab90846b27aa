"""The options that every long command has: who does the work, what people and machines see of it."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from typing import cast

from running.lines import Lines
from running.progress import Progress, Screen


def add(parser: argparse.ArgumentParser, *, scheduler: bool = True, profile: bool = True) -> None:
    """Add `--json` to *parser*, and `--scheduler` and `--profile` where they are wanted."""
    parser.add_argument("--json", action="store_true", help="最后在标准输出写一个 JSON 对象，供程序读取")
    if profile:
        parser.add_argument("--profile", action="store_true", help="量出时间花在哪里，列表并保存")
    if scheduler:
        parser.add_argument(
            "--scheduler",
            default="",
            metavar="tcp://主机:8786",
            help="交给 Dask 集群去做（所有机器要用同一路径看到这些文件夹）；不写则用本机的处理器",
        )


def progress() -> Progress:
    """Progress on standard error: a bar on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        return Progress(Lines(lambda line: print(line, file=sys.stderr, flush=True)))
    # By name and only here: bars need rich, and a build of one notice need not wait for that.
    return Progress(cast(Screen, import_module("running.screens").on_standard_error()))
