"""What became of every record: exactly one outcome each, told as JSON and counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import durable

# In the order in which the summary shows them.
OUTCOMES: dict[str, str] = {
    "published": "已公开",
    "merged": "已合并",
    "withheld": "暂缓公开",
    "lost": "已灭失",
    "skipped": "已跳过",
    "failed": "失败",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one record.

    *input* is the file's name from the import path, *position* where in it (empty: the whole file), *id* the
    platform's id of the post where known, *outcome* a key of `OUTCOMES`, *reason* one Chinese line, *notice* the
    notice's path from the content folder where there is one.
    """

    input: str
    position: str
    id: str
    outcome: str
    reason: str
    notice: str = ""

    def as_json(self) -> str:
        """The outcome as one line of JSON."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False)


class Outcomes:
    """All outcomes of a run in the order of the records, kept on the disk; a context manager."""

    def __init__(self) -> None:
        """Start empty."""
        self.totals: Counter[str] = Counter()
        self._spool = durable.Spool()
        self._overtaken: dict[int, str] = {}

    def __enter__(self) -> Outcomes:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.__exit__(None, None, None)

    def __len__(self) -> int:
        return len(self._spool)

    def __iter__(self) -> Iterator[Outcome]:
        for number, line in enumerate(self._spool):
            told = Outcome(**json.loads(line))
            reason = self._overtaken.get(number)
            yield told if reason is None else replace(told, outcome="merged", reason=reason)

    def add(self, told: Outcome) -> int:
        """Record *told*; returns its number for `overtake`."""
        self.totals[told.outcome] += 1
        return self._spool.append(told.as_json())

    def overtake(self, number: int, reason: str) -> None:
        """Turn the published outcome *number* into a merged one: a fuller version of the same post came later."""
        self.totals["published"] -= 1
        self.totals["merged"] += 1
        self._overtaken[number] = reason

    def write(self, path: Path, files: int) -> None:
        """Write the report of a run over *files* input files to *path*. Raises OSError."""
        durable.write_blocks(path, self._report(files))

    def _report(self, files: int) -> Iterator[bytes]:
        totals = {name: self.totals[name] for name in OUTCOMES}
        head = {"files": files, "records": len(self), "totals": totals}
        yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "outcomes": ['
        for number, told in enumerate(self):
            line = told.as_json()
            yield f"{',' if number else ''}\n{line}".encode()
        yield b"\n]}\n"
