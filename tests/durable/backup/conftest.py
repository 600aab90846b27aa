"""A small project with everything that a backup holds."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from keeping import project

__all__ = ["project"]
