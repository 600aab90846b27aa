"""What a long run came to, for machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from running import memory
from running.progress import Phase


def phases_json(phases: Iterable[Phase]) -> dict[str, Any]:
    """The phases for machines: `phases` (name, unit, done, seconds, rate a second, bytes of memory) and `peak_bytes`."""
    own, children = memory.peaks()
    return {
        "phases": [
            {
                "name": one.name,
                "unit": one.unit,
                "done": one.done,
                "seconds": round(one.seconds, 3),
                "rate": round(one.rate, 1),
                "bytes": one.bytes,
            }
            for one in phases
        ],
        "peak_bytes": {"main": own, "largest_child": children},
    }
