"""A build in a folder of its own, made visible by one link when it is whole; a failed one leaves no trace.

`.builds/<id>/` holds `site/`, `documents.jsonl` and what the steps after the site add (the search index);
`output` is a link to the `site/` of the build being served, so site and index change in one step.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from durable import Busy, exclusive, explained, replace_link, settle, sweep
from notices.values import BEIJING
from plugins import spares, standstill
from plugins.amending import amended, remembers
from plugins.conf import BadConf
from plugins.notices import changes
from plugins.notices.census import Miscounted
from plugins.notices.crew import WorkerLost
from plugins.notices.intake import BadContent
from plugins.notices.press import BadTemplate
from plugins.notices.site import BadSite
from plugins.notices.sitecheck import BadPages
from plugins.releases import compression, manifest
from plugins.releases.manifest import Damaged
from plugins.releases.proved import Unproved
from plugins.releases.sentinels import BadSentinels
from plugins.standstill import Sight
from plugins.workshop import Build, Complained, Workshop

KEPT = 3  # releases
BUILDS = 2  # the one being served, and the one before it for whoever is still reading it
SPARES_FROM = 12_000  # pages; below, linking all of them takes a tenth of a second
_MOMENT = "%Y%m%dT%H%M%S-%f"
_ID = re.compile(r"\d{8}T\d{6}-\d{6}")


class IndexFailed(RuntimeError):
    """The search index could not be made."""


FAILURES = (
    BadConf,
    BadContent,
    BadPages,
    BadSentinels,
    BadSite,
    BadTemplate,
    Busy,
    Complained,
    Damaged,
    IndexFailed,
    Miscounted,
    OSError,
    Unproved,
    WorkerLost,
)


def release(workshop: Workshop, after: Callable[[Build], None], **settings: object) -> Build:
    """Build the site, run *after* on it (the search index), then serve it; *settings* override the conf file.

    Raises whatever went wrong, after the half build was removed; `output` then still shows the former site.
    Raises Busy when another build is under way.
    """
    with exclusive(workshop.builds / "lock"):
        _clear_away(workshop)
        build = Build(workshop.builds / _new_id(workshop))
        content = Path(str(settings.get("PATH", workshop.root / "content")))
        with ThreadPoolExecutor(1) as aside:
            remembering = aside.submit(remembers, workshop)
            seen = standstill.sight(standstill.sources(content, workshop.conf))
        try:
            short = _amended(workshop, build, seen, settings) if remembering.result() else None
            build = short or _whole().complete(workshop, build, settings)
            compression.drop_stale(build.folder)
            after(build)
            # With something left out the next build tries again, whether anything changed or not.
            made = changes.read(build.folder)
            sure = (
                standstill.NOTHING
                if build.omitted
                else replace(seen, digest="")
                if workshop.provisional
                else seen
            )
            standstill.note(build.folder, sure, made.due, at=made.at)
            if manifest.is_proved(build.folder):
                manifest.seal(build.folder)
            settle()
        except BaseException:
            shutil.rmtree(build.folder, ignore_errors=True)
            raise
        show(workshop, build)
        return replace(build, made=made, untidied=_tidied(workshop, build, made))


def _tidied(workshop: Workshop, build: Build, made: changes.Changes) -> str:
    """Clear away what *build*, now shown, makes superfluous; why that could not be done, where it could not.

    No failure of the build: the next one clears it away.
    """
    try:
        if manifest.is_proved(build.folder):
            workshop.held.unlink(missing_ok=True)
        prune(workshop)
        if not made.former and made.unchanged + len(made.written) > SPARES_FROM:
            spares.renew(build.folder)
    except OSError as error:
        return explained(error)
    return ""


def _amended(workshop: Workshop, build: Build, seen: Sight, settings: Mapping[str, object]) -> Build | None:
    """The site of *build* by the short way, None where it is to be made whole."""
    try:
        return amended(workshop, build, seen, settings)
    except BadContent:
        if not workshop.keep_going:
            raise
        spares.drop([build.folder])
        return None


class _Whole(Protocol):
    """What `plugins.whole` offers."""

    def complete(self, workshop: Workshop, build: Build, settings: Mapping[str, object]) -> Build:
        """Make the site of *build*."""
        ...


def _whole() -> _Whole:
    # By name and only here: Pelican takes 0.2 s to import, as long as it takes to amend a site.
    return cast(_Whole, import_module("plugins.whole"))


def show(workshop: Workshop, build: Build) -> None:
    """Turn `output` to *build*. Raises FileExistsError when `output` is a real folder, which nobody may lose."""
    if workshop.output.exists() and not workshop.output.is_symlink():
        raise FileExistsError(f"{workshop.output} 是一个真实的文件夹，不是链接。请先把它移走再生成。")
    replace_link(workshop.output, str(build.site.relative_to(workshop.root)))


def prune(workshop: Workshop) -> None:
    """Remove all but the last builds and the last releases; the one being served and what is no build stay."""
    found = builds(workshop)
    kept = {*found[-BUILDS:], *[path for path in found if manifest.is_proved(path)][-KEPT:]}
    serving = workshop.serving
    if serving is not None:
        spares.tidy(serving)
    for path in found:
        if path in kept or path.resolve() == serving:
            continue
        if serving is None:
            shutil.rmtree(path)
        else:
            spares.keep(path, serving)


def builds(workshop: Workshop) -> list[Path]:
    """The folders of all builds, oldest first."""
    return sorted(path for path in workshop.builds.iterdir() if _ID.fullmatch(path.name))


def _clear_away(workshop: Workshop) -> None:
    """Remove what a build that was cut off left: its folder, and names in the making."""
    for path in builds(workshop):
        if not standstill.noted(path) and path.resolve() != workshop.serving:
            shutil.rmtree(path)
    for folder in (workshop.root, workshop.builds):
        sweep(folder, deep=False)


def _new_id(workshop: Workshop) -> str:
    """The moment as a name, later than all former ones even where the clock was set back."""
    former = [datetime.strptime(path.name, _MOMENT).replace(tzinfo=BEIJING) for path in builds(workshop)]
    return f"{max([datetime.now(BEIJING), *(one + timedelta(microseconds=1) for one in former)]):{_MOMENT}}"


__all__ = [
    "FAILURES",
    "Build",
    "Complained",
    "IndexFailed",
    "Workshop",
    "builds",
    "prune",
    "release",
    "show",
]
