"""JSON of Weibo tools: its members one by one, and its values as the texts, objects and lists they should be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from importers.model import MalformedExport, Problem
from importers.normalize.json_members import BadJson, Member, members
from importers.sources.weibo_export import opened


def read(path: Path) -> Iterator[Member | Problem]:
    """Every member of the JSON file *path*; what breaks behind the first post is a Problem.

    Raises MalformedExport when it breaks before, or OSError.
    """
    count = 0
    with opened(path) as stream:
        try:
            for member in members(stream.read):
                count = member.index or count
                yield member
        except BadJson as error:
            if not count:
                raise MalformedExport(str(error)) from None
            yield Problem(f"第 {count + 1} 条", str(error))


def text(value: object) -> str:
    """*value* as text where it is text or a whole number, else empty."""
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def mapping(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under *name*, empty when there is none."""
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def elements(value: object) -> list[Any]:
    """*value* where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def parts(value: object, mark: str) -> tuple[str, ...]:
    """The parts of the text *value* between *mark*s."""
    return tuple(part.strip() for part in text(value).split(mark) if part.strip())
