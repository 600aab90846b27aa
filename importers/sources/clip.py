"""A post of a video or picture platform as any tool hands it over, and the one way it becomes a `Post`.

The text is a caption; the video is the content. So a page shows the caption, the poster, the video file to download
where the export holds it, and one honest line where it does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from importers.model import AccountKey, Picture, Post, Problem, Witness
from importers.normalize import dates, titles
from importers.normalize.markdown import escape
from importers.normalize.text import clean
from importers.sources.clip_media import Files, Saved, attachment
from notices.fields import PLATFORMS

_TITLE = 40
_URLS = {
    "douyin": "https://www.douyin.com/video/{}",
    "kuaishou": "https://www.kuaishou.com/short-video/{}",
    "xiaohongshu": "https://www.xiaohongshu.com/explore/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
    "toutiao": "https://www.toutiao.com/article/{}/",
}
_SIGNED = re.compile(r"[?&](?:x-)?(?:expires|signature|sign|auth_key|token|xsec_token)=", re.IGNORECASE)
_HAS_ZONE = re.compile(r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$")
_TAG_BREAK = re.compile(r"[,，;；\s]+")
_LAST_TOPICS = re.compile(r"(?<=\S)(?:\s*#[^#\s]+#?)+\s*$")
_TOPIC = re.compile(r"#([^#\s,，。！？!?]{1,60})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """Raw values of a post.

    *also* are further ids of it; *title* is the platform's own, empty where there is none; *body* is Markdown made of
    the post's HTML, else *text* is shown as it reads; *created* are the texts that say when, best first, read in *zone*;
    *pictures* are addresses; *is_cut* says that the tool keeps no more text than this; *notes* are further lines.
    """

    id: str
    account: AccountKey
    also: tuple[str, ...] = ()
    title: str = ""
    author: str = ""
    summary: str = ""
    text: str = ""
    body: str = ""
    created: tuple[str, ...] = ()
    zone: str = "+08:00"
    captured: str = ""
    url: str = ""
    pictures: tuple[str, ...] = ()
    embedded: tuple[Picture, ...] = ()
    is_video: bool = False
    is_cut: bool = False
    place: str = ""
    topics: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stated_in: str = "row"


def to_post(clip: Clip, position: str, files: Files) -> Post | Problem:
    """Make a post of *clip*, without a witness where its date cannot be read; a Problem when its id cannot."""
    if not clip.id:
        return Problem(position, "没有可用的作品编号（可能被表格软件改成了科学计数），请用原工具重新导出")
    witnesses = tuple(_witnesses(clip))
    when = witnesses[0].when if witnesses else None
    saved = files.of((clip.id, *clip.also), when, clip.account.name)
    shown = _shown(clip, saved)
    return Post(
        position=position,
        account=clip.account,
        source_id=clip.id,
        also=clip.also,
        title=_title(clip, when),
        body="\n\n".join(_blocks(clip, saved, shown)),
        witnesses=witnesses,
        source_url=_address(clip),
        author=clip.author,
        summary=clip.summary,
        tags=tuple(_tags(clip)),
        captured=dates.parse(clip.captured, None) if clip.captured else None,
        pictures=(*clip.embedded, *shown),
        companions=saved.wrong,
    )


def _witnesses(clip: Clip) -> Iterator[Witness]:
    """Each moment that the cells state, once."""
    seen: set[datetime] = set()
    for text in clip.created:
        when = moment(text, clip.zone)
        if when is not None and when not in seen:
            seen.add(when)
            yield Witness(when, clip.stated_in, text.strip())


def moment(text: str, zone: str) -> datetime | None:
    """When *text* says, read in *zone* where it names none itself."""
    plain = text.strip().replace("_", " ")
    if plain.isdecimal() or _HAS_ZONE.search(plain):
        return dates.parse(plain, None)
    return dates.parse(f"{plain} {zone}", None) or dates.parse(plain, None)


def _title(clip: Clip, when: datetime | None) -> str:
    """The platform's title unless it is only the beginning of a long text; then the first sentence."""
    text = clean(clip.text)
    title = _LAST_TOPICS.sub("", " ".join(clean(clip.title).split()))
    if title and (len(title) <= titles.BRACKETED or not " ".join(text.split()).startswith(title)):
        return title
    day = f" {when.date()}" if when else ""
    what = "视频" if clip.is_video else "图文" if clip.pictures else "动态"
    return (
        titles.title_of(_LAST_TOPICS.sub("", text), _TITLE)
        or title
        or f"{PLATFORMS[clip.account.platform]}{what}{day}"
    )


def _address(clip: Clip) -> str:
    """The page of the post; parameters only say who came from where, or sign the request."""
    if clip.url.startswith(("http://", "https://")):
        return clip.url.split("?")[0].split("#")[0]
    if clip.account.platform == "bilibili" and clip.id.isdecimal():
        return f"https://t.bilibili.com/{clip.id}"  # a post without a video
    form = _URLS.get(clip.account.platform, "")
    return form.format(clip.id)


def _tags(clip: Clip) -> Iterator[str]:
    names = clip.topics or tuple(_TOPIC.findall(clip.text))
    plain = (_TAG_BREAK.sub(" ", name.strip(" \t\n#[]")).removesuffix("[话题]").strip() for name in names)
    yield from dict.fromkeys(name for name in plain if name)


# Body --------------------------------------------------------------------------------------------------------


def _blocks(clip: Clip, saved: Saved, shown: tuple[Picture, ...]) -> Iterator[str]:
    if clip.body:
        yield clip.body
    elif text := clean(clip.text):
        yield escape(text)
    if clip.is_cut:
        yield "〔导出工具只保存了文字的前一部分，后面的可能没有保存〕"
    yield from (_reference(picture) for picture in shown)
    if clip.is_video and not saved.videos:
        yield "〔视频：未随导出文件保存〕"
    yield from (f"〔{escape(clean(note))}〕" for note in clip.notes)
    if clip.place:
        yield f"发布位置：{escape(clean(clip.place).removeprefix('发布于').strip())}"


def _shown(clip: Clip, saved: Saved) -> tuple[Picture, ...]:
    """The post's files as a page shows them: a video's poster or the pictures, then what is to be downloaded."""
    if clip.is_video or (saved.videos and not clip.pictures):
        pictures = [_picture("poster", "视频封面", path) for path in saved.pictures[:1]]
    else:
        pictures = list(_album(clip, saved))
    files = [
        *(attachment(f"v{number}", "视频文件", path) for number, path in enumerate(saved.videos, 1)),
        *(attachment(f"s{number}", "音频文件", path) for number, path in enumerate(saved.sounds, 1)),
    ]
    return (*pictures, *files)


def _album(clip: Clip, saved: Saved) -> Iterator[Picture]:
    """Saved files stand for the first addresses; what is left over on either side is shown too."""
    for number in range(max(len(clip.pictures), len(saved.pictures))):
        url = clip.pictures[number] if number < len(clip.pictures) else ""
        path = saved.pictures[number] if number < len(saved.pictures) else None
        yield replace(_picture(f"p{number + 1}", f"图 {number + 1}", path), url=_lasting(url))


def _lasting(url: str) -> str:
    """The address without the signature that makes it die within hours."""
    return url.split("?")[0] if _SIGNED.search(url) else url


def _picture(key: str, alt: str, path: Path | None) -> Picture:
    return Picture(key, "", alt, path)


def _reference(picture: Picture) -> str:
    is_file = picture.key[0] in "vs" and picture.key[1:].isdecimal()
    return f"{'' if is_file else '!'}[{escape(picture.alt)}](media:{picture.key})"
