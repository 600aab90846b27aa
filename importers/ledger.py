"""The ledger (台账) of a bag: an append-only JSON line for every input that became, or did not become, a notice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import durable
from importers.aliases import Aliases


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line: what *outcome* an *input* had at *position*, and by what it can be proved.

    *original* is the sha256 of the input's bytes, which name its copy in the bag; *notice* the path written and
    *written* the sha256 of those bytes; *tool* name and version of the importer; *date* the day of import. *role*
    is empty for a record and `file` for an input file that only served records. Of a post without a notice
    *title*, *url* and *when* (ISO 8601) tell what is known. *also* are all ids of the post, parted by spaces, where
    its platform gives several. *cut* is what cleaning took out of the text: pairs of rule and words.
    """

    input: str
    outcome: str
    position: str = ""
    id: str = ""
    reason: str = ""
    original: str = ""
    notice: str = ""
    written: str = ""
    tool: str = ""
    date: str = ""
    role: str = ""
    title: str = ""
    url: str = ""
    when: str = ""
    also: str = ""
    cut: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> str:
        """The entry as one line of JSON, without what is empty."""
        shown = {name: value for name in self.__slots__ if (value := getattr(self, name))}
        return json.dumps(shown, ensure_ascii=False)


class Ledger:
    """The ledger file *path*; a torn or foreign line in it is passed over. *aliases*: its posts by all their ids."""

    def __init__(self, path: Path) -> None:
        """Read what is known already; missing is empty."""
        self.path = path
        self._known: set[int] = set()
        self._written: set[int] = set()
        self._new: list[str] = []
        self.aliases = Aliases()
        for entry in read(path):
            self._learn(entry)

    def wrote(self, notice: str, sha256: str) -> bool:
        """Whether an import wrote exactly these bytes to *notice* (if not, somebody else did)."""
        return _digest(notice, sha256) in self._written

    def add(self, entry: Entry) -> None:
        """Keep *entry* for `flush` unless the ledger says the same already, on whatever day.

        The bytes of a notice that several records fill differ from record to record: that they are an import's is
        said once, by whichever record it was.
        """
        news = bool(entry.written) and not self.wrote(entry.notice, entry.written)
        if news or _identity(entry) not in self._known:
            self._learn_written(entry)
            self._new.append(entry.as_json())

    def flush(self) -> bool:
        """Append what was added; whether there was anything. Raises OSError."""
        if not self._new:
            return False
        durable.append_lines(self.path, self._new)
        self._new.clear()
        return True

    def _learn(self, entry: Entry) -> None:
        self._known.add(_identity(entry))
        self._learn_written(entry)
        if entry.also:
            self.aliases.learn(entry.also.split(), entry.id)

    def _learn_written(self, entry: Entry) -> None:
        if entry.written:
            self._written.add(_digest(entry.notice, entry.written))


def read(path: Path) -> Iterator[Entry]:
    """The entries of the ledger *path*, none where there is no file; torn and foreign lines are passed over."""
    if not path.exists():
        return
    with path.open("r", encoding="utf-8", errors="replace") as stream:
        for line in stream:
            try:
                yield Entry(**json.loads(line))
            except (ValueError, TypeError):
                continue


def _identity(entry: Entry) -> int:
    return _digest(entry.input, entry.position, entry.id, entry.outcome, entry.original, entry.notice)


def _digest(*parts: str) -> int:
    """Seven bytes stand for a line, so that a million of them fit into memory."""
    return int.from_bytes(
        hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=7).digest()
    )
