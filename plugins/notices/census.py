"""Counting at the end of a build: every published notice has its page, and no other notice has one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plugins.notices import addresses
from plugins.notices.record import Record

_SHOWN = 5


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


def _notice_pages(output: Path, departments: Iterable[str]) -> Iterable[str]:
    for department in departments:
        for path in (output / department).glob("[0-9][0-9][0-9][0-9]/*.html"):
            if path.name != "index.html" and path.stat().st_size:
                yield path.relative_to(output).as_posix()


def _few(paths: list[str]) -> str:
    shown = "、".join(paths[:_SHOWN]) or "无"
    return f"{shown} 等 {len(paths)} 个" if len(paths) > _SHOWN else shown
