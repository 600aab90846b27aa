"""What is wrong with a file, in words a clerk can act on."""

from __future__ import annotations

import json
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
        return f"{self.path}:{self.line}  {self.rule}  {self.message}"


def errors_in(text: str) -> tuple[Problem, ...]:
    """The errors in a report that `notices.reporting.as_json` wrote. Raises ValueError, LookupError or TypeError for any other text."""
    problems = (Problem(**one) for one in json.loads(text)["problems"])
    return tuple(one for one in problems if one.severity == "error")
