"""Counting at the end of a build: every published notice has its page, and no other notice has one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from plugins.notices import addresses
from plugins.notices.record import Record

_SHOWN = 5
_YEAR = re.compile(r"\d{4}")


class Miscounted(RuntimeError):
    """Pages and published notices differ; the message names the first few."""


def check(output: Path, records: Iterable[Record]) -> int:
    """How many notice pages lie in *output*. Raises Miscounted when they are not those of *records*."""
    expected = {addresses.output_file(one.url) for one in records}
    found = set(_notice_pages(output, {path.split("/", 1)[0] for path in expected}))
    if found != expected:
        missing, extra = sorted(expected - found), sorted(found - expected)
        raise Miscounted(
            f"点数不符：已公开 {len(expected)} 件，页面 {len(found)} 个；"
            f"缺少 {_few(missing)}，多出 {_few(extra)}。本次生成作废，请重新生成并查看上文报错。"
        )
    return len(found)


def _notice_pages(output: Path, departments: Iterable[str]) -> Iterator[str]:
    for department in departments:
        years = (entry.name for entry in os.scandir(output / department) if _YEAR.fullmatch(entry.name))
        for year in years:
            folder = f"{department}/{year}"
            names = (entry.name for entry in os.scandir(output / folder) if entry.is_file())
            yield from (
                f"{folder}/{name}" for name in names if name.endswith(".html") and name != "index.html"
            )


def _few(paths: list[str]) -> str:
    shown = "、".join(paths[:_SHOWN]) or "无"
    return f"{shown} 等 {len(paths)} 个" if len(paths) > _SHOWN else shown
