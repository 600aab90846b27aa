"""A Weibo post as any tool hands it over, and the one way it becomes a `Post`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from importers.model import AccountKey, Picture, Post, Problem, Skipped, Witness
from importers.normalize import dates, ids, inline
from importers.normalize.markdown import escape
from importers.normalize.text import clean
from importers.sources import weibo_text
from importers.sources.clip_media import attachment
from importers.sources.weibo_media import SavedMedia, picture_id
from notices.values import is_day

PLATFORM = "weibo"
_VIDEO = "视频文件"
_TRUNCATED = "〔原文未完整导出：导出工具只得到开头部分，全文未保存〕"
_UNQUOTED = "〔转发的原微博未随导出文件保存〕"
_ENTITY = re.compile(r"&#?\w+;", re.ASCII)
_ADDRESS = re.compile(r"https?://[\w\-./?=&%#~:+,;@!$'*]+", re.ASCII)
_EXPIRING = re.compile(r"[?&]Expires=|^https?://t\.cn/")
_MARK = "\ue000"  # stands for an address while the words around it are escaped
_UNSEEN = "〔原微博不可见：导出时已被删除或设为不可见〕"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """Raw values of a post.

    *created* are the texts that say when, best first, and *stated_in* is the kind of witness they are; *declared_pictures* is how many pictures the platform
    said there are; *videos* and *live_photos* count theirs, whose addresses are dead within the hour;
    *notes* are further lines (a link card's title); *stand_in* is a hash of raw values for an export without ids;
    *origin* is the reposted status; one without *uid* and *name* stands for an original that is gone, unless the
    tool never notes authors and it *is_anonymous*.
    """

    mid: str = ""
    bid: str = ""
    uid: str = ""
    name: str = ""
    text: str = ""
    created: tuple[str, ...] = ()
    stated_in: str = "row"
    pictures: tuple[str, ...] = ()
    declared_pictures: int = 0
    videos: int = 0
    live_photos: int = 0
    article_url: str = ""
    links: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stand_in: str = ""
    place: str = ""
    topics: tuple[str, ...] = ()
    origin: Status | None = None
    is_anonymous: bool = False


@dataclass(slots=True)
class _Media:
    """What the body refers to, gathered while it is written."""

    saved: SavedMedia
    pictures: dict[str, Picture] = field(default_factory=dict)
    companions: list[Path] = field(default_factory=list)


def to_record(
    status: Status, account: AccountKey, position: str, saved: SavedMedia
) -> Post | Problem | Skipped:
    """Make a post of *status* when *account* wrote it; other people's posts stay out."""
    if status.uid and account.ids and status.uid not in account.ids:
        return Skipped(position, f"是其他账号（{status.uid}）的微博")
    return to_post(status, account, position, saved)


def to_post(status: Status, account: AccountKey, position: str, saved: SavedMedia) -> Post | Problem:
    """Make a post of *status*; a Problem when its id or its date cannot be read."""
    stated = _stated(status)
    mid, bid = _identity(status, stated)
    if not (mid or bid or status.stand_in):
        return Problem(
            position, f"微博编号“{status.mid[:40]}”不可用（可能被表格软件改成了科学计数），也没有短编号"
        )
    witnesses = (*stated, *_of_id(mid, stated))
    if not witnesses:
        return Problem(position, f"发布时间“{' '.join(status.created)[:40]}”不是可以确定的日期")
    status = replace(status, mid=mid or status.mid)
    media = _Media(saved)
    body = "\n\n".join(_blocks(status, media))
    return Post(
        position=position,
        account=account,
        source_id=mid or bid or status.stand_in,
        title=_title(status, witnesses[0]),
        body=body,
        witnesses=witnesses,
        source_url=_url(account.ids[0] if account.ids else status.uid, mid, bid),
        tags=weibo_text.tags(list(status.topics)) or weibo_text.topics(clean(status.text)),
        kind="转载" if status.origin or weibo_text.is_bare_repost(status.text) else "",
        source=clean(status.origin.name) if status.origin else "",
        pictures=tuple(media.pictures.values()),
        companions=tuple(media.companions),
    )


def _stated(status: Status) -> tuple[Witness, ...]:
    """Give each moment that the cells state, once: two columns often say the same."""
    found = ((dates.in_cell(text), text.strip()) for text in reversed(status.created) if text)
    by_moment = {when: Witness(when, status.stated_in, text) for when, text in found if when}
    return tuple(reversed(by_moment.values()))


def _of_id(mid: str, stated: tuple[Witness, ...]) -> tuple[Witness, ...]:
    """Let the mid witness the date too: to the day only where the row says no more, as posts can be scheduled."""
    when = ids.made_at(mid)
    if when is None:
        return ()
    if stated and is_day(stated[0].when):
        when = when.replace(hour=0, minute=0, second=0)
        return (Witness(when, "id", when.date().isoformat()),)
    return (Witness(when, "id", f"{when:%Y-%m-%d %H:%M:%S}"),)


def _identity(status: Status, stated: tuple[Witness, ...]) -> tuple[str, str]:
    """Settle mid and bid: a mid that a spreadsheet damaged is taken from the bid, where the two agree by rule."""
    mid, bid = status.mid.strip(" \t'\""), status.bid.strip()
    mid, bid = mid if ids.is_mid(mid) else "", bid if ids.is_bid(bid) else ""
    with suppress(ValueError):
        derived = ids.to_mid(bid)
        is_one_number = stated[0].when.date() >= ids.FIRST_DAY if stated else ids.made_at(derived) is not None
        # Spreadsheets keep 15 digits of a mid's 16: one zero at the end is all there is to see of it.
        if is_one_number and (not mid or (mid.endswith("0") and derived != mid)):
            return derived, bid
    return mid, bid


def _url(uid: str, mid: str, bid: str) -> str:
    if uid and (bid or mid):
        return f"https://weibo.com/{uid}/{bid or mid}"
    if mid:
        return f"https://weibo.com/detail/{mid}"
    return f"https://m.weibo.cn/status/{bid}" if bid else ""


def _title(status: Status, witness: Witness) -> str:
    text = weibo_text.mend_breaks(status.text)
    title = weibo_text.title_of(weibo_text.own_words(text) if status.origin else text)
    if not title and status.origin:
        if _is_gone(status.origin):
            return "转发（原微博不可见）"
        quoted = weibo_text.title_of(weibo_text.mend_breaks(status.origin.text))
        title = f"转发：{quoted}" if quoted else "转发微博"
    what = "视频微博" if status.videos else "图片微博" if status.pictures else "微博"
    return title or f"{what} {witness.when.date().isoformat()}"


def _blocks(status: Status, media: _Media) -> Iterator[str]:
    """Write the body, a block each: words, pictures, what else belongs to the post, the quoted original."""
    yield from _own_blocks(status, media)
    if status.place:
        yield f"发布位置：{escape(clean(status.place).removeprefix('发布于').strip())}"
    if not status.origin and weibo_text.is_bare_repost(status.text):
        yield _UNQUOTED
    if status.origin:
        quoted = "\n\n".join(_quoted_blocks(status.origin, media))
        yield "\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))


def _own_blocks(status: Status, media: _Media) -> Iterator[str]:
    text = weibo_text.mend_breaks(status.text)
    if text:
        yield _linked(_with_addresses(text), tuple(link for link in status.links if link not in text))
    if weibo_text.is_stub(text):
        yield _TRUNCATED
    for number, url in enumerate(status.pictures, 1):
        yield _picture(status, url, number, media)
    if status.declared_pictures > len(status.pictures):
        yield f"〔原微博共 {status.declared_pictures} 张图片，导出文件中只有 {len(status.pictures)} 张〕"
    yield from (f"〔{escape(clean(note))}〕" for note in status.notes)
    if status.videos:
        yield "\n\n".join(_videos(status, media)) or "〔视频：未随导出文件保存〕"
    if status.live_photos:
        yield f"〔动态照片 {status.live_photos} 张：动态部分未保存〕"
    if status.article_url:
        yield f"〔头条文章：正文未随导出文件保存，原地址 <{status.article_url}>〕"


def _videos(status: Status, media: _Media) -> Iterator[str]:
    """Note the saved videos and give a link to each."""
    known = sum(one.alt.startswith(_VIDEO) for one in media.pictures.values())
    for number, path in enumerate(media.saved.videos((status.mid, status.bid)), known + 1):
        found = attachment(f"v{number}", _VIDEO, path)
        media.pictures[found.key] = found
        yield f"[{found.alt}](media:{found.key})"


def _quoted_blocks(origin: Status, media: _Media) -> Iterator[str]:
    if _is_gone(origin):
        yield _UNSEEN
        if text := weibo_text.mend_breaks(origin.text):
            yield escape(text)
        return
    when = next((shown for shown in (_shown(text) for text in origin.created) if shown), "")
    author = (
        f" @{escape(clean(origin.name or origin.uid))}"
        if origin.name or origin.uid
        else "（导出文件未记作者）"
    )
    yield f"原微博{author}{when}："
    yield from _own_blocks(origin, media)
    if origin.uid and (ids.is_bid(origin.bid) or ids.is_mid(origin.mid)):
        yield f"[原微博地址]({_url(origin.uid, origin.mid, origin.bid)})"


def _is_gone(origin: Status) -> bool:
    """Whether the original has no author any more: structure decides, the wording of the notice changes."""
    return not (origin.name or origin.uid or origin.is_anonymous)


def _shown(created: str) -> str:
    when = dates.parse(created, None)
    if when is None:
        return ""
    return when.strftime(" %Y-%m-%d" if len(created.strip()) <= 10 else " %Y-%m-%d %H:%M")


def _with_addresses(text: str) -> str:
    """Write *text* as Markdown with its web addresses as links; t.cn ones die with the service and stay words."""
    if _MARK in text:
        return escape(text)
    found: list[str] = []

    def mark(match: re.Match[str]) -> str:
        address = match[0].rstrip(".,;:!?'")
        if not _may_link(address):
            return match[0]
        found.append(address)
        return _MARK + match[0][len(address) :]

    first, *rest = escape(_ADDRESS.sub(mark, text)).split(_MARK)
    return first + "".join(f"{_link(address)}{part}" for address, part in zip(found, rest, strict=True))


def _link(address: str) -> str:
    """*address* as a link on itself; one with what reads as an entity (`&amp;`) in it would show another character."""
    if _ENTITY.search(address):
        return f"[{escape(address)}]({inline.target(address)})"
    return f"<{address}>"


def _linked(escaped: str, links: tuple[str, ...]) -> str:
    """Put the *links* on the words 网页链接 when there is one for each; else name them in lines of their own."""
    safe = [link for link in links if _may_link(link)]
    parts = escaped.split("网页链接")
    if len(parts) != len(safe) + 1:
        return "\n".join([escaped, *(f"链接：<{link}>" for link in safe)])
    ends = (f"[网页链接](<{link}>){after}" for link, after in zip(safe, parts[1:], strict=True))
    return parts[0] + "".join(ends)


def _may_link(url: str) -> bool:
    """Whether *url* is an address that still means something: signed ones die within the hour."""
    return (
        url.startswith(("http://", "https://"))
        and not set(url) & set("<>()[] \n")
        and _EXPIRING.search(url) is None
    )


def _picture(status: Status, url: str, number: int, media: _Media) -> str:
    """Note the *number*th picture and give its Markdown."""
    key = picture_id(url) or f"p{len(media.pictures) + 1}"
    found = media.saved.picture(url, (status.mid, status.bid), number)
    if found.wrong:
        media.companions.append(found.wrong)
    media.pictures.setdefault(key, Picture(key, url, f"图 {number}", found.path, found.content))
    return f"![图 {number}](media:{key})"
