"""Posts that are known to have existed but are lost, `content/lost.csv`: so that whoever asks gets an answer.

Written by the import, row by row as exports show them; a person may add rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path

from notices import tables, values
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

COLUMNS: dict[str, str] = {
    "platform": "平台",
    "account": "账号",
    "source_id": "原编号",
    "source_url": "原网址",
    "title": "标题",
    "reason": "灭失原因",
    "noted": "登记日期",
}


@dataclass(frozen=True, slots=True)
class LostPost:
    """One row: *account* is the platform's id as in the account register, *noted* the day (ISO) it was first seen."""

    platform: str
    account: str
    source_id: str
    source_url: str
    title: str
    reason: str
    noted: str

    @property
    def identity(self) -> tuple[str, ...]:
        """By what a row is the same as another: the post's id, else its address, else its title."""
        named = self.source_id or self.source_url or self.title
        return (self.platform, named if self.source_id else f"{self.account}\0{named}")


def load(path: Path) -> list[LostPost]:
    """The rows of *path*, none where it does not exist. Raises BadFrontMatter."""
    found: list[LostPost] = []
    problems: list[Problem] = []
    for line, cells in tables.read(path, COLUMNS, "lost"):
        try:
            values.parse_platform(cells["platform"])
            if not (cells["source_id"] or cells["source_url"] or cells["title"]):
                raise ValueError("原编号、原网址、标题至少要填写一项。")
            found.append(LostPost(**cells))
        except ValueError as error:
            problems.append(Problem(str(path), line, "lost-bad", str(error)))
    if problems:
        raise BadFrontMatter(problems)
    return found


def merged(known: Iterable[LostPost], new: Iterable[LostPost]) -> list[LostPost]:
    """*known* and what of *new* is not among them, in the order of platform, account and id; no row changes."""
    found: dict[tuple[str, ...], LostPost] = {}
    for one in (*known, *new):
        found.setdefault(one.identity, one)
    return sorted(found.values(), key=lambda one: (one.platform, one.account, one.source_id, one.title))


def render(posts: Iterable[LostPost]) -> bytes:
    """The bytes of the register holding *posts*."""
    return tables.write(COLUMNS, map(astuple, posts))
