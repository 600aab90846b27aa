"""A post made ready in one go, without knowing the register: dated, its pictures found, its text final.

Everything here is done once for a post whatever the number of workers, reads the export only, and leaves
writing to the run.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from importers.model import Picture, Post
from importers.normalize import dating, media
from importers.normalize.dating import Dating
from importers.normalize.kinds import kind_of
from importers.normalize.script import is_traditional
from notices import privacy
from notices.frontmatter import clean_line
from notices.remarks import Cut
from notices.render import LONGEST_BODY

# Pictures up to this many bytes are read at once, larger ones are videos and copied as they are.
_WHOLE = 64 << 20
_TITLE = 200
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# An escaped bracket opens nothing.
_MARKDOWN = re.compile(r"\\.|(!?)\[((?:\\.|[^\[\]\\\n])*)\]\(media:([^)\s]+)\)")
_HTML = re.compile(r"<img\b[^<>]*?\bsrc=\"media:([^\"]+)\"[^<>]*>")
_HTML_FILE = re.compile(r"<a href=\"media:([^\"]+)\"[^<>]*>(.*?)</a>")
_ALT = re.compile(r"\balt=\"([^\"]*)\"")
_SPECIAL = re.compile(r"[\\`*_\[\]]")  # what means something in the middle of a line of Markdown
_NOT_SHOWN = {"svg": "SVG 图可能含有脚本", "heic": "HEIC 图浏览器不能显示", "bin": "格式不明", "": "格式不明"}


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or file that a draft holds.

    *name* is its published name, empty when *problem* says why there is nothing to publish; *sha256* is the
    digest of the original bytes, which lie in *path* or, when the export embeds them, in *content*;
    *stripped* are the bytes to publish where metadata was cut.
    """

    key: str
    name: str = ""
    sha256: str = ""
    extension: str = ""
    path: Path | None = None
    content: bytes | None = None
    stripped: bytes | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """*post* (without its body and pictures) with the *body* as published, its *dating*, *media* and companions.

    *private* says what of persons stands in it that may not be public, in Chinese; empty when nothing does. *cut*
    is what cleaning took out of the body. *known* are all ids of the post that any export showed so far.
    """

    post: Post
    title: str
    body: str
    kind: str
    lang: str
    dating: Dating
    media: tuple[Medium, ...] = ()
    private: str = ""
    cut: tuple[Cut, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def withheld_for(self) -> str:
        """Why this cannot be published as it is, in Chinese; empty when it can."""
        undated = self.dating.problem if self.dating.when is None else ""
        endless = f"正文超过 {LONGEST_BODY // 10_000} 万字（body-long）" if self._endless else ""
        return "；".join(why for why in (undated, endless, self.private) if why)

    @property
    def cure(self) -> str:
        """What makes it fit to be published, in Chinese."""
        if self._endless:
            return "拆成几件或改作附件后可公开"
        return "遮盖后可公开（invoke mask）" if self.private else "补写日期后可公开"

    @property
    def _endless(self) -> bool:
        return len(self.body) > LONGEST_BODY


def draft(post: Post, latest: datetime) -> Draft:
    """Make *post* ready; a date after *latest* is not believed. Raises OSError when a picture cannot be read."""
    found = {picture.key: _medium(picture) for picture in post.pictures}
    pictures = {picture.key: picture for picture in post.pictures}
    body = _UNWRITABLE.sub("", link_media(post.body, found, pictures)).strip("\n")
    title = clean_line(post.title)[:_TITLE].strip()
    return Draft(
        post=replace(post, body="", pictures=()),
        title=title or "（无标题）",
        body=body,
        kind=post.kind or kind_of(title, post.body),
        lang="zh-Hant" if is_traditional(f"{title}\n{body}") else post.lang,
        dating=dating.date(post.witnesses, latest),
        media=tuple(found.values()),
        private=_private(f"{title}\n\n{post.summary}\n\n{post.author}\n\n{body}"),
    )


def _private(text: str) -> str:
    """What the privacy gate finds in *text*, by name and rule, never the number itself."""
    rules = dict.fromkeys(found.rule for found in privacy.findings(text))
    return "含有" + "、".join(f"{privacy.RULES[rule]}（{rule}）" for rule in rules) if rules else ""


# Pictures ----------------------------------------------------------------------------------------------------


def _medium(picture: Picture) -> Medium:
    if picture.path is not None:
        if picture.path.is_symlink() or not picture.path.is_file():
            return Medium(picture.key, problem="导出文件中没有")
        if picture.path.stat().st_size > _WHOLE:
            return _large(picture.key, picture.path)
        return replace(
            medium_of(picture.key, picture.path.read_bytes(), picture.path.name),
            path=picture.path,
            content=None,
        )
    if picture.content is not None:
        return medium_of(picture.key, picture.content, picture.url)
    return Medium(picture.key, problem="未随导出保存")


def medium_of(key: str, content: bytes, name: str) -> Medium:
    """The medium *key* of these bytes; *name* or address lends its extension where the bytes do not tell."""
    suffix = media.extension(content[: media.HEAD], name)
    digest = hashlib.sha256(content).hexdigest()
    problem = _problem(suffix, bool(content))
    if problem:
        return Medium(key, sha256=digest, extension=suffix, content=content, problem=problem)
    stripped = media.without_metadata(content)
    shown = media.name_of(stripped, suffix)
    return Medium(
        key, shown, digest, suffix, content=content, stripped=None if stripped is content else stripped
    )


def _large(key: str, path: Path) -> Medium:
    with path.open("rb") as stream:
        suffix = media.extension(stream.read(media.HEAD), path.name)
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    problem = _problem(suffix, True)
    name = "" if problem else media.name_of_digest(digest, suffix)
    return Medium(key, name, digest, suffix, path=path, problem=problem)


def _problem(suffix: str, filled: bool) -> str:
    if not filled:
        return "文件是空的"
    if suffix == "html":
        return "保存下来的是网站的错误页，不是图片"
    return _NOT_SHOWN.get(suffix, "")


# Text --------------------------------------------------------------------------------------------------------


def link_media(body: str, found: dict[str, Medium], pictures: dict[str, Picture]) -> str:
    """*body* with every `media:` reference turned into the published file or into one visible line saying it is missing."""

    def markdown(match: re.Match[str]) -> str:
        bang, alt, key = match.groups()
        if key is None:
            return match[0]
        medium = found.get(key)
        if medium is None or not medium.name:
            return _literal(_missing(bool(bang), re.sub(r"\\(.)", r"\1", alt), pictures.get(key), medium))
        shown = bang if medium.extension in media.PICTURES else ""
        return f"{shown}[{alt or ('' if shown else '附件')}](../media/{medium.name})"

    def html(match: re.Match[str]) -> str:
        medium = found.get(key := match[1])
        if medium is not None and medium.name and medium.extension in media.PICTURES:
            return match[0].replace(f'src="media:{key}"', f'src="../media/{medium.name}"')
        alt = _ALT.search(match[0])
        return _entities(_missing(True, alt[1] if alt else "", pictures.get(key), medium))

    def file(match: re.Match[str]) -> str:
        medium = found.get(match[1])
        if medium is not None and medium.name:
            return f'<a href="../media/{medium.name}">{match[2]}</a>'
        return f"{match[2]}{_entities(_missing(False, '', pictures.get(match[1]), medium))}"

    return _HTML_FILE.sub(file, _HTML.sub(html, _MARKDOWN.sub(markdown, body)))


def _missing(picture: bool, alt: str, known: Picture | None, medium: Medium | None) -> str:
    """`〔图片未保存：…〕` with what is known of it; the address as words, never as a link to another host."""
    why = medium.problem if medium is not None else ""
    reason = "" if why in ("", "未随导出保存") else why
    url = clean_line(known.url) if known is not None and len(known.url) < 2000 else ""
    told = [clean_line(alt), reason, f"原地址：{url}" if url else ""]
    rest = " ".join(part for part in told if part)
    return f"〔{'图片' if picture else '附件'}未保存{'：' if rest else ''}{rest}〕"


def _literal(text: str) -> str:
    """*text* so that Markdown shows exactly its characters, in a table cell too."""
    return _entities(_SPECIAL.sub(r"\\\g<0>", text)).replace("|", "&#124;")


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
