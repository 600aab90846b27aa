"""Page skeletons, `samples/skeletons/*.html`: `{{name}}` is replaced by a value, everything else stands as it is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_PLACE = re.compile(r"\{\{([a-z_0-9]+)\}\}")
_FOLDER = Path(__file__).parent / "skeletons"


def fill(name: str, values: dict[str, str]) -> str:
    """The skeleton *name* with its places filled. Raises KeyError when a value is missing."""
    return _PLACE.sub(lambda place: values[place[1]], skeleton(name))


@cache
def skeleton(name: str) -> str:
    """The text of the skeleton *name*."""
    return (_FOLDER / f"{name}.html").read_text(encoding="utf-8")
