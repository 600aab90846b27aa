"""Asking for pictures once more as WebP: of `notices.webp`, in a process of its own, which alone imports PIL."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ENDINGS = frozenset({"jpg", "jpeg", "png"})
SECONDS = 10
"""For a picture; real ones take a tenth of one."""

Pair = tuple[Path, Path]


def make(pairs: Sequence[Pair]) -> None:
    """Write for each picture and new path of *pairs* the WebP of the one to the other, where it saves a tenth.

    Of a picture that cannot be read in time nothing is written; the others of *pairs* do not suffer for it.
    """
    if _made(pairs) or len(pairs) == 1:
        return
    for pair in pairs:
        _made([pair])


def _made(pairs: Sequence[Pair]) -> bool:
    """Whether the process came to its end; of one that did not, no file is left, whole or half."""
    told = json.dumps([[str(source), str(target)] for source, target in pairs]).encode()
    command = [sys.executable, "-m", "notices.webp"]
    seconds = SECONDS * 2 * len(pairs)
    try:
        subprocess.run(command, input=told, capture_output=True, timeout=seconds, check=True)  # noqa: S603 - our own module
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        for _, target in pairs:
            target.unlink(missing_ok=True)
        return False
    return True
