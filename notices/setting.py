"""What notices are checked against, read from the content folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from notices import accounts, departments, reviews, words
from notices.checks import Setting
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem
from notices.values import BEIJING

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Folder:
    """A content folder as checks may ask about it; links count as absent: they could lead anywhere."""

    root: Path

    def exists(self, path: str) -> bool:
        """Whether *path* is a file inside the folder, and no link."""
        return self._file(path) is not None

    def sha256(self, path: str) -> str:
        """The digest of the bytes of *path*, or empty."""
        file = self._file(path)
        if file is None:
            return ""
        with file.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()

    def text(self, path: str) -> str:
        """The text of *path*, or empty."""
        file = self._file(path)
        return file.read_text(encoding="utf-8", errors="replace") if file else ""

    def _file(self, path: str) -> Path | None:
        if path.startswith(("..", "/")) or "\0" in path or len(path.encode()) > 1000:
            return None
        file = self.root / path
        return file if file.is_file() and not file.is_symlink() else None


def load(content: Path, now: datetime | None = None) -> Setting:
    """The registers, word lists and review policy of *content* at the moment *now* (default: this one).

    Raises BadFrontMatter with the problems of all of them.
    """
    problems: list[Problem] = []
    register = _loaded(partial(departments.load, content / "departments.toml"), problems) or {}
    listed = _loaded(partial(accounts.load, content / "accounts.csv", register), problems) or []
    word_lists = _loaded(partial(words.load, content / "words"), problems) or {}
    policy = _loaded(partial(reviews.load_policy, content / "reviews.toml", register), problems)
    if problems:
        raise BadFrontMatter(problems)
    return Setting(
        departments=register,
        accounts={(one.platform, native): one for one in listed for native in one.native_ids},
        words=word_lists,
        reviews=policy or reviews.Policy(),
        now=now or datetime.now(BEIJING),
        store=Folder(content),
    )


def _loaded(load_one: Callable[[], _T], problems: list[Problem]) -> _T | None:
    try:
        return load_one()
    except BadFrontMatter as error:
        problems += error.problems
        return None
