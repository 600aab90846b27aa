"""What a build came to, in words for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from notices.problems import Problem
from notices.values import BEIJING
from plugins.notices.changes import Changes
from plugins.release import Build
from plugins.releases.compression import ENDING
from plugins.releases.proved import Proof
from running.phases import phases_json
from running.progress import Phase


@dataclass(frozen=True, slots=True)
class Outcome:
    """A build that is shown: the *build*, its *phases*, the whole time in *seconds*, its *proof* where it is a release."""

    build: Build
    phases: tuple[Phase, ...]
    seconds: float
    proof: Proof | None = None


def lines(outcome: Outcome, output: str) -> list[str]:
    """What people read at the end; *output* is where the site now is."""
    build, made = outcome.build, outcome.build.made
    told = []
    if shown := outcome.proof:
        told.append(
            f"已核验：网页 {shown.pages} 个，链接和标签无误；试查 {shown.questions} 条；"
            f"个人信息只有放行的 {shown.waived} 处；清单 {shown.files} 个文件。"
        )
    told.append(
        f"已生成：公开信息 {build.notices} 件，新写页面 {build.written} 个，沿用 {made.unchanged} 个，"
        f"去掉 {_gone(made)} 个，用时 {outcome.seconds:.1f} 秒：{output}"
    )
    told += omitted(build.omitted)
    if build.untidied:
        told.append(f"注意：新网站已经公开，旧的生成没有清理完（{build.untidied}），下次生成时再清理。")
    if made.due:
        told.append(
            f"下一次到期：{made.due.astimezone(BEIJING):%Y-%m-%d %H:%M}，届时再生成一次（定时公开、公示期满、施行或失效）。"
        )
    return told


def _gone(made: Changes) -> int:
    """How many pages went; that their compressed twins, or those of pages written anew, went too is of no interest."""
    return sum(not path.endswith(ENDING) for path in made.removed)


def omitted(problems: Sequence[Problem]) -> list[str]:
    """What people read of notices that were left out: each with its file, its line and what to do."""
    if not problems:
        return []
    return [
        f"注意：略去 {len(problems)} 件公开信息，网站上没有它们，改正后再生成：",
        *(f"  {one}" for one in problems),
    ]


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The same for machines; times are in seconds, `due` is ISO 8601 or empty."""
    build, made = outcome.build, outcome.build.made
    shown = outcome.proof
    return {
        "ok": True,
        "id": build.folder.name,
        "notices": build.notices,
        "written": build.written,
        "unchanged": made.unchanged,
        "removed": _gone(made),
        "untidied": build.untidied,
        "omitted": [asdict(one) for one in build.omitted],
        "due": made.due.isoformat() if made.due else "",
        "seconds": round(outcome.seconds, 3),
        "proof": None
        if shown is None
        else {
            "pages": shown.pages,
            "files": shown.files,
            "questions": shown.questions,
            "waived": shown.waived,
        },
        **phases_json(outcome.phases),
    }


def failure(message: str, phases: tuple[Phase, ...]) -> dict[str, Any]:
    """A build that failed, for machines: why, in Chinese, a line each, and how far it came."""
    return {"ok": False, "problems": message.splitlines(), **phases_json(phases)}
