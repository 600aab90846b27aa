"""The short way to a build: the site of the former one, amended where notices changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from durable import fill_copy
from notices.values import BEIJING
from plugins import conf, spares, standstill
from plugins.notices import amendment, memory, sitecheck, tables
from plugins.notices.crew import Crew
from plugins.notices.edits import Edits, Unfit, edits
from plugins.notices.environment import environment
from plugins.notices.press import Press
from plugins.notices.site import site
from plugins.standstill import Sight
from plugins.workshop import Build, Workshop

# Beyond one notice in so many, looking at all of them is no slower.
_SHARE = 20
_ALWAYS = 100


@dataclass(frozen=True, slots=True)
class Ground:
    """What an amendment starts from: the build *former*, the settings *made*, and the *press* of the new build."""

    former: Path
    made: Mapping[str, Any]
    press: Press


def remembers(workshop: Workshop) -> bool:
    """Whether the build being served may be amended: it is wanted, and what it remembers is as it was written."""
    former = workshop.serving
    if former is None or workshop.afresh or workshop.unfit:
        return False
    return memory.whole(former / "memory.sqlite")


def amended(workshop: Workshop, build: Build, seen: Sight, override: Mapping[str, Any]) -> Build | None:
    """The site of *build*, made of that of the build being served and of what *seen* shows to be changed.

    Only where that build `remembers`. None where it cannot be done: then nothing is left in the folder of *build*, and
    the site is to be made whole.
    *override* are settings in place of those in the conf file. Raises BadContent, BadTemplate, BadSite, OSError.
    """
    try:
        ground = _ground(workshop, build, override)
    except sqlite3.Error:
        return None
    if ground is None:
        return None
    now = ground.made["NOW"] or datetime.now(BEIJING)
    noted = standstill.note_of(ground.former)
    if noted is None or not noted.term.holds(now):
        return None
    try:
        with closing(_opened(ground.former / "memory.sqlite")) as base:
            found = edits(base, str(ground.press.content), (noted, seen))
            _refuse_many(base, found)
        return _made(workshop, build, (ground, now, found))
    except (Unfit, sqlite3.Error):
        spares.drop([build.folder])
        return None


def _ground(workshop: Workshop, build: Build, override: Mapping[str, Any]) -> Ground | None:
    former, made = workshop.serving, conf.settings(workshop.conf, override)
    if former is None or made is None:
        return None
    press = Press(
        content=Path(made["PATH"]),
        output=build.site,
        parts=build.documents.with_suffix(".parts"),
        site=site(made["SITE"]),
        templates=(*made["THEME_TEMPLATES_OVERRIDES"], str(Path(made["THEME"]) / "templates")),
        filters=made["JINJA_FILTERS"],
        globals=made["JINJA_GLOBALS"],
    )
    press = replace(press, look=environment(press))
    with closing(_opened(former / "memory.sqlite")) as base:
        return Ground(former, made, press) if tables.fits(base, press.look) else None


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _refuse_many(base: sqlite3.Connection, found: Edits) -> None:
    """Raise Unfit where so much changed that nothing is saved."""
    files = int(base.execute("SELECT count(*) FROM files").fetchone()[0])
    if len(found.changed) + len(found.removed) + len(found.media) > max(_ALWAYS, files // _SHARE):
        raise Unfit("many")


def _made(workshop: Workshop, build: Build, told: tuple[Ground, datetime, Edits]) -> Build:
    ground, now, found = told
    crew = Crew(ground.made["WORKERS"], workshop.means)
    job = amendment.Job(ground.press, ground.former, build.memory, build.documents, now, crew)
    workshop.means.progress.begin("阅读公开信息", "件")
    read = amendment.read(job, found)
    build.folder.mkdir()
    spares.take(ground.former, build.site)
    fill_copy(ground.former / "memory.sqlite", build.memory)
    workshop.means.progress.begin("生成网页", "个")
    changes, notices = amendment.amend(job, found, read)
    workshop.means.progress.begin("检查链接和标签", "个")
    sitecheck.check(build.site, changes.written, crew)
    changes.note(build.folder)
    return replace(build, notices=notices, written=len(changes.written))
