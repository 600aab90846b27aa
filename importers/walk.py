"""Every file of an import path, once, in a stable order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from durable import lacking, reason


@dataclass(frozen=True, slots=True)
class Entry:
    """One file. *name* is its path from the import path (the bare name when that is a file itself), printable.

    *problem* says in Chinese why it cannot be read at all, *told* what became of an archive file whose members
    follow it; *failed* whether that is an error or by intent.
    """

    path: Path
    name: str
    size: int = 0
    problem: str = ""
    failed: bool = False
    told: str = ""


def walk(root: Path) -> Iterator[Entry]:
    """The files of *root*, a file or a folder, by name; links and devices are named but never opened.

    Raises FileNotFoundError when *root* is not there, OSError where the machine lacks something.
    """
    if not root.is_dir():
        yield _entry(root, root.name)
        return
    yield from _folder(root, "")


def _folder(folder: Path, prefix: str) -> Iterator[Entry]:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        if lacking(error):
            raise
        yield Entry(
            folder,
            printable(prefix.rstrip("/") or folder.name),
            0,
            f"文件夹不能读取：{reason(error)}",
            failed=True,
        )
        return
    for name in names:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            yield from _folder(path, f"{prefix}{name}/")
        else:
            yield _entry(path, f"{prefix}{name}")


def _entry(path: Path, name: str) -> Entry:
    shown = printable(name)
    try:
        status = path.lstat()
    except FileNotFoundError:
        raise
    except OSError as error:
        if lacking(error):
            raise
        return Entry(path, shown, 0, f"文件不能读取：{reason(error)}", failed=True)
    if stat.S_ISLNK(status.st_mode):
        return Entry(path, shown, 0, "是符号链接，不跟随；请放入文件本身")
    if not stat.S_ISREG(status.st_mode):
        return Entry(path, shown, 0, "不是普通文件（设备或管道）")
    return Entry(path, shown, status.st_size)


def printable(name: str) -> str:
    r"""*name* as UTF-8 can hold it: bytes of another encoding are shown as `\xNN`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
