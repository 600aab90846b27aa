"""Writes that are either whole or not there.

A crash, a full disk or a pulled plug leaves the former file or the new one, never half of one: write a
temporary file in the same folder, flush it to the disk, rename it over the target, flush the folder
(POSIX rename(2) is atomic; the name itself is durable only after the folder was synced).
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 20
_LIBC = ctypes.CDLL(None, use_errno=True)
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of <fcntl.h> and <stdio.h>
_TEMPORARY = re.compile(r"\.tmp-[0-9a-f]{16}")


def atomic_write(path: Path, content: bytes | str) -> None:
    """Replace *path* by *content* (text becomes UTF-8); missing folders are made.

    Raises OSError when the disk refuses; the former file is then still in place.
    """
    payload = content.encode("utf-8") if isinstance(content, str) else content
    make_folder(path.parent)
    _publish(path, (payload,))


def copy_file(source: Path, target: Path) -> None:
    """Copy the bytes of *source* to *target* as `atomic_write` would, a block at a time."""
    make_folder(target.parent)
    with source.open("rb") as stream:
        _publish(target, blocks_of(stream))


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Append whole *lines* (without their newline) to *path* and flush them to the disk: all, or none when it raises.

    What a crash left of a line is cut off first, since nobody was told that it is there; a last line that is
    whole JSON and lacks only its newline, as editors leave it, is closed. Raises OSError when the disk refuses.
    """
    make_folder(path.parent)
    fresh = not path.exists()
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
    try:
        kept, closing = _sound_end(descriptor)
        os.ftruncate(descriptor, kept)
        try:
            write_all(descriptor, closing + "".join(f"{line}\n" for line in lines).encode("utf-8"))
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, kept)
            raise
    except OSError as error:
        raise named(error, path) from None
    finally:
        os.close(descriptor)
    if fresh:
        sync_folder(path.parent)


def _sound_end(descriptor: int) -> tuple[int, bytes]:
    """The length up to which an appended file is whole lines, and what must follow before another line."""
    size = os.fstat(descriptor).st_size
    tail, start = b"", size
    while start and b"\n" not in tail:
        block = min(start, 1 << 16)
        start -= block
        tail = os.pread(descriptor, block, start) + tail
    torn = tail.rpartition(b"\n")[2]
    if not torn:
        return size, b""
    try:
        json.loads(torn)
    except ValueError:
        return size - len(torn), b""
    return size, b"\n"


def write_all(descriptor: int, payload: bytes) -> None:
    """Write all of *payload* to the open file *descriptor*. Raises OSError."""
    view = memoryview(payload)
    while view:
        view = view[os.write(descriptor, view) :]


def named(error: OSError, path: Path) -> OSError:
    """*error* with the *path* it is about: write(2) and fsync(2) do not know it."""
    if error.filename is None:
        error.filename = str(path)
    return error


def make_folder(folder: Path) -> None:
    """Make *folder* and the missing ones above it, each name flushed to the disk. Raises OSError."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        sync_folder(one.parent)


def replace_link(link: Path, target: str) -> None:
    """Make *link* a symbolic link to *target* in one step, replacing a former link."""
    temporary = _temporary_beside(link)
    try:
        temporary.symlink_to(target)
        temporary.replace(link)
    except BaseException:
        discard(temporary)
        raise
    sync_folder(link.parent)


def link_folder(source: Path, target: Path) -> None:
    """Make the folder *target* of hard links to the files in *source*, which never change.

    Copies them where the file system has no hard links between the two places.
    """
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        try:
            (target / path.name).hardlink_to(path)
        except OSError:
            copy_file(path, target / path.name)
    sync_folder(target)


def replace_folder(fresh: Path, target: Path) -> None:
    """Put the folder *fresh*, whose files are on the disk already, in the place of the folder *target*, in one step.

    Where the system cannot exchange two names (renameat2(2), Linux), a crash between two renames leaves no *target*,
    never a mixture. The former folder is removed last; a crash may leave it under a hidden name beside *target*.
    """
    for folder in sorted(path for path in fresh.rglob("*") if path.is_dir()):
        sync_folder(folder)
    sync_folder(fresh)
    former = target.with_name(f".{target.name}.former-{secrets.token_hex(6)}")
    if target.exists() and not exchange(fresh, target):
        target.rename(former)
    if fresh.exists() and not target.exists():
        fresh.rename(target)
    sync_folder(target.parent)
    shutil.rmtree(former if former.exists() else fresh, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot.

    Raises OSError when the disk refuses.
    """
    call = getattr(_LIBC, "renameat2", None)
    if call is None:
        return False
    if call(_HERE, os.fsencode(one.absolute()), _HERE, os.fsencode(other.absolute()), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS):
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def sync_folder(folder: Path) -> None:
    """Flush the names in *folder* to the disk."""
    flush_file(folder)


def flush_file(path: Path) -> None:
    """Flush the bytes of *path* to the disk; raises OSError when they did not get there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        raise named(error, path) from None
    finally:
        os.close(descriptor)


def write_blocks(path: Path, blocks: Iterable[bytes]) -> None:
    """Replace *path* by the bytes of *blocks* as `atomic_write` would, without holding them all."""
    make_folder(path.parent)
    _publish(path, blocks)


def is_temporary(name: str) -> bool:
    """Whether a file of this *name* is one that `atomic_write` has not yet named, or that a crash left."""
    return _TEMPORARY.fullmatch(name) is not None


def sweep(folder: Path, *, deep: bool = True) -> int:
    """Remove the temporary files and links that a crash left in *folder* and, if *deep*, below it; returns how many.

    Links are not followed. Only for the holder of the lock over *folder*: another writer's files in the making
    would go too.
    """
    walked = os.walk(folder) if deep else islice(os.walk(folder), 1)
    left = [
        path
        for parent, folders, names in walked
        for path in (Path(parent, name) for name in [*folders, *names] if is_temporary(name))
        if path.is_symlink() or not path.is_dir()
    ]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def blocks_of(stream: BinaryIO) -> Iterator[bytes]:
    """The bytes of *stream*, a block at a time."""
    return iter(lambda: stream.read(_BLOCK), b"")


def hashed(blocks: Iterable[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    """*blocks*, each shown to *digest* as it goes by."""
    for block in blocks:
        digest.update(block)
        yield block


def sha256_of(path: Path) -> str:
    """The digest of the bytes of *path*. Raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def stage(path: Path, blocks: Iterable[bytes]) -> tuple[Path, int]:
    """Write *blocks* under a temporary name beside *path*; returns it and the bytes written. Not yet durable."""
    temporary = _temporary_beside(path)
    written = 0
    try:
        with temporary.open("xb") as stream:
            for block in blocks:
                written += stream.write(block)
    except OSError as error:
        discard(temporary)
        raise named(error, path) from None
    except BaseException:
        discard(temporary)
        raise
    return temporary, written


def _temporary_beside(path: Path) -> Path:
    return path.with_name(f".tmp-{secrets.token_hex(8)}")


def discard(temporary: Path) -> None:
    """Remove the file *temporary* if it is there."""
    temporary.unlink(missing_ok=True)


def _publish(path: Path, blocks: Iterable[bytes]) -> None:
    temporary, _ = stage(path, blocks)
    try:
        flush_file(temporary)
        temporary.replace(path)
    except BaseException:
        discard(temporary)
        raise
    sync_folder(path.parent)
