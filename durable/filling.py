"""Filling a folder that nobody reads yet: one wait for the disk at the end, not one for each of 100,000 files.

Write with `fill` and `fill_copy`, call `settle` once, and only then let a link or a rename show the folder.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from durable.files import named, write_all

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_BLOCK = 1 << 20
_again: ContextVar[bool] = ContextVar("again", default=False)


@contextmanager
def refilling() -> Iterator[None]:
    """Within it `fill` takes the place of a file that is there already, instead of refusing.

    For work that a cluster may give out twice, because the first worker died or seemed to: the file becomes a new
    one, so that a worker that was only thought dead writes into what nobody reads any more.
    """
    token = _again.set(True)
    try:
        yield
    finally:
        _again.reset(token)


def fill(path: Path | str, content: bytes | str) -> None:
    """Write *path*, which must be new, without waiting for the disk; missing folders are made.

    Raises FileExistsError when *path* is there already: in a folder filled once, two things have one name.
    """
    payload = content.encode("utf-8") if isinstance(content, str) else content
    descriptor = _create(path)
    try:
        write_all(descriptor, payload)
    except OSError as error:
        raise named(error, Path(path)) from None
    finally:
        os.close(descriptor)


def fill_blocks(path: Path, blocks: Iterable[bytes]) -> None:
    """Write the bytes of *blocks* as `fill` would, without holding them all; what *blocks* raise leaves no *path*."""
    descriptor = _create(path)
    try:
        for block in blocks:
            write_all(descriptor, block)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise named(error, path) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)


def fill_copy(source: Path, path: Path) -> None:
    """Copy the bytes of *source* to *path* as `fill` would; a symbolic link is refused with OSError (ELOOP)."""
    origin = os.open(source, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        descriptor = _create(path)
        try:
            while block := os.read(origin, _BLOCK):
                write_all(descriptor, block)
        finally:
            os.close(descriptor)
    finally:
        os.close(origin)


def fill_link(source: Path, path: Path) -> None:
    """Give the file *source* of an earlier folder the further name *path*, which must be new: no byte is copied.

    Safe where files are only ever replaced, never written into, as `fill` and `atomic_write` do.
    """
    try:
        os.link(source, path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, path)


def fill_links(source: Path, target: Path) -> None:
    """Make the new folder *target* with hard links to all files in and below *source*, as `fill_link` makes one.

    Raises FileExistsError when *target* is there already.
    """
    target.mkdir(parents=True)
    waiting = [(os.fspath(source), os.fspath(target))]
    while waiting:
        here, there = waiting.pop()
        with os.scandir(here) as entries:
            for entry in entries:
                name = f"{there}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    os.mkdir(name)  # noqa: PTH102 - a hundred thousand times
                    waiting.append((entry.path, name))
                else:
                    os.link(entry.path, name)


def fill_move(source: Path, target: Path) -> None:
    """Let the folder *source*, which nobody reads, become the new folder *target*. Raises OSError."""
    source.rename(target)


def settle() -> None:
    """Wait until everything filled so far is on the disk (on Linux sync(2) waits)."""
    os.sync()


def _create(path: Path | str) -> int:
    try:
        return os.open(path, _FLAGS, 0o644)
    except FileNotFoundError:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, _FLAGS, 0o644)
    except FileExistsError:
        if not _again.get():
            raise
        Path(path).unlink(missing_ok=True)
        return os.open(path, _FLAGS, 0o644)
