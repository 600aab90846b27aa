"""What a check found, for people, for machines (JSON), and for code review (SARIF 2.1.0, OASIS)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from notices.checks import Rule
from notices.checks.verdict import RULES, Waived
from notices.inspection import FILE_RULES, Report
from notices.problems import Problem, legible

ALL_RULES: dict[str, Rule] = {**RULES, **{rule.id: rule for rule in FILE_RULES}}
_RED, _YELLOW, _GREEN, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[0m"


def lines(report: Report, *, colour: bool = False, quiet: bool = False) -> Iterator[str]:
    """The report for people: errors first, then warnings (not when *quiet*), what was let through, and the sum."""
    for severity, title, paint in (("error", "错误（改好才能发布）", _RED), ("warning", "提醒", _YELLOW)):
        found = [problem for problem in report.problems if problem.severity == severity]
        if found and not (quiet and severity == "warning"):
            yield _painted(f"{title} {len(found)} 处：", paint, colour)
            yield from (f"  {problem}" for problem in found)
    if report.waived:
        yield f"已放行 {len(report.waived)} 处："
        yield from (f"  {_waived(one)}" for one in report.waived)
    warnings = len(report.problems) - report.errors
    if report.errors:
        end = f"检查 {report.notices} 条：{report.errors} 处错误，{warnings} 处提醒，不能发布。"
        yield _painted(end, _RED, colour)
    else:
        yield _painted(f"检查 {report.notices} 条：没有错误，{warnings} 处提醒，可以发布。", _GREEN, colour)


def as_json(report: Report) -> str:
    """The report as one JSON object: `notices`, `errors`, `warnings`, `problems`, `waived`."""
    return json.dumps(
        {
            "notices": report.notices,
            "errors": report.errors,
            "warnings": len(report.problems) - report.errors,
            "problems": [_flat(problem) for problem in report.problems],
            "waived": [
                {
                    **_flat(one.problem),
                    "person": one.waiver.person,
                    "day": one.waiver.day.isoformat(),
                    "reason": one.waiver.reason,
                }
                for one in report.waived
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_sarif(report: Report, prefix: str = "content/") -> str:
    """The report as SARIF 2.1.0; *prefix* leads from the repository to the content folder."""
    used = sorted({problem.rule for problem in report.problems} | {one.problem.rule for one in report.waived})
    results = [_result(problem, prefix) for problem in report.problems]
    for one in report.waived:
        reason = f"{one.waiver.person} {one.waiver.day.isoformat()} {one.waiver.reason}"
        suppressed = {"suppressions": [{"kind": "inSource", "justification": reason}]}
        results.append({**_result(one.problem, prefix), **suppressed})
    driver = {"name": "guiji", "rules": [_rule(rule) for rule in used]}
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
        },
        ensure_ascii=False,
        indent=2,
    )


def _waived(one: Waived) -> str:
    waiver = one.waiver
    place = f"{one.problem.path}:{one.problem.line}"
    return legible(f"{place}  {waiver.rule}  {waiver.person} {waiver.day} 放行：{waiver.reason}")


def _painted(text: str, paint: str, colour: bool) -> str:
    return f"{paint}{text}{_PLAIN}" if colour else text


def _flat(problem: Problem) -> dict[str, str | int]:
    return {
        "path": problem.path,
        "line": problem.line,
        "rule": problem.rule,
        "severity": problem.severity,
        "message": problem.message,
    }


def _rule(rule: str) -> dict[str, object]:
    known = ALL_RULES.get(rule)  # front matter problems have rules of their own, made from the key
    return {"id": rule, "shortDescription": {"text": known.meaning if known else "文件头写得不对"}}


def _result(problem: Problem, prefix: str) -> dict[str, object]:
    place = {"artifactLocation": {"uri": prefix + problem.path}, "region": {"startLine": problem.line}}
    return {
        "ruleId": problem.rule,
        "level": problem.severity,
        "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}],
    }
