"""Spare copies of a site, made of hard links, that a small change can turn into the next site without linking all again.

A spare is `.builds/spare-…/site`, with `of` beside it: the build that it equals. To become the next site it is first
brought from there to the build being served, by the lists of changes of the builds in between. Builds that were not
amended but made whole leave no such list; spares from before them are of no use any more.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path

from durable import fill, fill_link, fill_links, fill_move
from plugins.notices import changes

MOST = 2  # as many changes as are made before a former build becomes a spare
_NAME = "spare-"
_OF = "of"


def found(builds: Path) -> list[Path]:
    """The spares in the folder of all *builds*."""
    return sorted(path for path in builds.iterdir() if path.name.startswith(_NAME))


def take(former: Path, site: Path) -> None:
    """Make the new folder *site* equal to the site of the build *former*: out of a spare, or by linking all."""
    for spare in found(former.parent):
        behind = _between(spare, former)
        if behind is not None:
            fill_move(spare / "site", site)
            shutil.rmtree(spare)
            for path in behind:
                refresh(former / "site" / path, site / path)
            return
    fill_links(former / "site", site)


def refresh(source: Path, path: Path) -> None:
    """Let *path* be the file *source*, or no file where there is none."""
    path.unlink(missing_ok=True)
    if source.is_file():
        fill_link(source, path)


def _between(spare: Path, former: Path) -> set[str] | None:
    """The files in which *former* differs from *spare*; None where nobody knows."""
    try:
        wanted = (spare / _OF).read_text(encoding="utf-8")
        differing: set[str] = set()
        build = former
        while build.name != wanted:
            made = changes.read(build)
            if not made.former:
                return None
            differing.update((*made.written, *made.removed, *made.media))
            build = former.with_name(made.former)
    except (OSError, ValueError, LookupError):
        return None
    return differing


def tidy(serving: Path) -> None:
    """Remove the spares that no list of changes leads from to the build *serving*, and what a crash left of one."""
    drop(one for one in found(serving.parent) if _between(one, serving) is None)


def keep(build: Path, serving: Path) -> None:
    """Turn the *build*, which nobody needs any more, into a spare for what follows *serving*, or remove it."""
    spare = build.with_name(f"{_NAME}{secrets.token_hex(6)}")
    if len(found(build.parent)) >= MOST:
        drop([build])
        return
    fill_move(build, spare)
    fill(spare / _OF, build.name)
    if _between(spare, serving) is None:
        drop([spare])
        return
    for path in spare.iterdir():
        if path.is_dir() and path.name != "site":
            shutil.rmtree(path)
        elif path.name not in ("site", _OF):
            path.unlink()


def renew(serving: Path) -> None:
    """Throw away all spares and make new ones of the build *serving*."""
    drop(found(serving.parent))
    for _ in range(MOST):
        spare = serving.with_name(f"{_NAME}{secrets.token_hex(6)}")
        fill_links(serving / "site", spare / "site")
        fill(spare / _OF, serving.name)


def drop(spares: Iterable[Path]) -> None:
    """Remove *spares*."""
    for one in spares:
        shutil.rmtree(one, ignore_errors=True)
