"""Exports that belong together: a page or text without ids, and the list beside it that has them.

An exporter's folders `<title>/index.html` hold neither id nor link; its workbook, exported into the same folder or
the one above, holds both by title. A title is not an article: where it stands twice the minute decides, and where
that does not, nothing is guessed.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from durable import lacking
from importers.model import HEAD_BYTES, MalformedExport
from importers.sources.wechat.article import Article
from importers.sources.wechat.tables import WeChatTable, WeChatTableJson

_LISTS: tuple[WeChatTable | WeChatTableJson, ...] = (
    WeChatTable("wechat-exporter"),
    WeChatTableJson("wechat-exporter"),
    WeChatTable("wechat-download"),
    WeChatTable("wechat-access", named_by_folder=True),
)
_SUFFIXES = (".xlsx", ".csv", ".json")
_LARGEST = 256 << 20
_MOST = 32  # lists looked at in a folder, workbooks and tables first
_APART = timedelta(days=1)  # the exporting machine's zone may have been another


@dataclass(frozen=True, slots=True)
class Pairing:
    """The *row* that tells more of an article, or the *problem* why a list that concerns its account does not."""

    row: Article | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of an article that a row is sought for; *when* may be None."""

    title: str
    name: str = ""
    when: datetime | None = None


@dataclass(frozen=True, slots=True)
class _List:
    """A list beside a page: its file *name*, the *accounts* it names, and its articles by `key` of their titles."""

    name: str
    accounts: frozenset[str]
    titles: Mapping[str, tuple[Article, ...]]

    def concerns(self, account: str) -> bool:
        """Whether it can hold articles of *account*: of one that it names, or it names none."""
        return bool(self.titles) and (not account or not self.accounts or account in self.accounts)


def find(path: Path, sought: Sought) -> Pairing:
    """The row for the article *sought* in the lists beside *path*; never raises for a list that is broken."""
    lists = [one for one in _beside(path) if one.concerns(sought.name)]
    if not lists:
        return Pairing()
    same = [
        (listed.name, row)
        for listed in lists
        for row in listed.titles.get(key(sought.title), ())
        if _may_be(row, sought)
    ]
    exact = [found for found in same if _minute(found[1]) == _shown(sought.when)]
    distinct = {row.ids[0]: (name, row) for name, row in exact or same}
    if len(distinct) == 1:
        return Pairing(next(iter(distinct.values()))[1])
    names = "、".join(dict.fromkeys([name for name, _ in same] or [one.name for one in lists]))
    if not distinct:
        return Pairing(problem=f"清单 {names} 中没有这个标题，编号和链接未能补上")
    where = "、".join(row.position for _, row in distinct.values())
    return Pairing(problem=f"清单 {names} 中有 {len(distinct)} 条同题（{where}），不能断定是哪一条，编号未补")


def joined(article: Article, row: Article) -> Article:
    """*article* with what it lacks of *row*; when the row says it went out is believed before a page or a file name."""
    return replace(
        article,
        name=article.name or row.name,
        biz=article.biz or row.biz,
        number=article.number or row.number,
        address=article.address or row.address,
        witnesses=(*row.witnesses, *article.witnesses),
        author=article.author or row.author,
        summary=article.summary or row.summary,
        tags=article.tags or row.tags,
        original=article.original or row.original,
    )


def lists_title(path: Path, title: str) -> bool:
    """Whether a list beside *path* has an article named *title*."""
    known = key(title)
    return bool(known) and any(known in listed.titles for listed in _beside(path))


def key(title: str) -> str:
    """*title* for comparison: tools drop punctuation, blanks and case when they make file names of it."""
    return "".join(filter(str.isalnum, title)).lower()


def _may_be(row: Article, sought: Sought) -> bool:
    if sought.name and row.name and row.name != sought.name:
        return False
    return sought.when is None or not row.witnesses or abs(row.witnesses[0].when - sought.when) <= _APART


def _minute(row: Article) -> str:
    return _shown(row.witnesses[0].when if row.witnesses else None)


def _shown(when: datetime | None) -> str:
    return when.strftime("%Y-%m-%d %H:%M") if when else ""


def _beside(path: Path) -> Iterator[_List]:
    """The lists in the folder of *path* and those it can have been exported beside."""
    up = 2 if path.name == "index.html" else 1
    for folder in [path.parent, *path.parent.parents][: up + 1]:
        try:
            for one in _candidates(str(folder), folder.stat().st_mtime_ns):
                status = Path(one).stat()
                if status.st_size <= _LARGEST:
                    yield _listed(one, status.st_mtime_ns, status.st_size)
        except OSError as error:
            if lacking(error):
                raise
            continue


@lru_cache(maxsize=64)
def _candidates(folder: str, _: int) -> tuple[str, ...]:
    """The files of *folder* that can be lists: a folder of ten thousand articles is looked through once."""
    with os.scandir(folder) as entries:
        named = [one for one in entries if one.name.lower().endswith(_SUFFIXES)]
        found = sorted(one.path for one in named if one.is_file(follow_symlinks=False))
    return tuple(sorted(found, key=lambda one: one.lower().endswith(".json"))[:_MOST])


@lru_cache(maxsize=2 * _MOST)
def _listed(path: str, _: int, __: int) -> _List:
    """The list *path*, its articles without their bodies; an empty one when it is no list or a broken one."""
    titles: dict[str, list[Article]] = defaultdict(list)
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        source = next((one for one in _LISTS if one.detect(Path(path), head)), None)
        for one in source.articles(Path(path)) if source else ():
            if isinstance(one, Article) and key(one.title):
                titles[key(one.title)].append(_bare(one))
    except (OSError, MalformedExport) as error:
        if lacking(error):
            raise
        titles.clear()
    accounts = {row.name for rows in titles.values() for row in rows if row.name}
    return _List(Path(path).name, frozenset(accounts), {known: tuple(rows) for known, rows in titles.items()})


def _bare(one: Article) -> Article:
    return Article(
        position=one.position,
        name=one.name,
        biz=one.biz,
        number=one.number,
        address=one.address,
        title=one.title,
        witnesses=one.witnesses,
        author=one.author,
        summary=one.summary,
        tags=one.tags,
        original=one.original,
    )
