"""Amending a site: only what some notices changed is planned, looked at and printed; all else stays as it is."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from durable import fill_copy
from notices import twins
from notices.problems import Problem
from plugins.notices import addresses, deadlinks, intake, joining, oldlinks, survey, tables, touched
from plugins.notices.changes import Changes
from plugins.notices.crew import Crew, batched
from plugins.notices.edition import edition
from plugins.notices.edits import Edits, Unfit
from plugins.notices.fingerprint import fingerprint
from plugins.notices.library import Registers
from plugins.notices.memory import PRAGMAS, Printed, add_pages, seal
from plugins.notices.pages import STANDING, Page
from plugins.notices.press import Press, Sheaf, print_pages
from plugins.notices.record import Record
from plugins.notices.rows import Cut, Row
from plugins.notices.shelf import NOTICE, Change, Shelf
from plugins.notices.tables import Seen
from plugins.notices.twins import is_picture, twin

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Job:
    """What is amended: *press* prints into a site that equals the one of the build *former*; *memory* is a copy of its."""

    press: Press
    former: Path
    memory: Path
    documents: Path
    now: datetime
    crew: Crew


def read(job: Job, edits: Edits) -> list[Seen]:
    """The changed notices. Raises BadContent with all that is wrong in them."""
    content = job.press.content
    found = list(job.crew.run(partial(survey.survey, content), batched(edits.changed, _BATCH)))
    problems = [problem for one in found for problem in one.problems]
    if problems:
        raise intake.BadContent(problems)
    return [seen for one in found for seen in one.seen]


def amend(job: Job, edits: Edits, read: list[Seen]) -> tuple[Changes, int]:
    """Bring site, documents and memory of *job* up to date; what that changed, and how many notices there are.

    Raises Unfit where the site must be made whole after all, BadContent, BadTemplate, OSError.
    """
    with closing(sqlite3.connect(job.memory)) as base:
        base.executescript(f"{PRAGMAS} BEGIN;")
        shelf = _shelved(job, base, (edits, read))
        media = _renew_media(job, shelf, edits)
        shelf = replace(shelf, parts=_parts(job, shelf, media))
        done = _print(job, shelf)
        _look_after_links(shelf, done)
        _join_documents(job, base, done)
        _write_down(base, shelf, done)
        notices, due = _counted(base), _due(base)
        base.commit()
    seal(job.memory)
    pages = {path for path in done.removed if path not in done.planned}
    return (
        Changes(
            tuple(sorted(done.written)),
            tuple(sorted(pages)),
            due,
            done.count - len(done.written),
            tuple(media),
            job.former.name,
            job.now,
        ),
        notices,
    )


def _shelved(job: Job, base: sqlite3.Connection, told: tuple[Edits, list[Seen]]) -> Shelf:
    """The library after the edits, which are put into *base*."""
    edits, read = told
    registers = intake.registers(job.press.content)
    shelf = _shelf(job, base, registers)
    digits = oldlinks.digits_of(shelf)
    before: dict[str, Record] = {}
    for path in (*(one.path for one in edits.changed), *edits.removed):
        if record := tables.drop_file(base, path, shelf.account_of):
            before[record.path] = record
    fresh = [one.record for one in read if one.record is not None]
    _refuse_disagreements(job, shelf, fresh)
    shown = [one for one in fresh if one.publish_at is None or one.publish_at <= job.now]
    public = [one for one in shown if one.status == "published"]
    withdrawn = [one for one in shown if one.status == "withdrawn"]
    tables.add_files(base, read, (replace(shelf, records=public, withdrawn=withdrawn), job.now))
    after = {one.path: one for one in shown}
    changes: list[Change] = [
        (before.get(path), after.get(path)) for path in sorted(before.keys() | after.keys())
    ]
    shelf = replace(_shelf(job, base, registers), changes=tuple(changes))
    if oldlinks.digits_of(shelf) != digits:
        raise Unfit("digits")
    return shelf


def _shelf(job: Job, base: sqlite3.Connection, registers: Registers) -> Shelf:
    order = ("month", "moment", "slug")
    return Shelf(
        departments=registers.departments,
        accounts=registers.accounts,
        records=Row(base, Cut("state = 'published'", (), lambda one: one.status == "published", order)),
        today=job.now.date(),
        withdrawn=Row(base, Cut("state = 'withdrawn'", (), lambda one: one.status == "withdrawn")),
        services=registers.services,
        lost=registers.lost,
        reposts=registers.reposts,
        known_hosts=registers.known_hosts,
        link_checks=registers.link_checks,
        twins=_Twins(job.press.output),
        media=_Media(base),
        base=base,
    )


def _refuse_disagreements(job: Job, shelf: Shelf, fresh: list[Record]) -> None:
    """Raise BadContent for what is wrong between the *fresh* records, and Unfit for what is wrong with older ones."""
    problems = survey.disagreements(fresh, shelf.departments, shelf.account_of)
    problems += survey.missing_media(job.press.content, (one for one in fresh if one.status == "published"))
    if problems:
        raise intake.BadContent(problems)
    for one in fresh:
        if shelf.base.execute("SELECT 1 FROM files WHERE slug != '' AND slug = ?", (one.slug,)).fetchone():
            raise Unfit(one.slug)


class _Twins:
    """The pictures that have a WebP twin: those beside which one lies."""

    def __init__(self, output: Path) -> None:
        self._output = output

    def __contains__(self, path: object) -> bool:
        return (self._output / twin(str(path))).is_file()


class _Media(Mapping[str, str]):
    """The stamps of the published media."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __getitem__(self, path: str) -> str:
        row = self._base.execute("SELECT stamp FROM media WHERE path = ?", (path,)).fetchone()
        if row is None:
            raise KeyError(path)
        return str(row[0])

    def __iter__(self) -> Iterator[str]:
        return (path for (path,) in self._base.execute("SELECT path FROM media"))

    def __len__(self) -> int:
        return int(self._base.execute("SELECT count(*) FROM media").fetchone()[0])


def _renew_media(job: Job, shelf: Shelf, edits: Edits) -> list[str]:
    """Publish media that are new or others, with their twins, and take back those that no notice shows any more."""
    shown = {
        path for pair in shelf.changes for one in pair if one is not None for path in tables.media_of(one)
    }
    found: list[str] = []
    for path in sorted(shown | {*edits.media}):
        if path.endswith(".webp") or _used(shelf, twin(path)):
            raise Unfit(path)  # a twin may be in its way
        known = shelf.base.execute("SELECT stamp FROM media WHERE path = ?", (path,)).fetchone()
        source = job.press.content / path
        stamp = survey.stamp_of(source.lstat()) if _used(shelf, path) else None
        if known == (stamp,) or (known is None and stamp is None):
            continue
        found += [path, twin(path)]
        for file in (path, twin(path)):
            (job.press.output / file).unlink(missing_ok=True)
        shelf.base.execute("DELETE FROM media WHERE path = ?", (path,))
        if stamp is not None:
            fill_copy(source, job.press.output / path)
            if is_picture(path):
                twins.make([(source, job.press.output / twin(path))])
            shelf.base.execute("INSERT INTO media VALUES (?, ?)", (path, stamp))
    return found


def _used(shelf: Shelf, path: str) -> bool:
    return shelf.base.execute("SELECT 1 FROM uses WHERE media = ? LIMIT 1", (path,)).fetchone() is not None


def _parts(job: Job, shelf: Shelf, media: Iterable[str]) -> frozenset[str]:
    shown = (part for path in media for part in touched.pages_with(shelf, path))
    return touched.parts(shelf, oldlinks.digits_of(shelf)) | frozenset(shown)


@dataclass(slots=True)
class _Done:
    """What was *planned* (by path: the page's row, None where it stands), *written*, and is *removed*; *count*: all pages."""

    planned: dict[str, Printed | None]
    written: list[str]
    removed: set[str]
    lengths: list[tuple[str, int]]
    count: int = 0


def _print(job: Job, shelf: Shelf) -> _Done:
    done = _Done({}, [], set(), [])
    due: list[Page] = []
    for page in edition(shelf, job.press.site):
        path = addresses.output_file(page.url)
        done.planned[path] = None
        if page.template == STANDING:
            continue
        shown = fingerprint(page)
        known = shelf.base.execute("SELECT shown FROM pages WHERE path = ?", (path,)).fetchone()
        if known != (shown,):
            done.planned[path] = Printed(path, shown, page.part)
            due.append(page)
    done.removed = {path for path in _formerly(shelf) if path not in done.planned}
    for path in (*done.removed, *(addresses.output_file(page.url) for page in due)):
        (job.press.output / path).unlink(missing_ok=True)
    sheaves = (Sheaf(number, batch) for number, batch in enumerate(batched(due, _BATCH)))
    problems: list[Problem] = []
    for sheet in job.crew.run(partial(print_pages, job.press), sheaves):
        problems += sheet.problems
        done.lengths += sheet.written
        done.written += (path for path, _ in sheet.written)
    if problems:
        raise intake.BadContent(problems)
    return done


def _formerly(shelf: Shelf) -> Iterator[str]:
    """The pages that the parts now planned had, and those of no part."""
    for part in ("", *sorted(shelf.parts)):
        yield from (path for (path,) in shelf.base.execute("SELECT path FROM pages WHERE part = ?", (part,)))


def _look_after_links(shelf: Shelf, done: _Done) -> None:
    """Raise BadContent or Unfit when a notice that a department wrote leads to a page that is not here."""
    fresh = [new for _, new in shelf.changes if new is not None and new.status == "published"]
    asked = shelf.linking if done.removed else fresh
    problems = list(deadlinks.problems(asked, _Pages(shelf.base, done)))
    if problems:
        raise Unfit(str(problems[0]))


class _Pages:
    """The pages there are, as a collection that is asked for single ones."""

    def __init__(self, base: sqlite3.Connection, done: _Done) -> None:
        self._base, self._done = base, done

    def __contains__(self, path: object) -> bool:
        if path in self._done.planned:
            return True
        known = self._base.execute("SELECT 1 FROM pages WHERE path = ?", (path,)).fetchone()
        return known is not None and path not in self._done.removed


def _join_documents(job: Job, base: sqlite3.Connection, done: _Done) -> None:
    """Make the file of all search documents out of the former one and of those just written."""
    fresh = joining.places(done.lengths, job.press.parts)
    gone = done.removed | {path for path, _ in done.lengths}
    joining.join(base, job.former / "documents.jsonl", job.documents, (fresh, gone))
    if job.press.parts.is_dir():
        shutil.rmtree(job.press.parts)


def _write_down(base: sqlite3.Connection, shelf: Shelf, done: _Done) -> None:
    """Put into *base* what was printed; the closing notices of accounts, too."""
    base.executemany("DELETE FROM pages WHERE path = ?", ((path,) for path in done.removed))
    lengths = dict(done.lengths)
    rows = (one._replace(length=lengths[path]) for path, one in done.planned.items() if one is not None)
    add_pages(base, rows)
    accounts = (one for one in shelf.accounts if shelf.due(f"account/{one.slug}"))
    base.executemany(
        "INSERT OR REPLACE INTO closings VALUES (?, ?)", ((one.slug, shelf.closing(one)) for one in accounts)
    )
    done.count = base.execute("SELECT count(*) FROM pages").fetchone()[0]


def _counted(base: sqlite3.Connection) -> int:
    """How many notices are published. Raises Unfit where not every one of them has its page, or another one has."""
    notices = int(base.execute("SELECT count(*) FROM files WHERE state = 'published'").fetchone()[0])
    query = "SELECT count(*) FROM pages WHERE part >= ? AND part < ?"
    if base.execute(query, (NOTICE, f"{NOTICE[:-1]}0")).fetchone()[0] != notices:
        raise Unfit("census")
    return notices


def _due(base: sqlite3.Connection) -> datetime | None:
    turn = base.execute("SELECT min(turn) FROM files WHERE turn != ''").fetchone()[0]
    return datetime.fromisoformat(turn) if turn else None
