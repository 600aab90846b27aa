"""Processor time of a call: what other programs do meanwhile does not count."""

from __future__ import annotations

import time
from collections.abc import Callable


def measured(call: Callable[[], object]) -> float:
    """Seconds of processor time that *call* took."""
    start = time.process_time()
    call()
    return time.process_time() - start
