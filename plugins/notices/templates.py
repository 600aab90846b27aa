"""The Jinja environment of a theme: autoescape on, nothing undefined, and quick where a page spends its time.

Jinja's own `escape` makes a new Markup of every value, and asks its cache for every base template: half of what a
page costs. Both are cut short here and say the same (`tests/plugins/test_templates.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from types import FunctionType
from typing import Any

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context
from jinja2.utils import _PassArg
from markupsafe import Markup

from plugins.notices.flattening import LeanCode, flattened

# The C function inside `markupsafe.escape`: text in, text out.
quick: Callable[[str], str] = markupsafe._escape_inner  # type: ignore[attr-defined]
_IMPORTED = " escape,"
_OURS = "; from plugins.notices.templates import escaped as escape, quick"


def escaped(value: Any) -> str:  # noqa: ANN401 - a template shows anything
    """*value* as HTML text, as `markupsafe.escape` gives it; not a Markup where it need not be one."""
    kind = type(value)
    if kind is str:
        return quick(value)
    return value if kind is Markup else markupsafe.escape(value)


class _Calling(Context):
    """A context that looks once at each function whether it wants the environment, not at every call."""

    def call(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - Jinja's hook, as Jinja calls it
        """The result of the callable that stands second in *given*."""
        context, called, *rest = given
        passing = _passing.get(called, 0) if type(called) is FunctionType else 0
        if passing == 0:
            return _called(context, called, rest, more)
        more.pop("_block_vars", None)
        more.pop("_loop_vars", None)
        return called(*rest, **more) if passing is None else called(context.environment, *rest, **more)


# Whether a plain function is given nothing (None) or the environment besides its arguments.
_passing: dict[Any, Any] = {}


def _called(context: Any, called: Any, rest: list[Any], more: dict[str, Any]) -> Any:  # noqa: ANN401
    if type(called) is FunctionType and (kind := _PassArg.from_obj(called)) in (None, _PassArg.environment):
        _passing[called] = kind
    return Context.call(context, called, *rest, **more)


class Environment(jinja2.Environment):
    """A Jinja environment that escapes by `escaped`, finds a template it has by its name alone and makes it flat."""

    context_class = _Calling

    def __init__(self, folders: tuple[str, ...], *, flat: bool = True) -> None:
        """Look for templates in *folders* in turn; without *flat* they are rendered as Jinja does it."""
        super().__init__(
            loader=jinja2.FileSystemLoader(folders),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
        )
        self._found: dict[str, jinja2.Template] = {}
        self._flat = flat
        self._plain = Environment(folders, flat=False) if flat else self
        self.left_to_jinja: set[str] = set()
        self._plain.filters, self._plain.globals = self.filters, self.globals

    def show(self, name: str, context: Mapping[str, Any]) -> str:
        """The page that the template *name* makes of *context*. Raises jinja2.TemplateError.

        Where the flat template fails, Jinja's way is asked: it may know more, and it knows template and line.
        """
        if name not in self.left_to_jinja:
            try:
                return self.get_template(name).render(context)
            except (
                ArithmeticError,
                AttributeError,
                LookupError,
                TypeError,
                ValueError,
                jinja2.TemplateError,
            ):
                self.left_to_jinja.add(name)
        return self._plain.get_template(name).render(context)

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

    def make_globals(self, d: MutableMapping[str, Any] | None) -> dict[str, Any]:
        """One dict: pages take it over faster than Jinja's chain of two; so globals are set before templates are got."""
        return {**self.globals, **(d or {})}

    def _generate(self, source: nodes.Template, *given: Any, **more: Any) -> str:  # noqa: ANN401 - Jinja's hook
        tree = flattened(source, self._tree) if self._flat else None
        self.code_generator_class = LeanCode if tree else CodeGenerator
        code = super()._generate(tree or source, *given, **more)
        head, _, body = code.partition("\n")
        assert _IMPORTED in head, "Jinja imports its helpers in another way now"
        return f"{head}{_OURS}\n{body}"

    def _tree(self, name: str) -> nodes.Template:
        assert self.loader is not None
        source, path, _ = self.loader.get_source(self, name)
        return self._parse(source, name, path)
