"""`python -m importers reposts`: `importers.reposts` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str]) -> int:
    """Find reposts as *arguments* say; returns 0, or 2 when registers or notices cannot be read."""
    sys.stdout.flush()
    command = [sys.executable, "-m", "importers.reposts", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own module
