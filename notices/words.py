"""Word lists, `content/words/*.toml`: what must not be written, what to write instead, who said so and when.

Each file names its rule; each entry is a literal `find` or a regular expression `pattern`, with the phrases
(`unless`) in which it is right, for a pattern the words (`hint`) of which one is in every match, its `source` and the day it was `added`; `since` is the day from which a
phrase is out of date.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

_KEYS = {"find", "pattern", "write", "unless", "source", "added", "since", "hint"}


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of a list; *write* is what to write instead, or empty."""

    find: str
    pattern: re.Pattern[str] | None
    write: str
    unless: tuple[str, ...]
    source: str
    added: date
    since: date | None = None
    hint: tuple[str, ...] = ()

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Where in *text* this word stands (offset and what stands there), outside of the phrases allowed."""
        for match in (self.pattern or re.compile(re.escape(self.find))).finditer(text):
            around = text[max(match.start() - 12, 0) : match.end() + 12]
            if not any(phrase in around for phrase in self.unless):
                yield match.start(), match[0].strip()


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of one rule; the *gate* finds any of their hints in one pass, much faster than word by word."""

    words: tuple[Word, ...]
    gate: re.Pattern[str]

    def candidates(self, text: str) -> tuple[Word, ...]:
        """The words that are worth a closer look in *text*."""
        if self.gate.search(text) is None:
            return ()
        return tuple(word for word in self.words if any(hint in text for hint in word.hint))


def _listed(words: list[Word]) -> WordList:
    hints = sorted({hint for word in words for hint in word.hint})
    return WordList(tuple(words), re.compile("|".join(map(re.escape, hints)) or "(?!)"))


def load(folder: Path) -> dict[str, WordList]:
    """The words of all lists in *folder* by rule. Raises BadFrontMatter with all problems of all lists."""
    found: dict[str, list[Word]] = defaultdict(list)
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
            rule = str(table["rule"])
            found[rule] += [_word(entry, number) for number, entry in enumerate(table["word"], 1)]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, KeyError) as error:
            problems.append(
                Problem(str(path), 1, "words-bad", f"词表读不懂：{error}，请按 docs/checks.md 改正。")
            )
    if problems:
        raise BadFrontMatter(problems)
    return {rule: _listed(words) for rule, words in found.items()}


def _word(entry: dict[str, object], number: int) -> Word:
    unknown = set(entry) - _KEYS
    if unknown:
        raise ValueError(f"第 {number} 条有不认识的键：{'、'.join(sorted(unknown))}")
    if ("find" in entry) == ("pattern" in entry):
        raise ValueError(f"第 {number} 条应写 find 或 pattern 之一")
    added, since, unless = entry.get("added"), entry.get("since"), entry.get("unless", [])
    hint = entry.get("hint", [entry.get("find")])
    if not isinstance(added, date) or not entry.get("source"):
        raise ValueError(f"第 {number} 条缺少 source（出处）或 added（收入日期）")
    if since is not None and not isinstance(since, date):
        raise ValueError(f"第 {number} 条的 since 不是日期")
    if not isinstance(unless, list) or not isinstance(hint, list) or hint == [None]:
        raise ValueError(f"第 {number} 条的 unless 应为列表；用 pattern 时要写 hint（命中时必有的字词）")
    try:
        pattern = re.compile(str(entry["pattern"]), re.MULTILINE) if "pattern" in entry else None
    except re.error as error:
        raise ValueError(f"第 {number} 条的 pattern 不是正则表达式：{error}") from None
    find, write = str(entry.get("find", "")), str(entry.get("write", ""))
    return Word(
        find,
        pattern,
        write,
        tuple(map(str, unless)),
        str(entry["source"]),
        added,
        since,
        tuple(map(str, hint)),
    )
