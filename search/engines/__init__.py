"""The engines there are. A new one is a module here, its line in ENGINES, and passes `tests/search/cases`."""

from importlib.util import find_spec

from search.engine import EngineModule
from search.engines import memory, whoosh

ENGINES: tuple[EngineModule, ...] = (whoosh, memory)
if find_spec("opensearchpy"):  # an extra: only a city with a cluster installs its client
    from search.engines import opensearch

    ENGINES = (*ENGINES, opensearch)


def named(name: str) -> EngineModule:
    """The engine of that *name*. Raises ValueError naming those there are."""
    for engine in ENGINES:
        if engine.name == name:
            return engine
    raise ValueError(f"没有叫“{name}”的检索引擎，可用的有：{'、'.join(engine.name for engine in ENGINES)}。")
