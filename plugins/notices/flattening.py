"""Templates made flat: what a template extends and its blocks are put in place when it is compiled, not at each page.

Jinja walks a page through a generator for each block, and asks a function for each attribute: half of what a page
costs. A flat template says the same. One that might not (it says `self` or `super`, or has blocks in loops) is left
as it is; so Jinja's inheritance works as its guide says, whatever a theme does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from keyword import iskeyword
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

Parse = Callable[[str], nodes.Template]

# What a template that extends another may say outside of its blocks: it is done first, and shows nothing.
_SILENT = (nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport, nodes.Macro)


class LeanCode(CodeGenerator):
    """Code that reads attributes as Python does, and escapes text, which most values are, without a call of Python.

    What has no attribute of that name, an item of a dict for instance, raises AttributeError where Jinja would go on.
    The module needs `quick`, which escapes text, beside Jinja's `escape`.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """`(value).name`; by Jinja's way where the name is a word of Python."""
        if iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401 - Jinja's hook
        if _differs(frame, finalize):
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(quick(shown) if type(shown := (")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
        if _differs(frame, finalize):
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")) is str else escape(shown))")


def _differs(frame: Frame, finalize: Any) -> bool:  # noqa: ANN401
    """Whether what is shown is not simply escaped."""
    return frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None


def flattened(source: nodes.Template, parse: Parse) -> nodes.Template | None:
    """*source* with all that it extends put in place; None where that might say something else.

    *parse* gives the tree of a template by name. Raises what *parse* raises.
    """
    blocks: dict[str, nodes.Block] = {}
    silent: list[nodes.Node] = []
    layout = source
    while layout.find(nodes.Extends):
        parent = _parent(layout)
        if parent is None or not _keeps_to_itself(layout):
            return None
        silent += (one for one in layout.body if isinstance(one, _SILENT))
        blocks = {one.name: one for one in layout.find_all(nodes.Block)} | blocks
        layout = parse(parent)
    body = _filled(layout.body, blocks)
    flat = nodes.Template([*silent, *body], lineno=1)
    unsure = flat.find(nodes.Block) or any(one.name in ("self", "super") for one in flat.find_all(nodes.Name))
    return None if unsure else flat


def _parent(layout: nodes.Template) -> str | None:
    """The name of the one template that *layout* extends on its first line."""
    first = layout.body[0]
    if not isinstance(first, nodes.Extends) or not isinstance(first.template, nodes.Const):
        return None
    return str(first.template.value)


def _keeps_to_itself(layout: nodes.Template) -> bool:
    """Whether all that *layout* shows stands in blocks, each named once."""
    names = [one.name for one in layout.find_all(nodes.Block)]
    known = (*_SILENT, nodes.Block, nodes.Output)
    return len(names) == len(set(names)) and all(isinstance(one, known) for one in layout.body[1:])


def _filled(body: list[nodes.Node], blocks: Mapping[str, nodes.Block]) -> list[nodes.Node]:
    """*body* with each block that stands in it directly, or in a `set`, replaced by what the last of that name holds."""
    filled: list[nodes.Node] = []
    for one in body:
        if isinstance(one, nodes.Block):
            held = _filled(blocks.get(one.name, one).body, blocks)
            filled.append(nodes.Scope(held, lineno=one.lineno))
            continue
        if isinstance(one, nodes.AssignBlock):
            one.body = _filled(one.body, blocks)
        filled.append(one)
    return filled
