"""The engines there are. A new one is a module here, its line in ENGINES, and passes `tests/search/cases`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import cast

from search.engine import EngineModule

ENGINES = (
    "whoosh",
    "memory",
    # an extra: only a city with a cluster installs its client
    *(("opensearch",) if find_spec("opensearchpy") else ()),
)
"""Their names; the first is the one that is used where none is named."""


def named(name: str) -> EngineModule:
    """The engine of that *name*, imported now: the others cost time. Raises ValueError naming those there are."""
    if name not in ENGINES:
        raise ValueError(f"没有叫“{name}”的检索引擎，可用的有：{'、'.join(ENGINES)}。")
    return cast(EngineModule, import_module(f"search.engines.{name}"))
