"""A pickle that shows whether it was opened."""

from __future__ import annotations

import os
from pathlib import Path


class Canary:
    """Something whose pickle makes the folder *place* when it is opened."""

    def __init__(self, place: Path) -> None:
        self.place = str(place)

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (self.place,)
