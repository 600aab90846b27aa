"""What is wrong with a file, in words a clerk can act on."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One finding: *path* and 1-based *line* where it stands, a stable *rule* id, a Chinese *message*.

    The message says what is wrong and what to write instead. An error keeps a notice from being published,
    a warning asks somebody to look.
    """

    path: str
    line: int
    rule: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return legible(f"{self.path}:{self.line}  {self.rule}  {self.message}")


def legible(text: str) -> str:
    r"""*text* on one line that shows what it holds: what moves the cursor, colours or turns the writing is named (`\x1b`).

    File names and keys come from whoever proposes a change; they must not forge lines of a report or of a log.
    """
    return "".join(map(_shown, text)) if not text.isprintable() else text


def _shown(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode()


def errors_in(text: str) -> tuple[Problem, ...]:
    """The errors in a report that `notices.reporting.as_json` wrote. Raises ValueError, LookupError or TypeError for any other text."""
    problems = (Problem(**one) for one in json.loads(text)["problems"])
    return tuple(one for one in problems if one.severity == "error")
