"""Front matter: `key: value` lines between two `---` lines, as Pelican's Markdown reader takes them.

Format: Python-Markdown's Meta-Data extension (https://python-markdown.github.io/extensions/meta_data/),
narrowed to one line a key, so that nothing in a value can become another key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from notices.fields import BY_NAME, NAME_OF_ALIAS
from notices.problems import Problem

_FENCE = "---"
_LINE = re.compile(r"(?P<key>[^\s:：]+)[ \t]*[:：][ \t]*(?P<value>.*)")
# C0, DEL and C1 controls, line and paragraph separators, lone surrogates: none can stand in one line of UTF-8.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class BadFrontMatter(ValueError):
    """A notice that cannot be read; `problems` holds every finding with file and line."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep *problems*, at least one."""
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Entry:
    """The raw text of one key and the 1-based line where it stands."""

    value: str
    line: int


def split(text: str, path: str) -> tuple[dict[str, Entry], str, list[Problem]]:
    """Take *text* apart into raw entries by English key, the body, and the problems found on the way.

    Chinese aliases are turned into their English keys; a byte order mark and CRLF are tolerated. *path*
    is only named in problems. Raises BadFrontMatter when there is no front matter at all.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].rstrip() != _FENCE:
        raise BadFrontMatter(
            [Problem(path, 1, "front-matter-missing", "第一行应为“---”，其后每行一个“键: 值”。")]
        )
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise BadFrontMatter(
            [Problem(path, 1, "front-matter-open", "文件头没有结束，请在最后一个键之后另起一行写“---”。")]
        )
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines[1:end], 2):
        if line.strip():
            _take(line, number, path, entries, problems)
    return entries, "\n".join(lines[end + 1 :]), problems


def _take(line: str, number: int, path: str, entries: dict[str, Entry], problems: list[Problem]) -> None:
    name, _, rest = line.partition(": ")
    if name in BY_NAME and name not in entries:  # as we write it: no search for other ways to write it
        entries[name] = Entry(rest.strip(), number)
        return
    match = _LINE.fullmatch(line.rstrip())
    if match is None:
        problems.append(Problem(path, number, "front-matter-line", _unclear(line)))
        return
    key = NAME_OF_ALIAS.get(match["key"], match["key"])
    if key not in BY_NAME:
        problems.append(
            Problem(path, number, "key-unknown", f"没有“{match['key'][:40]}”这个键，可用的键见“文件头”说明。")
        )
    elif key in entries:
        problems.append(
            Problem(
                path,
                number,
                "key-twice",
                f"“{match['key']}”写了两次（第 {entries[key].line} 行已有），请删去一个。",
            )
        )
    else:
        entries[key] = Entry(match["value"].strip(), number)


def _unclear(line: str) -> str:
    """What is wrong with a *line* that is no key and value, and what to do."""
    shown = line.strip()
    if _LINE.fullmatch(shown):
        return f"“{shown[:40]}”前面有空格，请删去，从行首写起。"
    return f"看不懂“{shown[:40]}”，请写成“键: 值”，一行一个键。"


def join(values: Mapping[str, str], body: str) -> str:
    """Put front matter lines, in the order given, and *body* together; empty values are left out.

    Raises ValueError when a value would not survive as one line.
    """
    lines = [_FENCE]
    for key, value in values.items():
        if UNPRINTABLE.search(value) or value != value.strip():
            raise ValueError(f"{key}: not a clean line: {value[:60]!r}")
        if value:
            lines.append(f"{key}: {value}")
    return "\n".join([*lines, _FENCE, "", body, ""])


def clean_line(text: str) -> str:
    """*text* as one line that front matter can hold: runs of white space and control characters become a space."""
    return re.sub(r"\s+", " ", UNPRINTABLE.sub(" ", text)).strip()
