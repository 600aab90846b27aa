"""Exports that belong together: a page or text without ids, and the list beside it that has them.

An exporter's folders `<title>/index.html` hold neither id nor link; its workbook, exported into the same folder or
the one above, holds both by title. A title is not an article: where it stands twice the minute decides, and where
that does not, nothing is guessed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

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


def find(path: Path, sought: Sought) -> Pairing:
    """The row for the article *sought* in the lists beside *path*; never raises for a list that is broken."""
    rows = [
        (name, one)
        for name, listed in _beside(path)
        for one in listed
        if not (sought.name and one.name) or one.name == sought.name
    ]
    if not rows:
        return Pairing()
    same = [
        (name, one) for name, one in rows if key(one.title) == key(sought.title) and _may_be(one, sought.when)
    ]
    exact = [found for found in same if _minute(found[1]) == _shown(sought.when)]
    distinct = {one.ids[0]: (name, one) for name, one in exact or same}
    if len(distinct) == 1:
        return Pairing(next(iter(distinct.values()))[1])
    lists = "、".join(dict.fromkeys(name for name, _ in (same or rows)))
    if not distinct:
        return Pairing(problem=f"清单 {lists} 中没有这个标题，编号和链接未能补上")
    where = "、".join(one.position for _, one in distinct.values())
    return Pairing(problem=f"清单 {lists} 中有 {len(distinct)} 条同题（{where}），不能断定是哪一条，编号未补")


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
    return bool(key(title)) and any(
        key(one.title) == key(title) for _, listed in _beside(path) for one in listed
    )


def key(title: str) -> str:
    """*title* for comparison: tools drop punctuation, blanks and case when they make file names of it."""
    return "".join(filter(str.isalnum, title)).lower()


def _may_be(row: Article, when: datetime | None) -> bool:
    return when is None or not row.witnesses or abs(row.witnesses[0].when - when) <= _APART


def _minute(row: Article) -> str:
    return _shown(row.witnesses[0].when if row.witnesses else None)


def _shown(when: datetime | None) -> str:
    return when.strftime("%Y-%m-%d %H:%M") if when else ""


def _beside(path: Path) -> Iterator[tuple[str, tuple[Article, ...]]]:
    """The lists in the folder of *path* and those it can have been exported beside."""
    up = 2 if path.name == "index.html" else 1
    for folder in [path.parent, *path.parent.parents][: up + 1]:
        try:
            for one in _candidates(str(folder), folder.stat().st_mtime_ns):
                status = Path(one).stat()
                if status.st_size <= _LARGEST:
                    yield Path(one).name, _listed(one, status.st_mtime_ns, status.st_size)
        except OSError:
            continue


@lru_cache(maxsize=64)
def _candidates(folder: str, _: int) -> tuple[str, ...]:
    """The files of *folder* that can be lists: a folder of ten thousand articles is looked through once."""
    with os.scandir(folder) as entries:
        named = [one for one in entries if one.name.lower().endswith(_SUFFIXES)]
        return tuple(sorted(one.path for one in named if one.is_file(follow_symlinks=False)))


@lru_cache(maxsize=16)
def _listed(path: str, _: int, __: int) -> tuple[Article, ...]:
    """The articles of the list *path*, without their bodies; none when it is no list or a broken one."""
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        source = next((one for one in _LISTS if one.detect(Path(path), head)), None)
        found = source.articles(Path(path)) if source else ()
        return tuple(_bare(one) for one in found if isinstance(one, Article))
    except (OSError, MalformedExport):
        return ()


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
