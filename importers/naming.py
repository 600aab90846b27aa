"""By which of its ids a post goes in this city, and that its notice is found by all of them."""

from __future__ import annotations

from importers import knownas
from importers.archive import Bag
from importers.books import Books
from importers.model import Listed, Lost, Post
from importers.outcomes import Outcome
from importers.publish import Publisher
from importers.readahead import File
from importers.traces import ending


class Naming:
    """Joins what exports call one post by different ids."""

    def __init__(self, publisher: Publisher, books: Books) -> None:
        """Ask *publisher* which posts have a notice, and tell *books* which notices changed."""
        self._publisher = publisher
        self._books = books

    def home(self, record: Post | Lost | Listed, bag: Bag | None) -> tuple[str, str, str]:
        """The id by which the post of *record* goes in this city, its ids for the ledger, and a second notice of it."""
        if bag is None or not record.also:
            return record.source_id, "", ""
        ids = (record.source_id, *record.also)
        platform = record.account.platform if record.account else ""

        def has_notice(known: str) -> bool:
            return self._publisher.find(platform, known) is not None

        homes = bag.ledger.aliases.homes(ids)
        public = [one for one in homes if has_notice(one)]
        home = public[0] if public else homes[0]
        own = bag.ledger.aliases.learn(ids, home, has_notice)
        second = self._publisher.find(platform, public[1]) if len(public) > 1 else None
        return home, " ".join(own), second or ""

    def spread(self, file: File, bag: Bag, told: Outcome) -> None:
        """Let the notice of a post that *file* only lists, as *told*, be found by every id known of it by now."""
        path = self._publisher.find(knownas.PLATFORM, told.id)
        if path is None:
            return
        written = self._publisher.know(path, bag.ledger.aliases.ids_of(told.id), bag.ledger)
        if written:
            reason = "清单给出了这一条的另一个编号，已写入，旧链接可查"
            self._books.amend(file, bag, ending(told, "merged", reason, path), written)
