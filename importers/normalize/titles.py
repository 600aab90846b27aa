"""A title for a post that has none: the 【…】 it begins with, else its first sentence."""

from __future__ import annotations

import re

BRACKETED = 60  # characters of a title that the post itself marks as one

_SENTENCE_END = re.compile(r"[。；;]|[！？!?]+|(?<!\d)[.](?=\s|$)")
_CLAUSE_END = re.compile(r"[，、：,:）)】」”\s]")
_EDGE = " 　，、：；,;:"
_TOPIC = re.compile(r"#([^#\n]{1,60})#")
_LEADING_TOPICS = re.compile(r"(?:#[^#\n]{1,60}# ?)+")
_BRACKET = re.compile(r"(?:#[^#\n]{1,60}# ?|[^\w【#\n])*【([^】]{2,200})】")
_ORNAMENT = " 【】↓→👇"
_EMOJI_NAME = re.compile(r"\[[^\[\]\s]{1,6}\]$")


def title_of(text: str, most: int) -> str:
    """Find the title of a post: the 【…】 with which *text* begins (topics apart), else its first sentence.

    The sentence has at most *most* characters; marks of topics, arrows and a closing emoji's name are left out.
    Empty when there are no words.
    """
    if (match := _BRACKET.match(text)) and (title := _one_line(match[1].replace("\n", " "))):
        return _shorten(title, BRACKETED)
    body = _LEADING_TOPICS.sub("", text, count=1) if _LEADING_TOPICS.match(text) else text
    return first_sentence(_plain(body), most) or first_sentence(_plain(text), most)


def first_sentence(text: str, most: int) -> str:
    """The first sentence of *text* on one line of at most *most* characters; empty when there are no words.

    A longer one is cut behind a clause in its second half, else anywhere, and says so by `…`.
    """
    lines = [" ".join(raw.split()) for raw in text.split("\n")]
    line = next((line for least in (2, 1) for line in lines if _words(line) >= least), "")
    end = _SENTENCE_END.search(line)
    if end and _words(line[: end.start()]) >= 2:
        line = line[: end.end()].rstrip("。；;.")
    return _shorten(line, most)


def _plain(text: str) -> str:
    return "\n".join(_one_line(line) for line in text.split("\n"))


def _one_line(text: str) -> str:
    """Show *text* as a line of a title; two topics in a row stay apart."""
    shown = _TOPIC.sub(lambda topic: topic[1] + " " * (text[topic.end() : topic.end() + 1] == "#"), text)
    return _EMOJI_NAME.sub("", " ".join(shown.split()).strip(_ORNAMENT)).strip(_EDGE)


def _shorten(line: str, most: int) -> str:
    if len(line) <= most:
        return line.strip(_EDGE)
    cut = line[: most - 1]
    ends = [found.start() for found in _CLAUSE_END.finditer(cut, most // 2)]
    return (cut[: ends[-1]] if ends else cut).rstrip(_EDGE) + "…"


def _words(line: str) -> int:
    return sum(map(str.isalnum, line))
