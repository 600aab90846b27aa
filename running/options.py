"""The options that every long command has: who does the work, what people and machines see of it."""

from __future__ import annotations

import argparse

from rich.console import Console

from running.progress import Progress
from running.screens import screen


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


def progress(console: Console | None = None) -> Progress:
    """Progress on *console*, standard error where None: a bar on a terminal, plain lines elsewhere."""
    return Progress(screen(console or Console(stderr=True, highlight=False)))
