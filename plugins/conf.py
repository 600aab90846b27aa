"""The conf file, read without Pelican: enough of it to amend a site."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from traceback import extract_tb
from typing import Any

from plugins.notices.site import BadSite

OWN = ["plugins.notices"]

# What a slip in a conf file raises.
_SLIPS = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    SyntaxError,
    TypeError,
    ValueError,
)


class BadConf(ValueError):
    """A conf file that cannot be run; the message is Chinese and names file and line."""


@contextmanager
def read(conf: Path) -> Iterator[None]:
    """Let what goes wrong in the block, which runs the file *conf*, be BadConf. BadSite and OSError stay what they are."""
    try:
        yield
    except BadSite:
        raise
    except _SLIPS as error:
        raise BadConf(f"设置文件 {_place(error, conf)}有误（{error}），请改正后再生成。") from error


def _place(error: Exception, conf: Path) -> str:
    """The file beside *conf*, or itself, and the line that *error* points to, as near as can be found."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{Path(error.filename).name} 第 {error.lineno} 行"
    folder = conf.resolve().parent
    frames = [one for one in extract_tb(error.__traceback__) if Path(one.filename).resolve().parent == folder]
    return f"{Path(frames[-1].filename).name} 第 {frames[-1].lineno} 行" if frames else f"{conf.name} "


def _listened() -> bool:
    """Whether anything in this process listens for pages; told without importing Pelican, which would take long."""
    signals = sys.modules.get("pelican.plugins.signals")
    return signals is not None and bool(signals.content_written.receivers)


def settings(conf: Path, override: Mapping[str, Any]) -> dict[str, Any] | None:
    """The settings of *conf* with those of *override* in their place.

    None where other plugins than ours, or the conf file itself, want to hear of every page: then the site is Pelican's to
    make. Raises BadConf, BadSite.
    """
    with read(conf):
        run = runpy.run_path(str(conf))
    found = {name: value for name, value in run.items() if name.isupper()} | dict(override)
    if found.get("PLUGINS") != OWN or _listened():
        return None
    theme = conf.parent / found["THEME"]
    found["THEME"] = str(theme if theme.is_dir() else found["THEME"])
    found.setdefault("THEME_TEMPLATES_OVERRIDES", [])
    return found
