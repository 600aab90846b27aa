"""The words of a Weibo post: false line breaks mended, a title found, a cut-off text recognised. Pure."""

from __future__ import annotations

import re

from importers.normalize import titles
from importers.normalize.text import clean

TITLE = 40  # characters of a title made from a sentence

_LINK_WORD = re.compile(
    r"(?:网页链接|查看图片|[^\s，。！？、]{1,30}的(?:微博视频|微博直播|秒拍视频|优酷视频)) ?"
)
_CLOSING = "，。、；：！？）】」』”’》…,.;:!?)"
_OPENING = "（【「『“‘《"
_STUB = re.compile(r"(?:\.\.\.|…)全文(?: [^\s，。]{1,30})?$|展开$")  # a video's name can follow
_TOPIC = re.compile(r"#([^#\n]{1,60})#")
_QUOTED_CHAIN = re.compile(r"//@[^:：\s]{1,40}[:：]")
_BARE_REPOST = frozenset(("转发微博", "转发", "Repost", "轉發微博", ""))
_TAG_BREAK = re.compile(r"[,，;；\s]+")


def mend_breaks(text: str) -> str:
    """Rejoin lines that a tool broke at a link or tag (weibo-crawler since 2024 joins text nodes by newlines).

    Only breaks that are certainly false go: before a line that is nothing but a link's standard words
    (`网页链接`, `…的微博视频`), before closing and after opening punctuation. No character of the text is lost.
    """
    mended: list[list[str]] = []
    for line in clean(text).split("\n"):
        if mended and _LINK_WORD.fullmatch(line):
            while len(mended) > 1 and not mended[-1][-1]:
                mended.pop()
            mended[-1] += [" ", line] if mended[-1][-1] else [line]
        elif (
            mended and line and (former := mended[-1][-1]) and (line[0] in _CLOSING or former[-1] in _OPENING)
        ):
            mended[-1].append(line)
        else:
            mended.append([line])
    return "\n".join("".join(parts) for parts in mended).strip("\n")


def is_stub(text: str) -> bool:
    """Whether *text* ends where the platform folds a long post (`...全文`), so that the rest is missing."""
    return _STUB.search(text) is not None


def topics(text: str) -> tuple[str, ...]:
    """Give the `#topics#` of *text* in order, each once."""
    return tags(_TOPIC.findall(text))


def tags(names: list[str]) -> tuple[str, ...]:
    """Make tags of topic *names*: separators of tag lists become spaces, empty and repeated ones go."""
    plain = (_TAG_BREAK.sub(" ", name.strip(" \t\n#[]")).strip() for name in names)
    return tuple(dict.fromkeys(name for name in plain if name))


def is_bare_repost(text: str) -> bool:
    """Whether *text* is what the platform writes for a repost without words, or begins with the quoted chain."""
    plain = clean(text)
    return bool(plain) and not own_words(plain)


def own_words(text: str) -> str:
    """Give what the account itself wrote in a repost: *text* before the quoted chain, empty for a bare repost."""
    words = _QUOTED_CHAIN.split(text, maxsplit=1)[0].strip()
    return "" if words in _BARE_REPOST else words


def title_of(text: str) -> str:
    """Find a title: the 【…】 with which *text* begins (topics apart), else its first sentence, else empty."""
    lines = (_without_link_words(line) for line in _STUB.sub("", text).split("\n"))
    return titles.title_of("\n".join(lines), TITLE)


def _without_link_words(line: str) -> str:
    return "" if _LINK_WORD.fullmatch(line) else line.removesuffix("网页链接")
