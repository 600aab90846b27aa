"""Writers as careless as many are: the harness is only worth something when it catches every one of them.

`python -m unsafe KIND FOLDER` puts 20 new lines into `FOLDER/register.txt` and says so with exit code 0.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from durable import atomic_write

NAME = "register.txt"
FORMER = "".join(f"旧 {number}\n" for number in range(20))
FRESH = "".join(f"新 {number}\n" for number in range(20))


def in_place(path: Path) -> None:
    """Write over the file: a crash leaves half of it."""
    path.write_text(FRESH, encoding="utf-8")


def unflushed(path: Path) -> None:
    """Write beside and rename, without waiting for the disk: a power cut leaves an empty file."""
    fresh = path.with_name("fresh")
    fresh.write_text(FRESH, encoding="utf-8")
    fresh.replace(path)


def unnamed(path: Path) -> None:
    """Flush the bytes and not the folder: after a power cut the former file is back, though success was told."""
    fresh = path.with_name("fresh")
    with fresh.open("w", encoding="utf-8") as stream:
        stream.write(FRESH)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(path)


def removed_first(path: Path) -> None:
    """Remove the former file, then name the new one: between the two there is none."""
    fresh = path.with_name("fresh")
    with fresh.open("w", encoding="utf-8") as stream:
        stream.write(FRESH)
        stream.flush()
        os.fsync(stream.fileno())
    path.unlink()
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def deaf(path: Path) -> None:
    """Take no notice of the disk's refusal, and tell success."""
    fresh = path.with_name("fresh")
    try:
        with fresh.open("w", encoding="utf-8") as stream:
            stream.write(FRESH)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError:
        return


def safe(path: Path) -> None:
    """As the house writes."""
    atomic_write(path, FRESH)


KINDS: dict[str, Callable[[Path], None]] = {
    "in-place": in_place,
    "unflushed": unflushed,
    "unnamed": unnamed,
    "removed-first": removed_first,
    "deaf": deaf,
    "safe": safe,
}


def main(arguments: Sequence[str]) -> int:
    """Write as the first of *arguments* says into the folder that the second one names."""
    try:
        KINDS[arguments[0]](Path(arguments[1]) / NAME)
    except OSError as error:
        print(f"{error.filename}：{error.strerror}", file=sys.stderr)
        return 1
    return 0
