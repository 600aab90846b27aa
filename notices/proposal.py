"""What a proposal (a merge request of a department) may change: its own notices, nothing that runs.

Pure: judges the raw list of changes that git gives; the notices themselves are judged by the checks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from notices.checks import Rule
from notices.checks.media import KINDS
from notices.problems import Problem
from notices.reviews import SUFFIX

OUTSIDE = Rule(
    "proposal-outside", "error", "改动了不属于自己部门的文件", "民政局的投稿里改了 theme/", archived="same"
)
KIND = Rule(
    "proposal-kind", "error", "含有不能提交的文件", "符号链接、可执行文件、.html、子模块", archived="same"
)
SIZE = Rule("proposal-size", "error", "单个文件太大", "一个附件 60 MB", archived="same")
RULES = (OUTSIDE, KIND, SIZE)

LARGEST = 20 << 20  # bytes
_PLAIN = "100644"
_ABSENT = "000000"


@dataclass(frozen=True, slots=True)
class Change:
    """One changed file: its *path*, its *mode* after the change (000000: removed) and its *size* in bytes."""

    path: str
    mode: str
    size: int = 0


def judge(
    changes: Iterable[Change], departments: Iterable[str], content: str = "content"
) -> Iterator[Problem]:
    """What in *changes* a submitter for *departments* may not do; *content* is the content folder's path."""
    allowed = tuple(f"{content}/{department}/" for department in departments)
    for change in changes:
        path = PurePosixPath(change.path)
        if not change.path.startswith(allowed) or ".." in path.parts:
            message = "这个文件不属于你的部门，请撤回这处改动；要改，请联系网站管理员。"
            yield Problem(change.path, 1, OUTSIDE.id, message)
        elif change.mode not in {_PLAIN, _ABSENT}:
            message = f"文件类型 {change.mode} 不能提交（只收普通文件），请改为普通文件或撤回。"
            yield Problem(change.path, 1, KIND.id, message)
        elif change.mode == _PLAIN and not _is_content(path, content):
            yield Problem(change.path, 1, KIND.id, "只收 .md 公开信息和 media 里的常用附件，请撤回这个文件。")
        elif change.size > LARGEST:
            message = f"文件有 {change.size >> 20} MB，超过 {LARGEST >> 20} MB，请压缩或拆分。"
            yield Problem(change.path, 1, SIZE.id, message)


def _is_content(path: PurePosixPath, content: str) -> bool:
    """`<department>/<year>/x.md`, its review file, or `<department>/media/x.<kind>`; all names ASCII."""
    parts = path.parts[len(PurePosixPath(content).parts) :]
    if len(parts) != 3 or not str(path).isascii():
        return False
    suffix = path.suffix.lower()
    if parts[1] == "media":
        return suffix.lstrip(".") in KINDS and not path.name.startswith(".")
    return parts[1].isdecimal() and suffix in {".md", SUFFIX} and not path.name.startswith(".")
