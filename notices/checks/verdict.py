"""All checks over one notice, with what named people let through."""

from __future__ import annotations

from dataclasses import dataclass, replace

from notices.checks import CHECKS, Manuscript, Rule, Setting
from notices.problems import Problem
from notices.remarks import Waiver

UNKNOWN = Rule("waiver-unknown", "error", "放行写了没有的规则，或不能放行的规则", "waivers: 隐私 王某 …")
UNUSED = Rule("waiver-unused", "warning", "放行的规则并没有拦下什么", "内容已改好，放行还留着")
FUTURE = Rule("waiver-future", "error", "放行日期在将来", "放行日期写成明年")
WAIVER_RULES = (UNKNOWN, UNUSED, FUTURE)

RULES: dict[str, Rule] = {
    rule.id: rule for rule in (*(r for check in CHECKS for r in check.rules), *WAIVER_RULES)
}
# Reviews are what a waiver would get round; files that are not there cannot be shown by decision.
NOT_WAIVABLE = frozenset(
    rule for rule in RULES if rule.startswith(("review-", "waiver-", "body-", "department-unknown"))
)
_FINISHING = ("draft-", "body-", "picture-", "attachment-missing", "table-", "date-")


@dataclass(frozen=True, slots=True)
class Waived:
    """A *problem* that stops nothing because of *waiver*."""

    problem: Problem
    waiver: Waiver


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a notice, and what was let through."""

    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()

    @property
    def fit(self) -> bool:
        """Whether nothing keeps the notice from being published."""
        return all(problem.severity != "error" for problem in self.problems)


def examine(page: Manuscript, setting: Setting) -> Verdict:
    """Every check over *page*, all problems at once, in the order of the file."""
    found = [
        _softened(problem, page.notice.status)
        for check in CHECKS
        for problem in check.find(page, setting)
        if not (page.notice.archived and RULES[problem.rule].archived == "off")
    ]
    waivers = {waiver.rule: waiver for waiver in page.notice.waivers if waiver.rule not in NOT_WAIVABLE}
    waived = [Waived(problem, waivers[problem.rule]) for problem in found if problem.rule in waivers]
    kept = [problem for problem in found if problem.rule not in waivers] + _waivers(page, setting, found)
    return Verdict(tuple(sorted(set(kept))), tuple(waived))


def _softened(problem: Problem, status: str) -> Problem:
    """*problem* as it counts for a notice of *status*: what is not to be published need not be finished.

    A draft still must hold no secret and no personal number: it is handed around and kept in the history.
    """
    unpublished = status in {"withheld", "withdrawn"}
    unfinished = status == "draft" and problem.rule.startswith(_FINISHING)
    return replace(problem, severity="warning") if unpublished or unfinished else problem


def _waivers(page: Manuscript, setting: Setting, found: list[Problem]) -> list[Problem]:
    line, problems = page.key_line("waivers"), []
    for waiver in page.notice.waivers:
        if waiver.rule not in RULES or waiver.rule in NOT_WAIVABLE:
            message = f"没有可放行的规则“{waiver.rule}”，规则编号见 docs/checks.md。"
            problems.append(UNKNOWN.at(page, line, message))
        elif waiver.day > setting.today:
            problems.append(FUTURE.at(page, line, f"放行日期 {waiver.day} 在将来，请写实际批准的日期。"))
        elif all(problem.rule != waiver.rule for problem in found):
            problems.append(UNUSED.at(page, line, f"放行“{waiver.rule}”没有用处，请删去。"))
    return problems
