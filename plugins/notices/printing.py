"""Printing an edition: pages that show what they showed are carried over from the former build, the rest is printed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from durable import Piece, fill_copy, fill_link, splice
from notices.problems import Problem
from plugins.notices import addresses, survey
from plugins.notices.crew import Crew, batched
from plugins.notices.fingerprint import fingerprint
from plugins.notices.intake import BadContent
from plugins.notices.joining import places
from plugins.notices.memory import Memory, Printed
from plugins.notices.pages import Page
from plugins.notices.press import Press, Sheaf, prepare, print_pages
from plugins.notices.record import Record
from plugins.notices.sights import Sights

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Former:
    """The build that pages may be carried over from: its site, its documents, and what it remembers."""

    site: Path
    documents: Path
    memory: Memory


@dataclass(slots=True)
class Printing:
    """What became of an edition: every page in its order, the *written* and the *carried* files, what pages refer to."""

    pages: dict[str, Printed] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    carried: list[str] = field(default_factory=list)
    sights: Sights = field(default_factory=Sights)


def print_edition(press: Press, pages: Iterable[Page], former: Former, crew: Crew) -> Printing:
    """Print or carry over *pages* into the output of *press*. Raises OSError, BadTemplate and BadContent."""
    done = Printing()
    due = _due(pages, former.memory, done)
    if crew.forks:
        due = prepare(press, due)
    sheaves = (Sheaf(number, batch) for number, batch in enumerate(batched(due, _BATCH)))
    problems: list[Problem] = []
    for sheet in crew.run(partial(print_pages, press), sheaves):
        problems += sheet.problems
        done.sights.add(sheet.sights)
        for path, length in sheet.written:
            one = done.pages[path]
            done.pages[path] = Printed(path, one.shown, one.part, length)
            done.written.append(path)
    if problems:
        raise BadContent(problems)
    for path in done.carried:
        fill_link(former.site / path, press.output / path)
    return done


def _due(pages: Iterable[Page], memory: Memory, done: Printing) -> Iterator[Page]:
    """The pages to print; the others are put into *done* as they were, all of them in the order of the edition."""
    for page in pages:
        path = addresses.output_file(page.url)
        shown = fingerprint(page)
        known = memory.pages.get(path)
        if known is not None and known.shown == shown:
            done.pages[path] = known
            done.carried.append(path)
        else:
            done.pages[path] = Printed(path, shown, page.part)
            yield page


def join_documents(press: Press, done: Printing, former: Former, whole: Path) -> None:
    """Make the file *whole* of all search documents, by the paths of their pages, and note where each stands."""
    splice(whole, runs(_pieces(done, press.parts, former)))
    if press.parts.is_dir():
        shutil.rmtree(press.parts)


def _pieces(done: Printing, parts: Path, former: Former) -> Iterator[Piece]:
    """Each document's place in the part or in the former file; `done` learns its place in the new one."""
    fresh = places(((path, done.pages[path].length) for path in done.written), parts)
    position = 0
    for path in sorted(path for path, one in done.pages.items() if one.length):
        one = done.pages[path]
        yield fresh[path] if one.position < 0 else (former.documents, one.position, one.length)
        done.pages[path] = Printed(path, one.shown, one.part, one.length, position)
        position += one.length


def runs(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The *pieces* with neighbours of one file joined."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and piece[0] == last[0] and piece[1] == last[1] + last[2]:
            last = (last[0], last[1], last[2] + piece[2])
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def stamps(press: Press, records: Iterable[Record]) -> dict[str, str]:
    """The files that *records* refer to, by path from the content folder, each with a stamp of its state."""
    paths = sorted({f"{one.department}/media/{name}" for one in records for name, _ in one.media})
    return {path: survey.stamp_of((press.content / path).lstat()) for path in paths}


def copy_media(press: Press, media: Mapping[str, str], former: Former) -> None:
    """Publish the files *media* (stamps by path), each once, and nothing else."""
    for path, stamp in media.items():
        if former.memory.media.get(path) == stamp:
            fill_link(former.site / path, press.output / path)
        else:
            fill_copy(press.content / path, press.output / path)
