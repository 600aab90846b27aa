"""The Jinja environment of a theme: autoescape on, nothing undefined, and quick where a page spends its time.

Jinja's own `escape` makes a new Markup of every value, and asks its cache for every base template: half of what a
page costs. Both are cut short here and say the same (`tests/plugins/test_templates.py`).
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

import jinja2
import markupsafe
from markupsafe import Markup

# The C function inside `markupsafe.escape`: text in, text out.
_escape: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]
_IMPORTED = " escape,"
_OURS = "; from plugins.notices.templates import escaped as escape"


def escaped(value: Any) -> str:  # noqa: ANN401 - a template shows anything
    """*value* as HTML text, as `markupsafe.escape` gives it; not a Markup where it need not be one."""
    kind = type(value)
    if kind is str:
        return _escape(value)
    return value if kind is Markup else markupsafe.escape(value)


class Environment(jinja2.Environment):
    """A Jinja environment that escapes by `escaped` and finds a template it has by its name alone."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        """Look for templates in *folders* in turn."""
        super().__init__(
            loader=jinja2.FileSystemLoader(folders),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
        )
        self._found: dict[str, jinja2.Template] = {}

    def get_template(
        self,
        name: str | jinja2.Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> jinja2.Template:
        """The template *name*. Raises TemplateNotFound and TemplateSyntaxError."""
        if globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        if name not in self._found:
            self._found[name] = super().get_template(name, parent)
        return self._found[name]

    def _generate(self, *given: Any, **more: Any) -> str:  # noqa: ANN401 - Jinja's hook, as Jinja calls it
        code = super()._generate(*given, **more)
        head, _, body = code.partition("\n")
        assert _IMPORTED in head, "Jinja imports its helpers in another way now"
        return f"{head}{_OURS}\n{body}"
