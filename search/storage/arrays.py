"""Arrays in files, mapped into memory."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ordinals: TypeAlias = NDArray[np.uint16]
"""Numbers of documents within their segment."""
Places: TypeAlias = NDArray[np.intp]
"""Numbers of documents within the whole index, segment after segment."""
Mask: TypeAlias = NDArray[np.bool_]
"""One truth value for each document."""


def bytes_of(path: Path) -> mmap.mmap | bytes:
    """The file's bytes without reading them yet."""
    with path.open("rb") as stream:
        if path.stat().st_size == 0:
            return b""
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def mapped(path: Path, dtype: str) -> NDArray[Any]:
    """The file as an array of *dtype*, read-only."""
    return np.frombuffer(bytes_of(path), dtype)
