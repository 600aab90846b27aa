"""The words of a Weibo post: false line breaks mended, a title found, a cut-off text recognised. Pure."""

from __future__ import annotations

import re

from importers.normalize.text import clean

TITLE = 40  # characters of a title made from a sentence
BRACKET_TITLE = 60

_LINK_WORD = re.compile(
    r"(?:网页链接|查看图片|[^\s，。！？、]{1,30}的(?:微博视频|微博直播|秒拍视频|优酷视频)) ?"
)
_CLOSING = "，。、；：！？）】」』”’》…,.;:!?)"
_OPENING = "（【「『“‘《"
_STUB = re.compile(r"(?:\.\.\.|…)全文(?: [^\s，。]{1,30})?$|展开$")  # a video's name can follow
_TOPIC = re.compile(r"#([^#\n]{1,60})#")
_LEADING_TOPICS = re.compile(r"(?:#[^#\n]{1,60}# ?)+")
_BRACKET = re.compile(r"(?:#[^#\n]{1,60}# ?|[^\w【#\n])*【([^】]{2,200})】")
_QUOTED_CHAIN = re.compile(r"//@[^:：\s]{1,40}[:：]")
_BARE_REPOST = frozenset(("转发微博", "转发", "Repost", "轉發微博", ""))
_SENTENCE_END = re.compile(r"[。！？!?；]")
_CLAUSE_END = re.compile(r"[，、：,:）)】 ]")
_TITLE_END = re.compile(
    r"(?:[，、：:,]|\[[^\[\]\s]{1,6}\])$"
)  # a comma, the colon of a salutation, an emoji's name
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
    text = _STUB.sub("", text)
    if match := _BRACKET.match(text):
        title = _one_line(match[1])
        if title:
            return _shorten(title, BRACKET_TITLE)
    body = _LEADING_TOPICS.sub("", text, count=1) if _LEADING_TOPICS.match(text) else text
    return _first_sentence(body) or _first_sentence(text)


def _first_sentence(text: str) -> str:
    line = next((shown for shown in (_one_line(line) for line in text.split("\n")) if _has_words(shown)), "")
    if end := _SENTENCE_END.search(line):
        mark = end[0] if end[0] in "？！?!" else ""
        line = line[: end.start()] + mark if _has_words(line[: end.start()]) else line
    return _shorten(line, TITLE)


def _one_line(text: str) -> str:
    """Show *text* as a line of a title: topic marks and link words away."""
    text = text.replace("\n", " ")
    plain = _TOPIC.sub(lambda topic: topic[1] + " " * (text[topic.end() : topic.end() + 1] == "#"), text)
    plain = _LINK_WORD.sub("", plain) if _LINK_WORD.fullmatch(plain) else plain.removesuffix("网页链接")
    return _TITLE_END.sub("", " ".join(plain.split()).strip(" 【】↓→👇"))


def _has_words(text: str) -> bool:
    return sum(character.isalnum() for character in text) >= 2


def _shorten(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    ends = [end.start() for end in _CLAUSE_END.finditer(cut) if end.start() >= limit // 3]
    return f"{cut[: ends[-1]] if ends else cut}…"
