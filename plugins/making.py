"""Making site and index when something has changed: the check first, then the build, each in a process of its own.

Nothing heavy is imported here: to find that nothing has changed must take no time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from json import dumps
from pathlib import Path
from typing import Protocol

from notices.problems import errors_in
from plugins import standstill
from plugins.releases import manifest


class Runner(Protocol):
    """Runs a module of the house with arguments; what it says goes to standard error when *aside*. Raises when it fails."""

    def __call__(self, module: str, *arguments: str, aside: bool = False) -> None:
        """Run it."""
        ...


@dataclass(frozen=True, slots=True)
class Making:
    """How to make site and index of the project folder *root* with the settings *conf*.

    *afresh*: take nothing over; *prove*: as a release; *always*: changed or not; *keep_going*: leave out what is
    unfit; *more*: options of `python -m plugins`.
    """

    root: Path
    conf: Path
    afresh: bool = False
    prove: bool = False
    always: bool = False
    keep_going: bool = False
    more: Sequence[str] = ()


def make(making: Making, run: Runner) -> None:
    """Make site and index as *making* says with *run*, unless nothing has changed; raises what *run* raises.

    A site that was only built has not been proved, so that a release of it is still to be made.
    """
    content, output, json = making.root / "content", making.root / "output", "--json" in making.more
    seen = standstill.look(standstill.sources(content, making.conf))
    asked = (
        making.afresh or making.always or (making.prove and not manifest.is_proved(output.resolve().parent))
    )
    if not asked and standstill.stands(output, seen, datetime.now(UTC)):
        standing = {"ok": True, "standing": True, "output": str(output)}
        print(dumps(standing, ensure_ascii=False) if json else f"没有变化，不必重新生成：{output}")
        return
    _check(making, run, json=json)
    told = options(all=making.afresh, prove=making.prove, keep_going=making.keep_going)
    if making.keep_going:
        told += ["--unfit", str(_report(making))]
    run("plugins", str(making.root), str(making.conf), *told, *making.more)


def _check(making: Making, run: Runner, *, json: bool) -> None:
    """Check the content of *making*. Raises what *run* raises, after what was found is told as *json* where that is asked."""
    folder, report, passed = making.root / ".builds", _report(making), False
    checking = ["--content", str(making.root / "content"), "--memory", str(folder / "check.jsonl"), "--quiet"]
    checking += ["--keep-going"] if making.keep_going else []
    checking += ["--report", str(report)] if making.keep_going or json else []
    report.unlink(missing_ok=True)
    try:
        run("notices", "check", *checking, aside=json)
        passed = True
    finally:
        if json and not passed:
            found = errors_in(report.read_text(encoding="utf-8")) if report.is_file() else ()
            print(dumps({"ok": False, "problems": list(map(str, found))}, ensure_ascii=False))


def _report(making: Making) -> Path:
    """Where the check says what is unfit."""
    return making.root / ".builds" / "check.json"


def options(**given: str | bool) -> list[str]:
    """The options *given* as a command line has them: those that are false or empty are left out."""
    named = {f"--{name.replace('_', '-')}": value for name, value in given.items() if value}
    return [
        part
        for name, value in named.items()
        for part in ((name, value) if isinstance(value, str) else (name,))
    ]
