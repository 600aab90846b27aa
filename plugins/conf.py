"""The conf file, read without Pelican: enough of it to amend a site."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OWN = ["plugins.notices"]


def _listened() -> bool:
    """Whether anything in this process listens for pages; told without importing Pelican, which would take long."""
    signals = sys.modules.get("pelican.plugins.signals")
    return signals is not None and bool(signals.content_written.receivers)


def settings(conf: Path, override: Mapping[str, Any]) -> dict[str, Any] | None:
    """The settings of *conf* with those of *override* in their place.

    None where other plugins than ours, or the conf file itself, want to hear of every page: then the site is Pelican's to
    make. The conf file is a program; what it raises is raised.
    """
    found = {name: value for name, value in runpy.run_path(str(conf)).items() if name.isupper()} | dict(
        override
    )
    if found.get("PLUGINS") != OWN or _listened():
        return None
    theme = conf.parent / found["THEME"]
    found["THEME"] = str(theme if theme.is_dir() else found["THEME"])
    found.setdefault("THEME_TEMPLATES_OVERRIDES", [])
    return found
