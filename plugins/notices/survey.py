"""Reading the notices of a content folder, a batch at a time, so that any executor can share the work."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from notices import tree
from notices.departments import Department
from notices.frontmatter import BadFrontMatter
from notices.notice import Notice, parse
from notices.problems import Problem
from plugins.notices.record import Record, record
from plugins.notices.tables import Seen

_BLOCK = 1 << 16  # most notices are shorter


class Listed(NamedTuple):
    """A notice file in the content folder: its *path* from there, and a *stamp* that changes when it does."""

    path: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a batch of files held: each file as it was read, and *problems*."""

    seen: tuple[Seen, ...]
    problems: tuple[Problem, ...]


def listing(content: Path) -> Iterator[Listed]:
    """Every notice file under *content*, by department, year and name."""
    above = len(content.as_posix()) + 1
    for entry in tree.entries(content):
        yield Listed(entry.path[above:], stamp_of(entry.stat(follow_symlinks=False)))


def stamp_of(status: os.stat_result) -> str:
    """What git compares too: size, times and inode; a write of any kind changes the second time."""
    return f"{status.st_size}:{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_ino}"


def survey(content: Path, listed: Iterable[Listed]) -> Surveyed:
    """Read the files *listed* from *content*. Raises OSError when one cannot be read."""
    seen: list[Seen] = []
    problems: list[Problem] = []
    for one in listed:
        payload = payload_of(f"{content}/{one.path}")
        if too_large := tree.oversize(one.path, len(payload)):
            problems += too_large
            continue
        try:
            notice = decode(payload, one.path)
        except BadFrontMatter as error:
            problems += error.problems
            continue
        public = notice.status in ("published", "withdrawn")
        seen.append(Seen(one.path, one.stamp, record(notice, one.path, payload) if public else None))
    return Surveyed(tuple(seen), tuple(problems))


def payload_of(path: str) -> bytes:
    """The bytes of the file *path*, no more of them than tell that they are too many; three times as fast as pathlib.

    Raises OSError.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        blocks, left = [], tree.LARGEST
        while left >= 0 and (block := os.read(descriptor, _BLOCK)):
            blocks.append(block)
            left -= len(block)
        return b"".join(blocks)
    finally:
        os.close(descriptor)


def decode(payload: bytes, path: str) -> Notice:
    """The notice in the bytes of the file *path*. Raises BadFrontMatter."""
    try:
        return parse(payload.decode("utf-8"), path)
    except UnicodeDecodeError as error:
        line = payload.count(b"\n", 0, error.start) + 1
        raise BadFrontMatter(
            [Problem(path, line, "not-utf8", "文件不是 UTF-8 编码，请另存为 UTF-8。")]
        ) from None


def disagreements(
    records: Iterable[Record],
    departments: Mapping[str, Department],
    accounts: Mapping[tuple[str, str], object],
) -> list[Problem]:
    """What is wrong between the notices: double slugs, unknown departments or accounts, wrong folders."""
    first: dict[str, str] = {}
    problems: list[Problem] = []
    for one in records:
        earlier = first.setdefault(one.slug, one.path)
        if earlier != one.path:
            message = f"编号 {one.slug} 与 {earlier} 相同，请给其中一个换编号。"
            problems.append(Problem(one.path, 1, "slug-twice", message))
        if one.department not in departments:
            message = f"部门“{one.department}”没有登记在 departments.toml。"
            problems.append(Problem(one.path, 1, "department-unknown", message))
        elif not one.path.startswith(f"{one.department}/"):
            message = f"文件应放在“{one.department}/”之下，或改正部门。"
            problems.append(Problem(one.path, 1, "department-folder", message))
        if one.account and (one.platform, one.account) not in accounts:
            message = f"账号“{one.account}”没有登记在 accounts.csv，请补上一行。"
            problems.append(Problem(one.path, 1, "account-unknown", message))
    return problems


def missing_media(content: Path, records: Iterable[Record]) -> list[Problem]:
    """A problem for each file that a notice refers to and its department's media folder lacks.

    Symbolic links count as missing: one could publish any file of the machine.
    """
    names: dict[str, frozenset[str]] = {}
    problems: list[Problem] = []
    for one in records:
        if one.media and one.department not in names:
            names[one.department] = media_names(content / one.department / "media")
        for name, line in one.media:
            if name not in names[one.department]:
                message = f"找不到附件 {one.department}/media/{name}，请补上文件或删去引用。"
                problems.append(Problem(one.path, line, "media-missing", message))
    return problems


def media_names(folder: Path) -> frozenset[str]:
    """The names of the regular files in *folder*; none when it does not exist."""
    if not folder.is_dir() or folder.is_symlink():
        return frozenset()
    return frozenset(entry.name for entry in folder.iterdir() if entry.is_file() and not entry.is_symlink())
