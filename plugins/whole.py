"""The long way to a build: Pelican makes the whole site, with all generators and plugins that the conf file names."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pelican import Pelican
from pelican.log import console
from pelican.settings import read_settings

from notices import tree
from plugins import conf
from plugins.notices import changes, documents, press, sights, sitecheck
from plugins.notices.crew import Crew
from plugins.notices.intake import BadContent
from plugins.workshop import Build, Complained, Workshop


def complete(workshop: Workshop, build: Build, settings: Mapping[str, object]) -> Build:
    """The site of *build*, made again without the notices that cannot be shown, where *workshop* keeps going.

    Ends, since each time a notice more is left out. Raises Complained, and what the
    generators raise.
    """
    omitted = {one.path: one for one in reversed(workshop.unfit)}
    while True:
        try:
            made = make_site(workshop, build, OMITTED=frozenset(omitted), **settings)
        except BadContent as error:
            more = {one.path: one for one in reversed(error.problems) if one.path not in omitted}
            if not workshop.keep_going or not more or not all(map(tree.is_notice, more)):
                raise
            omitted |= more
            shutil.rmtree(build.folder)
        else:
            return replace(made, omitted=tuple(sorted(omitted.values())))


def make_site(workshop: Workshop, build: Build, **settings: object) -> Build:
    """Run Pelican into the folder of *build* and count. Raises Complained, and what the generators raise."""
    override: dict[str, Any] = {
        "OUTPUT_PATH": str(build.site),
        "DOCUMENTS_PATH": str(build.documents),
        "MEMORY_PATH": str(build.memory),
        "MEANS": workshop.means,
        "FORMER_BUILD": "" if workshop.afresh else str(workshop.serving or ""),
        **settings,
    }
    build.site.mkdir(parents=True)
    complaints = _Complaints(logging.WARNING)
    logger = logging.getLogger("pelican")
    logger.addHandler(complaints)
    quiet, console.quiet = console.quiet, True
    try:
        with conf.read(workshop.conf):
            made = read_settings(str(workshop.conf), override=override)
        _run(Pelican(made))
    finally:
        logger.removeHandler(complaints)
        console.quiet = quiet
    if complaints.messages:
        raise Complained("\n".join(complaints.messages))
    workshop.means.progress.begin("检查链接和标签", "个")
    crew, written = Crew(made["WORKERS"], workshop.means), changes.read(build.folder).written
    sitecheck.check(build.site, _fixed_pages(build), crew)
    sights.check(build.folder, written, crew)
    with build.documents.open("rb") as lines:
        return replace(build, notices=documents.notices_among(lines), written=len(written))


def _run(pelican: Pelican) -> None:
    """Run *pelican*. Raises BadTemplate where the template of a fixed page fails, and what the generators raise."""
    try:
        pelican.run()
    except press.FAULTS as error:
        told = (
            None
            if isinstance(error, press.BadTemplate)
            else press.bad_template(error, ("page.html", "/pages/"))
        )
        if told is None:
            raise
        raise told from error


def _fixed_pages(build: Build) -> list[str]:
    """The pages that Pelican writes itself, all of them at every build."""
    return [path.relative_to(build.site).as_posix() for path in (build.site / "pages").rglob("*.html")]


# What `pelican.utils.copy` says of a file that it could not copy, before it goes on without it, or with half of it.
_UNCOPIED = ("A problem occurred copying", "While copying", "Cannot copy", "Skipped copy")


class _Complaints(logging.Handler):
    """Collects what Pelican logs as errors, since it does not stop for them, and what it could not copy."""

    def __init__(self, level: int) -> None:
        """Listen from *level* on."""
        super().__init__(level)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the message of *record*."""
        if str(record.msg).startswith(_UNCOPIED):
            self.messages.append(
                f"主题或固定网页的文件没有复制完整，请查看磁盘后再生成：{record.getMessage()}"
            )
        elif record.levelno >= logging.ERROR:
            self.messages.append(record.getMessage())
