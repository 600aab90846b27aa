"""Writes that are either whole or not there.

A crash, a full disk or a pulled plug leaves the former file or the new one, never half of one: write a
temporary file in the same folder, flush it to the disk, rename it over the target, flush the folder
(POSIX rename(2) is atomic; the name itself is durable only after the folder was synced).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path

_BLOCK = 1 << 20


def atomic_write(path: Path, content: bytes | str) -> None:
    """Replace *path* by *content* (text becomes UTF-8); missing folders are made.

    Raises OSError when the disk refuses; the former file is then still in place.
    """
    payload = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    _publish(path, (payload,))


def copy_file(source: Path, target: Path) -> None:
    """Copy the bytes of *source* to *target* as `atomic_write` would, a block at a time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as stream:
        _publish(target, iter(lambda: stream.read(_BLOCK), b""))


def append_lines(path: Path, lines: Iterable[str]) -> None:
    """Append whole *lines* (without their newline) to *path* and flush them to the disk.

    A torn last line that a crash left is closed first, so that it can spoil no later line.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    payload = "".join(f"{line}\n" for line in lines).encode("utf-8")
    with path.open("ab+") as stream:
        if stream.seek(0, os.SEEK_END):
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                payload = b"\n" + payload
        stream.write(payload)
        stream.flush()
        os.fsync(stream.fileno())


def replace_link(link: Path, target: str) -> None:
    """Make *link* a symbolic link to *target* in one step, replacing a former link."""
    temporary = link.with_name(f".{link.name}.{secrets.token_hex(6)}")
    temporary.symlink_to(target)
    temporary.replace(link)
    sync_folder(link.parent)


def sync_folder(folder: Path) -> None:
    """Flush the names in *folder* to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _publish(path: Path, blocks: Iterable[bytes]) -> None:
    temporary = path.with_name(f".tmp-{secrets.token_hex(8)}")
    try:
        with temporary.open("xb") as stream:
            for block in blocks:
                stream.write(block)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
