"""The books of an import: each record's end told once to the outcomes and to the ledger of its account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from importers.archive import TOOL, Archive, Bag
from importers.draft import Draft
from importers.ledger import Entry as Line
from importers.outcomes import Outcome, Outcomes
from importers.readahead import File
from importers.traces import Trace, Use, use_of
from notices.frontmatter import clean_line


@dataclass(frozen=True, slots=True)
class Told:
    """A record whose end is in the books: its *number* among the outcomes, its *file* and the *bag* of its ledger."""

    number: int
    file: File
    bag: Bag


class Books:
    """Keeps what became of every record, and which files of the export served one."""

    def __init__(self, archive: Archive, outcomes: Outcomes, imported: date) -> None:
        """Tell *outcomes* and the ledgers of *archive*; the day *imported* stands in every line."""
        self._archive = archive
        self._outcomes = outcomes
        self._day = imported.isoformat()
        self._uses: dict[Path, Use] = {}
        self._overtaken: dict[int, Told] = {}

    def tell(self, file: File, bag: Bag | None, told: Outcome, trace: Trace | None = None) -> int:
        """Keep that a record of *file* ended as *told*, in *bag* or the bag of nobody; returns its number."""
        clean = Outcome(
            told.input,
            clean_line(told.position),
            clean_line(told.id),
            told.outcome,
            clean_line(told.reason),
            told.notice,
        )
        (bag or self._archive.bag(None)).ledger.add(self._line(file, clean, trace or Trace()))
        return self._outcomes.add(clean)

    def overtake(self, former: Told, reason: str) -> None:
        """Let the record *former* end as merged for this *reason*: a fuller version of its post came later."""
        self._outcomes.overtake(former.number, reason)
        self._overtaken[former.number] = former

    def close(self) -> None:
        """Keep in the ledgers how the records ended that were overtaken, as an import of the same files again would."""
        for number, told in enumerate(self._outcomes) if self._overtaken else ():
            if former := self._overtaken.get(number):
                former.bag.ledger.add(self._line(former.file, told, Trace()))

    def amend(self, file: File, bag: Bag, told: Outcome, written: str) -> None:
        """Prove in the ledger of *bag* that *file* changed a notice to bytes of the sha256 *written*; no record ends here."""
        bag.ledger.add(self._line(file, told, Trace(role="file", written=written)))

    def _line(self, file: File, told: Outcome, trace: Trace) -> Line:
        return Line(
            input=told.input,
            position=clean_line(told.position),
            id=clean_line(told.id),
            outcome=told.outcome,
            reason=told.reason,
            original=file.sha256,
            notice=told.notice,
            written=trace.written,
            tool=TOOL,
            date=self._day,
            role=trace.role,
            title=clean_line(trace.title),
            url=clean_line(trace.url),
            when=trace.when,
            also=trace.also,
            cut=trace.cut,
        )

    def use_media(self, draft: Draft, bag: Bag, settled: Outcome) -> None:
        """Note that the files of *draft* have served it, and how it ended."""
        for medium in draft.media:
            if medium.path is not None:
                self._uses.setdefault(medium.path, use_of(medium, settled, bag))
        for companion in draft.post.companions:
            self._uses.setdefault(
                companion, Use("skipped", "附属文件（样式、脚本、图标、错误页或说明），不含正文", "", bag)
            )

    def use(self, path: Path) -> Use | None:
        """How the file at *path* served a post, if any did."""
        return self._uses.get(path)
