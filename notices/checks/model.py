"""What a check is: rules with stable ids, and a pure function from one notice to its problems."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Literal, Protocol

from notices.accounts import Account
from notices.checks.references import Reference, references
from notices.departments import Department
from notices.frontmatter import split
from notices.notice import Notice, assemble
from notices.problems import Problem, Severity
from notices.reviews import Policy
from notices.words import WordList

Archived = Literal["same", "warning", "off"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its stable *id*, its *severity*, what it means and an *example* of what it stops, in Chinese.

    *archived* says what becomes of it on archived notices, whose text is history and is never changed:
    the same, a warning only, or not looked at.
    """

    id: str
    severity: Severity
    meaning: str
    example: str
    archived: Archived = "off"

    def at(self, manuscript: Manuscript, line: int, message: str) -> Problem:
        """A problem of this rule at *line* of *manuscript*; *message* says what is wrong and what to write."""
        lenient = manuscript.notice.archived and self.archived == "warning"
        return Problem(manuscript.path, line, self.id, message, "warning" if lenient else self.severity)


class Store(Protocol):
    """The content folder as checks may ask about it; paths are from the content folder, parted by `/`."""

    def exists(self, path: str) -> bool:
        """Whether *path* is a file of its own, not a link."""
        ...

    def sha256(self, path: str) -> str:
        """The hexadecimal digest of the bytes of *path*, empty when there is no such file."""
        ...

    def text(self, path: str) -> str:
        """The text of *path*, empty when there is no such file."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a notice is checked against: registers, word lists, the moment (aware), and the content folder."""

    departments: Mapping[str, Department]
    accounts: Mapping[tuple[str, str], Account]
    words: Mapping[str, WordList]
    reviews: Policy
    now: datetime
    store: Store

    @property
    def today(self) -> date:
        """The day of `now`."""
        return self.now.date()


@dataclass(frozen=True)
class Manuscript:
    """One notice file: its *path* from the content folder, its *text*, and what was read from it.

    *lines_of* has the line of each front matter key that is there, *body_line* that of the body's first line.
    """

    path: str
    text: str
    notice: Notice
    lines_of: Mapping[str, int]
    body: str
    body_line: int

    def line_at(self, offset: int) -> int:
        """The line of the file on which character *offset* of the body stands."""
        return self.body_line + bisect_left(self._line_ends, offset)

    def key_line(self, key: str) -> int:
        """The line of front matter *key*, or 1 where it is not written."""
        return self.lines_of.get(key, 1)

    def target(self, reference: str) -> str:
        """The path, from the content folder, that a relative or rooted *reference* in the body leads to."""
        plain = reference.split("#", 1)[0].split("?", 1)[0]
        if plain.startswith("/"):
            return posixpath.normpath(plain.lstrip("/"))
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.path), plain))

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.body)]

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The pictures and links of the body."""
        return tuple(references(self.body))

    @cached_property
    def shown(self) -> str:
        """Everything that readers will see, for checks that look at words: the shown keys, a blank line, the body."""
        return "\n\n".join([*self._heads.values(), self.body])

    def shown_line(self, offset: int) -> int:
        """The line of the file on which character *offset* of `shown` stands."""
        start = 0
        for key, head in self._heads.items():
            if offset < start + len(head) + 2:
                return self.key_line(key)
            start += len(head) + 2
        return self.line_at(offset - start)

    @cached_property
    def _heads(self) -> dict[str, str]:
        notice = self.notice
        heads = {
            "title": notice.title,
            "summary": notice.summary,
            "author": notice.author,
            "source": notice.source,
            "tags": "\n".join(notice.tags),
            "corrections": "\n".join(map(str, notice.corrections)),
            "abolished_by": notice.abolished_by,
        }
        return {key: text for key, text in heads.items() if text}

    @cached_property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """The body's lines with their numbers in the file, without those inside fenced code."""
        kept: list[tuple[int, str]] = []
        fence = ""
        for number, line in enumerate(self.body.split("\n"), self.body_line):
            mark = line.lstrip()[:3]
            if mark in {"```", "~~~"} and (not fence or mark == fence):
                fence = "" if fence else mark
            elif not fence:
                kept.append((number, line))
        return tuple(kept)


def manuscript(text: str, path: str) -> Manuscript:
    """Read the notice *text* that lies at *path*. Raises BadFrontMatter with all its problems."""
    entries, body, problems = split(text, path)
    notice = assemble(entries, body, (path, problems))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    body_line = plain.count("\n") - body.count("\n") + 1
    return Manuscript(path, text, notice, {key: one.line for key, one in entries.items()}, body, body_line)


@dataclass(frozen=True, slots=True)
class Check:
    """A file of this package: the *rules* it may break, and the function that *finds* where."""

    rules: tuple[Rule, ...]
    find: Callable[[Manuscript, Setting], Iterable[Problem] | Iterator[Problem]]
