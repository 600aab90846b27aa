"""The privacy gate over what a release gives out: pages, feeds, tables and search documents, as readers get them.

The notices went through the same gate before (`invoke check`); this is the second net, for what a template, a
list or a register might bring out beside them. What a notice was allowed to show (its waivers) may be shown.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path

from notices import privacy, tree
from notices.checks.model import manuscript
from notices.frontmatter import BadFrontMatter
from plugins.notices.crew import Crew, batched

_BATCH = 400
_KINDS = frozenset([".html", ".xml", ".json", ".jsonl", ".csv", ".txt", ".map"])
# These ask what stands beside a name; in a list that is the next notice. They are judged in each notice alone.
_OF_CONTEXT = frozenset(["privacy-illness", "privacy-aid"])
_MAIN = re.compile(r"<main\b.*</main>", re.DOTALL)
# Attributes that say nothing to a reader; the others (alt, title, content, value) are read.
_UNSEEN = re.compile(r'\s(?:id|class|d|viewBox|for|datetime|lang|aria-labelledby)="[^"]*"')
# Addresses, and identifiers that platforms gave to posts and accounts: digits of nobody.
_ADDRESS = re.compile(r'https?://[^\s"<>，；]+|(?<=")/[^\s"<>]*(?=")|<dd><code>[0-9A-Za-z_.:=/-]+</code>')
_IDENTIFIERS = re.compile(r'"(?:id|account|source_id|native_id|sha256|original|cluster)":\s*"[^"]*"')
_ID_COLUMNS = ("编号", "原账号编号", "原平台条目编号", "平台编号", "原件 sha256", "原网址", "网址")


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """*rule* found something in the file *path* (of the release); *masked* is what may be printed of it."""

    path: str
    rule: str
    masked: str
    key: str

    def __str__(self) -> str:
        return f"{self.path}：有{privacy.RULES[self.rule]}（{self.masked}），不得公开。"


def leaks(folder: Path, paths: Iterable[str], crew: Crew) -> list[Leak]:
    """What in *paths* of the release *folder* names or reaches a person, waived or not."""
    readable = [path for path in paths if Path(path).suffix in _KINDS]
    found = crew.run(partial(_in_files, folder), batched(readable, _BATCH))
    return sorted({leak for some in found for leak in some})


def _in_files(folder: Path, paths: Iterable[str]) -> list[Leak]:
    seen: set[str] = set()
    found: list[Leak] = []
    for path in paths:
        for text in _texts(path, (folder / path).read_text(encoding="utf-8")):
            if text not in seen:
                seen.add(text)
                found += _in_text(path, text)
    return found


def _texts(path: str, text: str) -> Iterator[str]:
    """What readers or programs get to see of a file, in parts; what all pages share is one part."""
    if path.endswith(".html"):
        main = _MAIN.search(text)
        start, end = main.span() if main else (0, len(text))
        head, _, rest = text[:start].partition("</head>")
        yield from (_plain(part) for part in (head, rest, text[start:end], text[end:]) if part)
    elif path == "documents.jsonl":
        for line in text.splitlines():
            row = json.loads(line)
            yield "\n\n".join([row["title"], row["summary"], "\n".join(row["tags"]), row["body"]])
    elif path.endswith(".csv"):
        yield _cells(text)
    else:
        yield _plain(_IDENTIFIERS.sub(" ", text))


def _plain(text: str) -> str:
    return _UNSEEN.sub("", _ADDRESS.sub(" ", text))


def _cells(text: str) -> str:
    """A table without the columns that hold identifiers."""
    rows = list(csv.reader(text.lstrip("\ufeff").splitlines(keepends=True)))
    dropped = {place for place, name in enumerate(rows[0] if rows else ()) if name in _ID_COLUMNS}
    return "\n".join(" | ".join(c for n, c in enumerate(row) if n not in dropped) for row in rows)


def _in_text(path: str, text: str) -> Iterator[Leak]:
    for one in privacy.findings(text):
        if one.rule not in _OF_CONTEXT or path == "documents.jsonl":
            shown = one.masked if one.rule != "privacy-address" else "住址"
            yield Leak(path, one.rule, shown, key(text[one.start : one.end]))


def key(text: str) -> str:
    """*text* by its letters and digits alone: how a waived number is known again, however it is set."""
    plain = unicodedata.normalize("NFKC", unescape(re.sub(r"<[^>]*>", "", text)))
    return "".join(character for character in plain if character.isalnum())


def allowed(content: Path) -> frozenset[tuple[str, str]]:
    """Rule and `key` of all that the notices in *content* may show by a waiver."""
    found: set[tuple[str, str]] = set()
    for path in tree.files(content):
        text = path.read_text(encoding="utf-8")
        if "\nwaivers" in text or "\n放行" in text:
            found.update(_waived(text))
    return frozenset(found)


def _waived(text: str) -> Iterator[tuple[str, str]]:
    try:
        page = manuscript(text, "")
    except BadFrontMatter:
        return
    rules = {waiver.rule for waiver in page.notice.waivers}
    for one in privacy.findings(page.shown) if rules else ():
        if one.rule in rules:
            yield one.rule, key(page.shown[one.start : one.end])
