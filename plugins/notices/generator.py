"""The generator that Pelican runs for the notices: it takes the content in, prints the edition and counts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator

from notices.values import BEIJING
from plugins.notices import census, deadlinks
from plugins.notices.changes import changes
from plugins.notices.crew import Crew, Means
from plugins.notices.edition import edition
from plugins.notices.environment import environment
from plugins.notices.intake import BadContent, Intake, take_in
from plugins.notices.memory import Memory, pages_in, recall, remember
from plugins.notices.press import Press
from plugins.notices.printing import Former, copy_media, join_documents, print_edition, stamps
from plugins.notices.site import site
from plugins.notices.twins import make_twins


class NoticesGenerator(Generator):  # type: ignore[misc]  # Pelican is untyped
    """Makes every page that shows notices or registers, and the search documents.

    Raises BadContent when a notice, a register or a reference to media is wrong: a site with holes is not built.
    """

    intake: Intake
    press: Press
    former: Former
    environment: str
    now: datetime

    def generate_context(self) -> None:
        """Read registers and notices; Pelican calls this first."""
        self.press = self._press()
        self.environment = environment(self.press)
        self.press = replace(self.press, look=self.environment)
        folder = Path(self.settings["FORMER_BUILD"] or self.press.output / "none")
        remembered = recall(folder / "memory.sqlite", self.environment)
        self.former = Former(folder / "site", folder / "documents.jsonl", remembered)
        self.now = self.settings["NOW"] or datetime.now(BEIJING)
        self._means.progress.begin("阅读公开信息", "件")
        self.intake = take_in(
            self.press.content, self.now, self._crew(), remembered, omitted=self.settings["OMITTED"]
        )
        self.context["notices_count"] = len(self.intake.library.records)

    def generate_output(self, writer: object) -> None:
        """Write the pages, the media and the search documents; Pelican calls this second."""
        progress = self._means.progress
        progress.begin("压缩图片", "张")
        twins = make_twins(self.press, self.intake.library.records, self.former, self._crew())
        media = stamps(self.press, self.intake.library.records)
        library = replace(self.intake.library, twins=twins, media=media)
        progress.begin("生成网页", "个")
        done = print_edition(self.press, edition(library, self.press.site), self.former, self._crew())
        progress.begin("汇总文档、附件和记录")
        self._refuse_dead_links(done.pages)
        join_documents(self.press, done, self.former, Path(self.settings["DOCUMENTS_PATH"]))
        if signals.content_written.receivers:
            for path in done.written:
                signals.content_written.send(str(self.press.output / path), context=self.context)
        copy_media(self.press, media, self.former)
        census.check(self.press.output, (*library.records, *library.withdrawn))
        memory = Memory(self.intake.files, done.pages, media)
        remember(Path(self.settings["MEMORY_PATH"]), self.environment, memory, (library, self.now))
        before = self.former.memory.pages or pages_in(self.former.site.with_name("memory.sqlite"))
        written = changes(done.written, before, done.pages, self.intake.due)
        replace(written, at=self.now).note(Path(self.settings["MEMORY_PATH"]).parent)
        done.sights.note(Path(self.settings["MEMORY_PATH"]).parent)

    def _refuse_dead_links(self, pages: Collection[str]) -> None:
        """Raise BadContent when a notice links to what is neither a page of ours nor one that Pelican writes."""
        fixed = {page.save_as for page in self.context.get("pages", ())}
        found = list(deadlinks.problems(self.intake.library.records, {*pages, *fixed}))
        if found:
            raise BadContent(found)

    def _crew(self) -> Crew:
        return Crew(self.settings["WORKERS"], self._means)

    @property
    def _means(self) -> Means:
        return self.settings["MEANS"] or Means()

    def _press(self) -> Press:
        settings: dict[str, Any] = self.settings
        return Press(
            content=Path(self.path),
            output=Path(self.output_path),
            parts=Path(settings["DOCUMENTS_PATH"]).with_suffix(".parts"),
            site=site(settings["SITE"]),
            templates=tuple(self._templates_path),
            filters=settings["JINJA_FILTERS"],
            globals=settings["JINJA_GLOBALS"],
        )
