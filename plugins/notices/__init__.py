"""The site of the notices: a generator of its own beside Pelican's, which keeps its one for `content/pages`."""

from __future__ import annotations

from pelican import signals

from plugins.notices.generator import NoticesGenerator


def register() -> None:
    """Called by Pelican for each name in PLUGINS."""
    signals.get_generators.connect(_generators)


def _generators(pelican: object) -> type[NoticesGenerator]:
    return NoticesGenerator
