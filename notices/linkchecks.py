"""What came of asking foreign addresses, `content/link-checks.csv`: written by `invoke links --check`, shown by the build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notices import tables, values
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

FILE = "link-checks.csv"
COLUMNS: dict[str, str] = {
    "url": "网址",
    "state": "结果",
    "detail": "说明",
    "checked": "检查日期",
    "since": "自何日起",
}
GOOD, GONE, SILENT, ELSEWHERE, UNKNOWN = STATES = ("正常", "已失效", "连不上", "转到别处", "未能核对")


@dataclass(frozen=True, slots=True)
class LinkCheck:
    """On the day *checked*, *url* was found in *state* (one of `STATES`), which it has been in *since* that day.

    *detail* says more in Chinese, or is empty.
    """

    url: str
    state: str
    detail: str
    checked: date
    since: date

    @property
    def dead(self) -> bool:
        """Whether readers are warned: gone for good, or silent on two days: one failure may have been ours."""
        return self.state == GONE or (self.state == SILENT and self.since < self.checked)


def load(path: Path) -> list[LinkCheck]:
    """The rows of *path*, none where it does not exist. Raises BadFrontMatter."""
    found: list[LinkCheck] = []
    problems: list[Problem] = []
    for line, cells in tables.read(path, COLUMNS, "link-checks"):
        try:
            found.append(_check(cells))
        except ValueError as error:
            problems.append(Problem(str(path), line, "link-checks-bad", str(error)))
    if problems:
        raise BadFrontMatter(problems)
    return found


def _check(cells: dict[str, str]) -> LinkCheck:
    if cells["state"] not in STATES:
        raise ValueError(f"结果“{cells['state']}”不在可选之列：{'、'.join(STATES)}。")
    days = values.parse_day(cells["checked"]), values.parse_day(cells["since"])
    return LinkCheck(values.parse_url(cells["url"]), cells["state"], cells["detail"], *days)


def updated(known: Iterable[LinkCheck], new: Iterable[LinkCheck]) -> list[LinkCheck]:
    """*known* with the *new* rows in place of former ones of the same address, by address.

    A row in the state of the former one keeps its *since*.
    """
    rows = {one.url: one for one in known}
    for one in new:
        former = rows.get(one.url)
        since = former.since if former and former.state == one.state else one.since
        rows[one.url] = LinkCheck(one.url, one.state, one.detail, one.checked, since)
    return [rows[url] for url in sorted(rows)]


def render(checks: Iterable[LinkCheck]) -> bytes:
    """The bytes of the register holding *checks*."""
    rows = (
        (one.url, one.state, one.detail, one.checked.isoformat(), one.since.isoformat()) for one in checks
    )
    return tables.write(COLUMNS, rows)
