"""The desk of an import: each record gets its one end, its notice, its place in the archive and the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import durable
from importers import cleaning, reading
from importers.archive import WITHHELD, Archive, Bag
from importers.books import Books, Told
from importers.draft import Draft
from importers.journal import Journal
from importers.lostposts import LostPosts
from importers.model import Listed, Lost, Problem, Source
from importers.naming import Naming
from importers.outcomes import Outcome, Outcomes
from importers.publish import Placed, Publisher, front, notice_of, source_id_of, withhold
from importers.readahead import File, Reader, read_all
from importers.reading import Ready
from importers.registers import Registers, UnknownAccount
from importers.request import JOURNAL, Progress, Request, Summary
from importers.traces import (
    Trace,
    cleaned,
    day_of,
    ending,
    keep_media,
    latest,
    stranger,
    trace_of,
)
from importers.walk import Entry
from notices.accounts import Account
from notices.frontmatter import clean_line

_STEP = 100  # records between two looks at the screen
_BATCH_BYTES = 64 << 20
_BATCH_NOTICES = 500


class Desk:
    """Settles records one after another, in the order of the input, whoever read them."""

    def __init__(self, request: Request, outcomes: Outcomes) -> None:
        self.summary = Summary()
        self._request = request
        self._outcomes = outcomes
        self._registers = Registers(request.content, request.department)
        self._archive = Archive(request.archive)
        self._books = Books(self._archive, outcomes, request.imported)
        self._journal = Journal(request.archive / JOURNAL)
        self._rules = cleaning.load(request.content / cleaning.FILE)
        self._publisher = Publisher(request.content, request.imported, self._journal, rules=self._rules)
        self._naming = Naming(self._publisher, self._books)
        self._lost = LostPosts(request.content, request.imported)
        self._batch = durable.Batch()
        self._holders: dict[str, Told] = {}

    def settle_all(self, entries: Sequence[Entry], progress: Progress) -> None:
        """Settle every entry: first those that a source reads, then the files that served them or nobody."""
        aside: list[File] = []
        try:
            reader = Reader(self._request.sources, latest(self._request.imported), self._request.executor)
            for file, records in read_all(entries, reader):
                self.summary.files += 1
                if file.claim.source is None:
                    aside.append(file)
                else:
                    self._settle_file(file, records, progress)
                progress.step(self.summary.files, len(self._outcomes))
            for tier in self._request.remainder:
                aside = [file for file in aside if not self._settle_left(file, tier, progress)]
            for file in aside:
                self._settle_aside(file)
            self._books.close()
            self._commit()
            self._lost.write(self._publisher.find)
            self._archive.seal(self._request.imported)
            self.summary.touched = self._archive.touched
            self._journal.close()
        finally:
            self._batch.drop()
        progress.step(self.summary.files, len(self._outcomes))

    # One file -------------------------------------------------------------------------------------------------

    def _settle_file(self, file: File, records: Iterable[Ready], progress: Progress) -> None:
        before = len(self._outcomes)
        bags: set[int] = set()
        for record in records:
            self.summary.records += 1
            bag = self._settle(file, record)
            if bag is not None and id(bag) not in bags:
                bags.add(id(bag))
                bag.keep(self._batch, file.sha256, file.entry.path)
            self._commit_when_full()
            if len(self._outcomes) % _STEP == 0:
                progress.step(self.summary.files - 1, len(self._outcomes))
        if len(self._outcomes) == before:
            self.summary.records += 1
            told = Outcome(file.entry.name, "", "", "skipped", "文件中没有任何记录")
            self._books.tell(file, None, told, Trace(role="file"))
        if not bags:
            self._archive.bag(None).keep(self._batch, file.sha256, file.entry.path)

    def _settle_left(self, file: File, tier: Sequence[Source], progress: Progress) -> bool:
        """Settle *file* when a source of *tier* reads it and no post has used it; returns whether one did."""
        if not file.sha256 or file.claim.failed or file.entry.told or self._books.use(file.entry.path):
            return False
        found = reading.claim(file.entry, tier)
        if found.source is None:
            return False
        records = reading.records(file.entry, found.source, latest(self._request.imported))
        self._settle_file(File(file.entry, found, file.sha256), records, progress)
        return True

    def _settle_aside(self, file: File) -> None:
        self.summary.records += 1
        use = self._books.use(file.entry.path)
        bag = use.bag if use else self._archive.bag(None)
        if file.sha256:
            bag.keep(self._batch, file.sha256, file.entry.path)
        outcome = "failed" if file.claim.failed else "skipped"
        told = Outcome(file.entry.name, "", "", outcome, file.claim.problem)
        if use:
            told = Outcome(file.entry.name, "", "", use.outcome, use.reason, use.notice)
        self._books.tell(file, bag, told, Trace(role="file"))
        self._commit_when_full()

    # One record -----------------------------------------------------------------------------------------------

    def _settle(self, file: File, record: Ready) -> Bag | None:
        """Settle *record* of *file*; returns the bag of its account where it has one."""
        if isinstance(record, Draft):
            return self._settle_draft(file, record)
        name = file.entry.name
        if isinstance(record, Lost | Listed):
            return self._settle_absent(file, record)
        outcome = "failed" if isinstance(record, Problem) else "skipped"
        self._books.tell(file, None, Outcome(name, record.position, "", outcome, record.reason))
        return None

    def _settle_absent(self, file: File, record: Lost | Listed) -> Bag | None:
        """Note a post whose content the export lacks: lost for good, or only listed so far."""
        if isinstance(record, Listed) and record.of_many and not self._registers.has(record.account):
            told = Outcome(
                file.entry.name, record.position, record.source_id, "skipped", stranger(record.account)
            )
            self._books.tell(file, None, told)
            return None
        account = self._absent_account(record)
        bag = self._archive.bag(account) if account else None
        source_id, also, _ = self._naming.home(record, bag)
        record = replace(record, source_id=source_id)
        if isinstance(record, Lost):
            self._lost.add(record, account)
            outcome, reason = "lost", record.reason
        else:
            outcome, reason = "skipped", "清单中的一条，本文件没有正文；记入收支表待收集"
        shown = f"{reason}（{clean_line(record.title)}）" if record.title else reason
        told = Outcome(file.entry.name, record.position, record.source_id, outcome, shown)
        role = "" if isinstance(record, Lost) else "listed"
        when = day_of(record.witnesses)
        trace = Trace(role=role, title=record.title, url=record.source_url, when=when, also=also)
        self._books.tell(file, bag, told, trace)
        if bag is not None:
            self._naming.spread(file, bag, told)
        return bag

    def _absent_account(self, record: Lost | Listed) -> Account | None:
        """The account of *record*; one that a list names is registered like one whose posts are here."""
        if record.account is None or not (record.account.ids or record.account.name):
            return None
        try:
            return (
                self._registers.account(record.account)
                if isinstance(record, Listed)
                else self._registers.find(record.account)
            )
        except UnknownAccount as error:
            self.summary.unknown.setdefault(
                f"{record.account.platform} {error.account.native_id}", str(error)
            )
            return None

    def _settle_draft(self, file: File, draft: Draft) -> Bag | None:
        post = draft.post
        told = Outcome(file.entry.name, post.position, source_id_of(draft), "failed", "")
        if post.of_many and not self._registers.has(post.account):
            self._pass_over_stranger(file, draft, told)
            return None
        try:
            account = self._registers.account(post.account)
        except UnknownAccount as error:
            self.summary.unknown.setdefault(f"{post.account.platform} {error.account.native_id}", str(error))
            self._books.tell(file, None, ending(told, "failed", str(error)), trace_of(draft))
            self._books.use_media(
                draft, self._archive.bag(None), ending(told, "failed", "所属条目的账号没有登记")
            )
            return None
        bag = self._archive.bag(account)
        source_id, also, second = self._naming.home(post, bag)
        draft = replace(
            draft,
            post=replace(post, source_id=source_id, also=tuple(also.split())),
            known=bag.ledger.aliases.ids_of(source_id),
        )
        settled = self._place(file, draft, account)
        if second:
            self.summary.doubles[second] = settled.notice
        self._books.use_media(draft, bag, settled)
        return bag

    def _pass_over_stranger(self, file: File, draft: Draft, told: Outcome) -> None:
        """Leave out a post of somebody else that a search found too."""
        passed = ending(told, "skipped", stranger(draft.post.account))
        self._books.tell(file, None, passed)
        self._books.use_media(draft, self._archive.bag(None), passed)

    def _place(self, file: File, draft: Draft, account: Account) -> Outcome:
        """Publish, merge or withhold *draft* and tell what was done."""
        told = Outcome(file.entry.name, draft.post.position, source_id_of(draft), "failed", "")
        bag = self._archive.bag(account)
        keep_media(self._batch, bag, draft)
        draft, cut = cleaned(draft, self._rules)
        if draft.withheld_for:
            settled = self._withhold(file, draft, account)
            self._books.tell(file, bag, settled, replace(trace_of(draft), cut=cut))
            return settled
        try:
            placed = self._publisher.place(notice_of(draft, account, file.sha256), bag.ledger)
        except (ValueError, OSError) as error:
            settled = ending(told, "failed", f"不能写成公开信息：{durable.explained(error)}")
            self._books.tell(file, bag, settled, trace_of(draft))
            return settled
        self._publisher.keep_media(self._batch, draft, placed.path.split("/", 1)[0])
        written = Trace(written=placed.sha256, also=" ".join(draft.post.also), cut=cut)
        return self._claim_notice(file, bag, (told, placed, written))

    def _withhold(self, file: File, draft: Draft, account: Account) -> Outcome:
        told = Outcome(
            file.entry.name, draft.post.position, source_id_of(draft), "withheld", draft.withheld_for
        )
        standing = self._publisher.find(draft.post.account.platform, told.id)
        if standing:
            return ending(told, "merged", f"与已公开的同一条合并（本文件{draft.withheld_for}）", standing)
        folder = self._request.archive / WITHHELD
        path = withhold(self._batch, folder, draft, front(draft, account, file.sha256))
        where = path.relative_to(self._request.archive).as_posix()
        return ending(told, "withheld", f"{draft.withheld_for}；已存入归档库 {where}，{draft.cure}")

    def _claim_notice(self, file: File, bag: Bag, result: tuple[Outcome, Placed, Trace]) -> Outcome:
        """Tell the outcome of a placed notice: each notice is published by one record, others merged into it."""
        told, placed, trace = result
        holder = self._holders.get(placed.path)
        if placed.own and holder is not None and placed.taken_over:
            self._books.overtake(holder, f"与 {told.input} 中内容更全的同一条合并")
            holder = None
        if placed.own and holder is None:
            reason = "库中这一条已有人工修改，保留修改" if placed.edited else "已公开"
            settled = ending(told, "published", reason, placed.path)
            self._holders[placed.path] = Told(self._books.tell(file, bag, settled, trace), file, bag)
            return settled
        reason = "同一条已有内容不少于此的版本"
        if placed.edited:
            reason = "同一条已在库中，且有人工修改或没有台账可证未经修改，保留库中版本"
        if placed.disagrees:
            reason += "；本文件的发布日期与之不同，已写入日期依据，请核对"
        settled = ending(told, "merged", reason, placed.path)
        self._books.tell(file, bag, settled, trace)
        return settled

    # Writing --------------------------------------------------------------------------------------------------

    def _commit_when_full(self) -> None:
        if self._batch.size > _BATCH_BYTES or len(self._publisher) >= _BATCH_NOTICES:
            self._commit()

    def _commit(self) -> None:
        """Originals and media first, then the notices that show them, then the ledger that names both.

        What is about to be written stands in the journal before any of it.
        """
        self._publisher.stage(self._batch)
        self._batch.commit()
        self._archive.flush()
