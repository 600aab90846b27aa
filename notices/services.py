"""Where services went (办事入口迁移表), `content/services.csv`: the old entry of each and the new one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notices import tables, values
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

COLUMNS: dict[str, str] = {
    "name": "事项",
    "department": "部门",
    "old_entry": "原入口",
    "old_url": "原网址",
    "new_entry": "现入口",
    "new_url": "现网址",
    "note": "备注",
    "noted": "登记日期",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One service: *new_url* is a full address or a path of this site, empty where the entry is no page; *line* 1-based.

    *noted* is the day on which somebody last vouched for the row, None where the register does not say.
    """

    name: str
    department: str
    old_entry: str
    old_url: str
    new_entry: str
    new_url: str
    note: str
    noted: date | None
    line: int


def load(path: Path, departments: Collection[str]) -> list[Service]:
    """The services of *path*, whose departments must be among *departments*. Raises BadFrontMatter."""
    found: list[Service] = []
    problems: list[Problem] = []
    for line, cells in tables.read(path, COLUMNS, "services", optional=["noted"]):
        try:
            _check(cells, departments)
            noted = values.parse_day(day) if (day := cells.pop("noted")) else None
            found.append(Service(**cells, noted=noted, line=line))
        except ValueError as error:
            problems.append(Problem(str(path), line, "service-bad", str(error)))
    if problems:
        raise BadFrontMatter(problems)
    return found


def _check(cells: dict[str, str], departments: Collection[str]) -> None:
    for name in ("name", "new_entry"):
        if not cells[name]:
            raise ValueError(f"“{COLUMNS[name]}”没有填写。")
    if cells["department"] not in departments:
        raise ValueError(f"部门“{cells['department']}”没有登记在 departments.toml。")
    if cells["new_url"] and not cells["new_url"].startswith("/"):
        values.parse_url(cells["new_url"])
