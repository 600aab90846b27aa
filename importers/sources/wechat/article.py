"""An article as tools tell of it, whatever they wrote it into, and the record that it becomes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from importers.model import AccountKey, Listed, Lost, Post, Witness
from importers.normalize.html import Body
from importers.sources.wechat import addresses

PLATFORM = "weixin"
NOTHING = Body("", ())
DELETED = "导出时平台上已经删除"

_NUMBER = re.compile(r"\d{4,12}_\d{1,2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article. *number* is `mid_idx`, *address* its link in any spelling, *original* whose text a reprint is.

    An empty *body* means that the file only lists the article; *deleted*, that the platform no longer had it.
    """

    position: str
    name: str = ""
    biz: str = ""
    number: str = ""
    address: str = ""
    title: str = ""
    body: Body = NOTHING
    witnesses: tuple[Witness, ...] = ()
    author: str = ""
    summary: str = ""
    tags: tuple[str, ...] = ()
    original: str = ""
    deleted: bool = False
    captured: datetime | None = None
    companions: tuple[Path, ...] = ()

    @property
    def account(self) -> AccountKey:
        """Whose it is, by the biz that the tool or the link shows, and the name."""
        biz = self.biz or addresses.identity(self.address)[0]
        return AccountKey(PLATFORM, (biz,) if biz else (), " ".join(self.name.split()))

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id by which it is known, best first; never empty."""
        biz, mid, idx = addresses.identity(self.address)
        number = self.number if _NUMBER.fullmatch(self.number) else f"{mid}_{idx}" if mid else ""
        known = identifiers(self.biz or biz, number, self.address)
        if known[:1] == (
            number,
        ):  # counted by each account for itself: alone it names no article of the platform
            known = (_hash(self.account.name, number), number)
        when = self.witnesses[0].when if self.witnesses else None
        return tuple(dict.fromkeys((*known, by_words(self.account.name, self.title, when))))


def identifiers(biz: str, number: str, address: str) -> tuple[str, ...]:
    """The ids of an article, best first: `biz_mid_idx`, the short link's, and `mid_idx`, which only its account knows."""
    found = (f"{biz}_{number}" if biz and number else "", addresses.short_id(address), number)
    return tuple(one for one in found if one)


def by_words(name: str, title: str, when: datetime | None) -> str:
    """The id of an article that shows none: a hash of account, title and minute of publication."""
    return _hash(name, title, when.strftime("%Y-%m-%d %H:%M") if when else "")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def record(article: Article) -> Post | Lost | Listed:
    """What *article* is: a post with its content, a lost one, or one that the file only lists."""
    source_id, also = article.ids[0], article.ids
    address = addresses.canonical(article.address)
    if not article.body.markdown:
        if article.deleted:
            return Lost(
                position=article.position,
                reason=DELETED,
                account=article.account,
                source_id=source_id,
                title=article.title,
                source_url=address,
                witnesses=article.witnesses,
                also=also,
            )
        return Listed(
            position=article.position,
            account=article.account,
            source_id=source_id,
            title=article.title,
            source_url=address,
            witnesses=article.witnesses,
            also=also,
        )
    return Post(
        position=article.position,
        account=article.account,
        source_id=source_id,
        title=article.title,
        body=article.body.markdown,
        witnesses=article.witnesses,
        source_url=address,
        author=article.author,
        summary=article.summary,
        tags=article.tags,
        kind="转载" if article.original else "",
        source=article.original,
        captured=article.captured,
        pictures=article.body.pictures,
        companions=article.companions,
        also=also,
    )
