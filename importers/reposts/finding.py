"""The groups among the notices of a content folder, written beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import durable
from importers.catalogue import head
from importers.registers import DEPARTMENTS
from importers.reposts.clustering import Text, groups
from notices import departments, reposts, tree, values
from notices.departments import LEVELS, Department
from notices.notice import read
from notices.reposts import Group
from running.progress import Progress, silent


@dataclass(frozen=True, slots=True, order=True)
class _Standing:
    """Where a notice stands: *rank* of its department's level, date and slug decide which of several is canonical."""

    rank: int
    date: str
    slug: str
    path: Path
    publisher: tuple[str, str]


def find(content: Path, progress: Progress | None = None) -> list[Group]:
    """The groups among the published notices of *content*, written beside them when they changed; *progress* hears of each.

    Raises BadFrontMatter with every problem of registers and notices, OSError.
    """
    known = departments.load(content / DEPARTMENTS)
    ranked = sorted(_published(content, known))
    told = progress or silent()
    told.begin("找转载", "件", len(ranked))
    publishers = {one.slug: one.publisher for one in ranked}
    found = [
        Group(canonical, tuple(copies))
        for canonical, *copies in groups(told.each(map(_text, ranked)))
        if len({publishers[one] for one in (canonical, *copies)}) > 1
    ]
    _write(content / reposts.FILE, found)
    return found


def _published(content: Path, known: Mapping[str, Department]) -> Iterator[_Standing]:
    for path in tree.files(content):
        keys = head(path)
        if keys.get("status", "published") == "published":
            department = known.get(keys.get("department", ""))
            rank = LEVELS.index(department.level) if department else len(LEVELS)
            publisher = (keys.get("platform", ""), keys.get("account") or keys.get("department", ""))
            yield _Standing(rank, _moment(keys), keys.get("slug", path.stem), path, publisher)


def _moment(keys: Mapping[str, str]) -> str:
    """The date as text that sorts; one that cannot be read is told when the notice is."""
    try:
        return values.parse_moment(keys.get("date", "")).isoformat()
    except ValueError:
        return ""


def _text(one: _Standing) -> Text:
    notice = read(one.path)
    return Text(one.slug, notice.title, notice.body)


def _write(path: Path, found: list[Group]) -> None:
    rendered = reposts.render(found)
    if (path.read_bytes() if path.exists() else b"") != rendered:
        durable.atomic_write(path, rendered)
