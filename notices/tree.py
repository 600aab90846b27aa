"""The notices of a content folder: where they lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from notices.notice import Notice
from notices.problems import Problem

PAGES = "pages"
MEDIA = "media"
LARGEST = 8 << 20
"""Bytes of a notice's file that are read; the longest body there may be takes half of them."""


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
