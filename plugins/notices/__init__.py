"""The site of the notices: a generator of its own beside Pelican's, which keeps its one for `content/pages`."""

from __future__ import annotations

from importlib import import_module


def register() -> None:
    """Called by Pelican for each name in PLUGINS."""
    # By name and only here: whoever amends a site needs neither Pelican nor the generator.
    import_module("pelican").signals.get_generators.connect(_generators)


def _generators(pelican: object) -> object:
    return import_module("plugins.notices.generator").NoticesGenerator
