"""Cleaning: what platforms, page templates and intruders put around a text is cut, by rules that the web team edits. Pure but for `load`.

A rule cuts whole *lines* wherever they stand, a *tail* (a line near the end, with everything below it), or *words*
inside lines. Patterns are plain words in which `*` stands for up to thirty characters; blanks, punctuation, signs
and Markdown do not count. What was cut is told with its rule, so that nobody has to believe the rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from notices import remarks
from notices.frontmatter import BadFrontMatter
from notices.problems import Problem

FILE = "cleaning.toml"

_KEYS = {"id", "about", "lines", "tail", "words"}
_ID = re.compile(r"[a-z][a-z0-9-]{1,40}")
_SHORTEST = 4  # letters of a pattern: shorter ones would cut what they must not
_LONGEST_LINE = 200  # letters; a line longer than this is a paragraph and is never cut whole
_TAIL_LINES = 14  # a tail is at most so many lines
_TAIL_LETTERS = 400  # and at most so many letters long
_GAP = ".{0,30}"
_TARGET = re.compile(r"\]\([^)\s]*\)|<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; *lines* and *tail* match folded lines, *words* stand as they are written."""

    id: str
    about: str
    lines: re.Pattern[str] | None = None
    tail: re.Pattern[str] | None = None
    words: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of text that the rule *rule* took out."""

    rule: str
    text: str


def load(path: Path) -> tuple[Rule, ...]:
    """The rules of *path*, none where there is no file. Raises BadFrontMatter with every problem."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadFrontMatter(
            [Problem(str(path), 1, "cleaning-toml", f"清理规则不是有效的 TOML：{error}")]
        ) from None
    rules: list[Rule] = []
    problems: list[Problem] = []
    for number, table in enumerate(tables.get("rule", []), 1):
        try:
            rules.append(_rule(table))
        except ValueError as error:
            problems.append(Problem(str(path), 1, "cleaning-bad", f"第 {number} 条规则：{error}"))
    doubled = {one.id for one in rules if [other.id for other in rules].count(one.id) > 1}
    problems += [Problem(str(path), 1, "cleaning-twice", f"规则 {one} 写了两次。") for one in sorted(doubled)]
    if problems:
        raise BadFrontMatter(problems)
    return tuple(rules)


def _rule(table: Mapping[str, object]) -> Rule:
    unknown = set(table) - _KEYS
    if unknown:
        raise ValueError(f"没有“{'、'.join(sorted(unknown))}”这个键，可用：id、about、lines、tail、words。")
    name = str(table.get("id", ""))
    if not _ID.fullmatch(name):
        raise ValueError(f"id “{name}”应由小写字母、数字和连字符组成。")
    about = " ".join(str(table.get("about", "")).split())
    if ";" in about or "；" in about:
        raise ValueError("about 里不能有分号：它在文件头里用来分开各条规则。")
    made = Rule(
        id=name,
        about=about,
        lines=_any(map(_pattern, _words(table, "lines"))),
        tail=_any(map(_pattern, _words(table, "tail"))),
        words=_any(map(re.escape, _words(table, "words"))),
    )
    if not (made.lines or made.tail or made.words):
        raise ValueError("lines、tail、words 至少要有一项。")
    return made


def _words(table: Mapping[str, object], key: str) -> list[str]:
    listed = table.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise ValueError(f'{key} 应是一列词句：{key} = ["…", "…"]。')
    short = [one for one in listed if len(_fold(one)) < _SHORTEST]
    if short:
        raise ValueError(f"“{short[0]}”太短，至少 {_SHORTEST} 个字，以免误删。")
    return listed


def _pattern(words: str) -> str:
    return _GAP.join(re.escape(_fold(part)) for part in words.split("*"))


def _any(patterns: Iterable[str]) -> re.Pattern[str] | None:
    joined = "|".join(patterns)
    return re.compile(joined) if joined else None


def _fold(line: str) -> str:
    """The letters and digits of *line*."""
    return "".join(filter(str.isalnum, _TARGET.sub("", line))).casefold()


def clean(body: str, rules: Sequence[Rule]) -> tuple[str, tuple[Cut, ...]]:
    """*body* without what *rules* cut, and what that was, in its order; the same text when there is nothing to cut.

    Lines of tables and of raw HTML are left alone.
    """
    if not rules:
        return body, ()
    cuts: list[Cut] = []
    lines = _without_tail(body.split("\n"), rules, cuts)
    kept: list[str] = []
    for line in lines:
        cut = _whole(line, rules)
        if cut is not None:
            cuts.append(cut)
        else:
            kept.append(_without_words(line, rules, cuts))
    if not cuts:
        return body, ()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n"), tuple(cuts)


def counted(cuts: Iterable[Cut], rules: Sequence[Rule]) -> tuple[remarks.Cut, ...]:
    """*cuts*, made by *rules*, as a notice tells of them: how many by which rule."""
    abouts = {one.id: one.about for one in rules}
    return remarks.added((), (remarks.Cut(one.rule, 1, abouts[one.rule]) for one in cuts))


def _whole(line: str, rules: Sequence[Rule]) -> Cut | None:
    if line.lstrip().startswith(("|", "<")):
        return None
    folded = _fold(line)
    if not _SHORTEST <= len(folded) <= _LONGEST_LINE:
        return None
    found = (one for one in rules if one.lines and one.lines.fullmatch(folded))
    rule = next(found, None)
    return Cut(rule.id, line.strip()) if rule else None


def _without_tail(lines: list[str], rules: Sequence[Rule], cuts: list[Cut]) -> list[str]:
    """*lines* up to the first one that begins a tail, when what follows is short and holds no table."""
    letters = 0
    best: tuple[int, Rule] | None = None
    count = 0
    for number in range(len(lines) - 1, -1, -1):
        folded = _fold(lines[number])
        count += bool(lines[number].strip())
        letters += len(folded)
        table = lines[number].lstrip().startswith(("|", "<"))
        if count > _TAIL_LINES or letters > _TAIL_LETTERS or table:
            break
        rule = next((one for one in rules if one.tail and one.tail.fullmatch(folded)), None)
        if rule is not None and len(folded) >= _SHORTEST:
            best = (number, rule)
    if best is None or best[0] == 0:
        return lines
    number, rule = best
    cuts.append(Cut(rule.id, "\n".join(lines[number:]).strip()))
    return lines[:number]


def _without_words(line: str, rules: Sequence[Rule], cuts: list[Cut]) -> str:
    for rule in rules:
        if rule.words is not None:
            cuts += (Cut(rule.id, one) for one in rule.words.findall(line))
            line = rule.words.sub("", line)
    return line
