"""The notices of a content folder: where they lie, and what is wrong between them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from notices.departments import Department
from notices.frontmatter import BadFrontMatter
from notices.notice import Notice, read
from notices.problems import Problem

PAGES = "pages"
MEDIA = "media"
LARGEST = 8 << 20
"""Bytes of a notice's file that are read; the longest body there may be takes half of them."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The readable notices of a content folder, by path from it, and every problem found."""

    notices: dict[str, Notice] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def path_of(notice: Notice) -> str:
    """Where *notice* lies, from the content folder: `<department>/<year>/<slug>.md`."""
    return f"{notice.department}/{notice.date.year:04d}/{notice.slug}.md"


def oversize(path: str, size: int) -> list[Problem]:
    """What is wrong with a notice's file of *size* bytes, whatever is in it: nothing, or that it is too large."""
    if size <= LARGEST:
        return []
    message = f"文件超过 {LARGEST >> 20} MB，没有读取；请拆成几件，或改作附件。"
    return [Problem(path, 1, "body-long", message)]


def is_notice(path: str) -> bool:
    """Whether a file at *path*, from the content folder, would be a notice rather than a register, page or attachment."""
    department, *folders, name = path.split("/")
    return bool(folders) and name.endswith(".md") and department != PAGES and MEDIA not in folders


def files(content: Path) -> Iterator[Path]:
    """Every notice file under *content* in a stable order: `<department>/**.md`, without `pages/` and `media/`.

    Symbolic links are not followed: a link could publish any file of the machine.
    """
    return (Path(entry.path) for entry in entries(content))


def entries(content: Path) -> Iterator[os.DirEntry[str]]:
    """What `files` names, as the disk lists it: a path of pathlib for each of 100,000 costs as much as the disk."""
    for department in _listed(str(content)):
        if department.is_dir(follow_symlinks=False) and department.name != PAGES:
            yield from _entries_of(department.path)


def files_of(folder: Path) -> Iterator[Path]:
    """Every notice file in one department's *folder*, in a stable order."""
    return (Path(entry.path) for entry in _entries_of(str(folder)))


def _entries_of(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in _listed(folder):
        if entry.is_dir(follow_symlinks=False):
            if entry.name != MEDIA:
                yield from _entries_of(entry.path)
        elif entry.name.endswith(".md") and entry.name != ".md" and entry.is_file(follow_symlinks=False):
            yield entry


def _listed(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:  # asks the disk once a folder, not three times a file
        return sorted(found, key=lambda entry: entry.name)


def load(content: Path, departments: dict[str, Department]) -> Tree:
    """Read all notices under *content*; unreadable, misplaced and doubled ones become problems, none raises."""
    tree = Tree()
    first: dict[str, str] = {}
    for path in files(content):
        shown = path.relative_to(content).as_posix()
        try:
            notice = read(path, shown)
        except BadFrontMatter as error:
            tree.problems.extend(error.problems)
            continue
        tree.problems.extend(_misplaced(notice, shown, departments))
        if notice.slug in first:
            tree.problems.append(
                Problem(
                    shown,
                    1,
                    "slug-twice",
                    f"编号 {notice.slug} 与 {first[notice.slug]} 相同，请给其中一个换编号。",
                )
            )
        first.setdefault(notice.slug, shown)
        tree.notices[shown] = notice
    return tree


def _misplaced(notice: Notice, shown: str, departments: dict[str, Department]) -> Iterator[Problem]:
    if notice.department not in departments:
        yield Problem(
            shown, 1, "department-unknown", f"部门“{notice.department}”没有登记在 departments.toml。"
        )
    elif shown.split("/", 1)[0] != notice.department:
        yield Problem(shown, 1, "department-folder", f"文件应放在“{notice.department}/”之下，或改正部门。")
