"""From the content folder to a library: files that did not change are taken from memory, the rest is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from notices import accounts, departments, hosts, linkchecks, lost, reposts, services
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem
from plugins.notices import fixedpages, standing, survey
from plugins.notices.crew import Crew, batched
from plugins.notices.library import Library, Registers, by_native_id, library
from plugins.notices.memory import NOTHING, Memory, Seen

_BATCH = 200


class BadContent(ValueError):
    """Notices or registers that must not be published as they are; `problems` holds every finding."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep *problems* in the order of files and lines."""
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[BadContent], tuple[list[Problem]]]:
        """As another process gets it."""
        return BadContent, (self.problems,)


@dataclass(frozen=True, slots=True)
class Intake:
    """The library, every notice file as it was read, and when the library is out of date by itself, if ever."""

    library: Library
    files: dict[str, Seen]
    due: datetime | None


def read_library(content: Path, now: datetime) -> Library:
    """All that *content* holds for publication at the moment *now*. Raises BadContent with every problem found."""
    return take_in(content, now, Crew(1), NOTHING).library


def take_in(
    content: Path, now: datetime, crew: Crew, memory: Memory, *, omitted: Collection[str] = ()
) -> Intake:
    """Read *content* for the moment *now*, files that *memory* knows unchanged excepted. Raises BadContent.

    The files *omitted*, by their paths from *content*, count as not there.
    """
    held = registers(content)
    files: dict[str, Seen] = {}
    unread: list[survey.Listed] = []
    for one in survey.listing(content):
        if one.path in omitted:
            continue
        known = memory.files.get(one.path)
        if known is not None and known.stamp == one.stamp:
            files[one.path] = known
        else:
            unread.append(one)
    problems: list[Problem] = list(fixedpages.problems(content))
    for surveyed in crew.run(partial(survey.survey, content), batched(unread, _BATCH)):
        files.update((one.path, one) for one in surveyed.seen)
        problems += surveyed.problems
    records = [one.record for one in files.values() if one.record is not None]
    problems += survey.disagreements(records, held.departments, by_native_id(held.accounts))
    problems += survey.missing_media(content, (one for one in records if one.status == "published"))
    if problems:
        raise BadContent(problems)
    return Intake(library(held, records, now), files, standing.next_turn(records, now))


def registers(content: Path) -> Registers:
    """The registers of *content*. Raises BadContent."""
    try:
        known = departments.load(content / "departments.toml")
        return Registers(
            known,
            tuple(accounts.load(content / "accounts.csv", known)),
            tuple(services.load(content / "services.csv", known)),
            tuple(lost.load(content / "lost.csv")),
            tuple(reposts.load(content / reposts.FILE)),
            hosts.load(content / hosts.FILE),
            tuple(linkchecks.load(content / linkchecks.FILE)),
        )
    except BadFrontMatter as error:
        raise BadContent(error.problems) from None
