"""Three hundred unfit and three hundred fit notices: all of the first are stopped by the right rule."""

from __future__ import annotations

from notices.checks import manuscript
from notices.checks.verdict import examine
from notices.tree import path_of
from tests.notices.checks.desk import setting, text
from tests.notices.checks.submissions import FAULTS, Submission, submissions


def stopped(submission: Submission) -> set[str]:
    raw = text(submission.body, **submission.head)
    place = submission.path or path_of(manuscript(raw, "x.md").notice)
    found = examine(manuscript(raw, place), setting()).problems
    return {problem.rule for problem in found if problem.severity == "error"}


def test_unfit_ones_are_stopped_and_fit_ones_are_not() -> None:
    all_of_them = submissions(300)
    unfit = [one for one in all_of_them if one.rule]
    fit = [one for one in all_of_them if not one.rule]
    missed = [(one.rule, one.body[:80]) for one in unfit if one.rule not in stopped(one)]
    assert missed == []
    wronged = [(stopped(one), one.body) for one in fit if stopped(one)]
    assert len(wronged) <= 0.02 * len(fit), wronged[:3]


def test_the_set_has_real_variety() -> None:
    all_of_them = submissions(300)
    assert len({one.body for one in all_of_them}) > 570
    assert {one.rule for one in all_of_them if one.rule} == {rule for rule, _ in FAULTS}
