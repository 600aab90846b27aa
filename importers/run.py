"""The import run: every file read, every record settled, originals kept, notices written, all of it accounted for."""

from __future__ import annotations

import durable
from importers.containers import expand, scratch
from importers.desk import Desk
from importers.outcomes import Outcomes
from importers.request import JOURNAL, Progress, Request, Summary
from importers.walk import walk

LOCK = ".lock"
UNPACKED = ".unpacked"

__all__ = ["JOURNAL", "LOCK", "EmptyImport", "Overlap", "Progress", "Request", "Summary", "run"]


class Overlap(ValueError):
    """The import path holds the content folder or the archive."""


class EmptyImport(ValueError):
    """The import path holds no file at all."""


def run(request: Request, outcomes: Outcomes, progress: Progress) -> Summary:
    """Import as *request* asks and tell every record's end to *outcomes*.

    Raises FileNotFoundError, EmptyImport and Overlap for a path that cannot be imported, BadFrontMatter and
    UnknownDepartment for registers that are wrong, durable.Busy when another run holds the archive, OSError
    when the disk refuses. Stopped at any moment and run again it ends as if it had never been stopped.
    """
    _refuse_overlap(request)
    with durable.exclusive(request.archive / LOCK):
        durable.sweep(request.archive)
        durable.sweep(request.content)
        with scratch(request.archive / UNPACKED) as folder:
            entries = list(expand(walk(request.path), folder))
            if not entries:
                raise EmptyImport(f"{request.path}：文件夹是空的，没有可导入的文件。")
            progress.start(len(entries))
            desk = Desk(request, outcomes)
            desk.settle_all(entries, progress)
            return desk.summary


def _refuse_overlap(request: Request) -> None:
    path = request.path.resolve()
    for folder in (request.content.resolve(), request.archive.resolve()):
        if folder.is_relative_to(path):
            raise Overlap(
                f"{request.path} 之中就有 {folder}，不能把导入结果再导入一次，请指定只含导出文件的文件夹。"
            )
