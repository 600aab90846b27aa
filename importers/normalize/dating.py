"""From what an export states to the date a notice bears, and the sentence that proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from importers.model import Witness
from notices.frontmatter import clean_line
from notices.values import BEIJING, is_day

# Chinese blogs and microblogs of governments begin with 2005's; older dates are unset clocks (1970, 1900).
EARLIEST = datetime(2005, 1, 1, tzinfo=BEIJING)
_APART = timedelta(days=1)
_LABELS = {
    "script": "页面脚本",
    "meta": "页面元数据",
    "visible": "页面显示",
    "table": "页面表格",
    "url": "网址",
    "row": "数据行",
    "id": "编号所含时间",
    "file name": "文件名",
}


@dataclass(frozen=True, slots=True)
class Dating:
    """When a post was published as far as it is proven.

    *when* is None when it is not, and *problem* then says why in Chinese; *evidence* quotes every witness.
    """

    when: datetime | None
    evidence: str
    problem: str = ""


def date(witnesses: Sequence[Witness], latest: datetime) -> Dating:
    """Date a post by its *witnesses*, best first; a date before 2005 or after *latest* proves nothing."""
    if not witnesses:
        return Dating(None, "", "没有任何发布日期的依据")
    evidence = evidence_of(witnesses)
    best = _sharpest(witnesses).replace(microsecond=0)
    if best < EARLIEST:
        return Dating(None, evidence, f"日期 {best.date()} 早于 2005 年，不可信")
    if best > latest:
        return Dating(None, evidence, f"日期 {best.date()} 在将来，不可信")
    return Dating(best.astimezone(BEIJING), evidence)


def _sharpest(witnesses: Sequence[Witness]) -> datetime:
    """The first witness' moment; when it tells the day only, the time of day of another one for that day."""
    best = witnesses[0].when.astimezone(BEIJING)
    if not is_day(best):
        return best
    same_day = (one.when for one in witnesses if one.when.astimezone(BEIJING).date() == best.date())
    return next((when for when in same_day if not is_day(when)), best)


def evidence_of(witnesses: Sequence[Witness]) -> str:
    """One line naming every witness; says so when two are more than a day apart."""
    told = dict.fromkeys(
        f"{_LABELS.get(one.kind, one.kind)} {clean_line(one.text)[:80]}".strip() for one in witnesses
    )
    apart = max(one.when for one in witnesses) - min(one.when for one in witnesses) > _APART
    return "；".join([*told, *(["各处日期不一致，以最前者为准"] if apart else [])])
