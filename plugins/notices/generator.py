"""The generator that Pelican runs for the notices: registers, survey, plan, pages, media, census."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from pelican import signals
from pelican.generators import Generator

from durable import fill_copy, write_blocks
from notices import accounts, departments, tree
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem
from notices.values import BEIJING
from plugins.notices import census, survey
from plugins.notices.edition import edition
from plugins.notices.library import Library, Registers, by_native_id, library
from plugins.notices.press import Press, print_pages
from plugins.notices.record import Record
from plugins.notices.site import site

_BATCH = 200

_Value = TypeVar("_Value")


class BadContent(ValueError):
    """Notices or registers that must not be published as they are; `problems` holds every finding."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep *problems* in the order of files and lines."""
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NoticesGenerator(Generator):  # type: ignore[misc]  # Pelican is untyped
    """Makes every page that shows notices or registers, and the search documents.

    Raises BadContent when a notice, a register or a reference to media is wrong: a site with holes is not built.
    """

    library: Library

    def generate_context(self) -> None:
        """Read registers and notices; Pelican calls this first."""
        content = Path(self.path)
        self.library = read_library(content, self.settings["NOW"] or datetime.now(BEIJING))
        self.context["notices_count"] = len(self.library.records)

    def generate_output(self, writer: object) -> None:
        """Write the pages, the media and the search documents; Pelican calls this second."""
        press = self._press()
        documents = Path(self.settings["DOCUMENTS_PATH"])
        parts = documents.with_suffix(".parts")
        written: list[str] = []
        for number, pages in enumerate(batched(edition(self.library, press.site), _BATCH)):
            written += print_pages(press, pages, parts / f"{number:06d}.jsonl")
        join(parts, documents)
        for path in written:
            signals.content_written.send(str(press.output / path), context=self.context)
        copy_media(press.content, press.output, self.library.records)
        census.check(press.output, self.library.records)

    def _press(self) -> Press:
        settings: Mapping[str, Any] = self.settings
        return Press(
            content=Path(self.path),
            output=Path(self.output_path),
            site=site(settings["SITE"]),
            templates=tuple(self._templates_path),
            filters=settings["JINJA_FILTERS"],
            globals=settings["JINJA_GLOBALS"],
        )


def read_library(content: Path, now: datetime) -> Library:
    """All that *content* holds for publication at the moment *now*. Raises BadContent with every problem found."""
    try:
        known = departments.load(content / "departments.toml")
        register = accounts.load(content / "accounts.csv", known)
    except BadFrontMatter as error:
        raise BadContent(error.problems) from None
    records: list[Record] = []
    problems: list[Problem] = []
    paths = (path.relative_to(content).as_posix() for path in tree.files(content))
    for batch in batched(paths, _BATCH):
        surveyed = survey.survey(content, batch)
        records += surveyed.records
        problems += surveyed.problems
    problems += survey.disagreements(records, known, by_native_id(register))
    problems += survey.missing_media(content, records)
    if problems:
        raise BadContent(problems)
    return library(Registers(known, tuple(register)), records, now)


def join(parts: Path, whole: Path) -> None:
    """Make the file *whole* of the files in *parts*, in the order of their names, and remove those."""
    write_blocks(whole, (path.read_bytes() for path in sorted(parts.iterdir())))
    shutil.rmtree(parts)


def copy_media(content: Path, output: Path, records: Iterable[Record]) -> None:
    """Copy the files that *records* refer to, each once; nothing else of the media folders is published."""
    named = {f"{one.department}/media/{name}" for one in records for name, _ in one.media}
    for path in sorted(named):
        fill_copy(content / path, output / path)


def batched(values: Iterable[_Value], size: int) -> Iterator[tuple[_Value, ...]]:
    """*values* in tuples of *size*, the last one shorter."""
    source = iter(values)
    while batch := tuple(islice(source, size)):
        yield batch
