"""Which notices are one text, `content/reposts.jsonl`: written by the import, read by the site and the search documents.

A line is a group: `{"canonical": slug, "copies": [slugs]}`. The canonical notice is that of the highest level of
government, of these the earliest. The file can always be made anew from the notices.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

FILE = "reposts.jsonl"


@dataclass(frozen=True, slots=True)
class Group:
    """The slugs of notices that are one text: the *canonical* one, and its *copies* by date."""

    canonical: str
    copies: tuple[str, ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """All of them, the canonical one first."""
        return (self.canonical, *self.copies)


def load(path: Path) -> list[Group]:
    """The groups of *path*, none where it does not exist. Raises BadFrontMatter naming every line that is none."""
    if not path.exists():
        return []
    found: list[Group] = []
    problems: list[Problem] = []
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    for number, line in enumerate(lines, 1):
        try:
            found.append(_group(json.loads(line)))
        except ValueError:
            message = "不是一组转载，请删去这个文件后运行 invoke reposts 重新生成。"
            problems.append(Problem(str(path), number, "reposts-bad", message))
    if problems:
        raise BadFrontMatter(problems)
    return found


def _group(value: object) -> Group:
    match value:
        case {"canonical": str(canonical), "copies": [*copies]} if all(
            isinstance(one, str) for one in copies
        ):
            return Group(canonical, tuple(copies))
    raise ValueError(f"not a group: {value!r}")


def render(groups: Iterable[Group]) -> bytes:
    """The bytes of the file holding *groups*, in the order of their canonical slugs."""
    ordered = sorted(groups, key=lambda one: one.canonical)
    lines = (json.dumps({"canonical": one.canonical, "copies": one.copies}) for one in ordered)
    return "".join(f"{line}\n" for line in lines).encode()
