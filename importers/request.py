"""What an import run is asked for, what it tells a screen on the way, and what it came to."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from importers.model import Source

JOURNAL = ".journal"


class Progress(Protocol):
    """What a screen is told while a run goes on."""

    def start(self, files: int) -> None:
        """Say how many input files there are."""
        ...

    def step(self, files: int, records: int) -> None:
        """Say how many files and records are done."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to import: *path* into *content* and *archive*, on the day *imported*.

    *remainder* are sources of documents, asked tier by tier for the files that *sources* leave and no post uses.
    *department* takes accounts that are not registered yet; *executor* reads files, this process where None.
    """

    path: Path
    content: Path
    archive: Path
    imported: date
    sources: Sequence[Source]
    remainder: Sequence[Sequence[Source]] = ()
    department: str = ""
    executor: Executor | None = None


@dataclass(slots=True)
class Summary:
    """What a run came to: *files* seen and, each once, the *unknown* accounts with how to register them.

    *records* counts what was read, apart from what was settled; *touched* holds platform and id of every account
    that something was settled for; *doubles* are notices of one post by their paths, of which one should go.
    """

    files: int = 0
    records: int = 0
    touched: set[tuple[str, str]] = field(default_factory=set)
    doubles: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
