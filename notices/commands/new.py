"""`new`: a new notice file, asking for what was not given."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

import durable
from notices import departments, drafting
from notices.fields import KINDS
from notices.frontmatter import BadFrontMatter
from notices.tree import path_of
from notices.values import BEIJING


def add(parser: argparse.ArgumentParser) -> None:
    """The options of `new`."""
    parser.add_argument("--department", default="", help="部门代号，见 departments.toml")
    parser.add_argument("--kind", default="", help="类别：" + "、".join(KINDS))
    parser.add_argument("--title", default="", help="标题")
    parser.add_argument(
        "--content", type=Path, default=Path("content"), help="公开信息文件夹（默认 content）"
    )


def run(options: argparse.Namespace) -> int:
    """0 when the file was written, 1 when there is one already, 2 when something is missing or wrong."""
    try:
        register = departments.load(options.content / "departments.toml")
    except BadFrontMatter as error:
        print("\n".join(map(str, error.problems)), file=sys.stderr)
        return 2
    codes = [f"{one.slug}（{one.short_name}）" for one in register.values()]
    department = options.department or _asked("部门代号", codes)
    kind = options.kind or _asked("类别", list(KINDS))
    title = options.title or _asked("标题", [])
    if department not in register:
        print(departments.unregistered(department, register), file=sys.stderr)
        return 2
    try:
        notice = drafting.blank(title, department, kind, datetime.now(BEIJING))
    except ValueError as error:
        print(str(error), file=sys.stderr)
        return 2
    path = options.content / path_of(notice)
    if path.exists():
        print(f"{path}：今天已经起草过同名的一条，请接着写它，或换一个标题。", file=sys.stderr)
        return 1
    durable.atomic_write(path, drafting.text_of(notice))
    print(f"已建立 {path}\n写好后运行：invoke check {path}")
    return 0


def _asked(what: str, choices: list[str]) -> str:
    """What the person at the terminal answers; empty when there is none."""
    if not sys.stdin.isatty():
        return ""
    if choices:
        print(f"可选：{'、'.join(choices)}")
    return input(f"{what}：").strip()
