"""The register of lost posts, `content/lost.csv`, as the run completes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import durable
from importers.model import Lost
from notices import lost
from notices.accounts import Account
from notices.frontmatter import clean_line
from notices.lost import LostPost

LOST = "lost.csv"


class LostPosts:
    """What a run adds to the register of *content* on the day *noted*. Raises BadFrontMatter when the register is wrong."""

    def __init__(self, content: Path, noted: date) -> None:
        """Read the register."""
        self._path = content / LOST
        self._known = lost.load(self._path)
        self._noted = noted.isoformat()
        self._new: list[LostPost] = []

    def add(self, record: Lost, account: Account | None) -> None:
        """Note *record* of *account*, unless nothing is known by which somebody could ask for it."""
        if record.account is None:
            return
        native_id = account.native_id if account else next(iter(record.account.ids), "")
        found = LostPost(
            platform=record.account.platform,
            account=native_id,
            source_id=clean_line(record.source_id),
            source_url=clean_line(record.source_url),
            title=clean_line(record.title),
            reason=clean_line(record.reason),
            noted=self._noted,
        )
        if found.source_id or found.source_url or found.title:
            self._new.append(found)

    def write(self, published: Callable[[str, str], object]) -> None:
        """Write what changed, without posts that were *published* after all (asked by platform and source id).

        Raises OSError.
        """
        rows = lost.merged(self._known, self._new)
        kept = [one for one in rows if not (one.source_id and published(one.platform, one.source_id))]
        if kept != self._known:
            durable.atomic_write(self._path, lost.render(kept))
