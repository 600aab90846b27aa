"""What a reader asks for, parsed by our own rules; never by an engine's query language.

A query is a list of conditions, all of which a document must fulfil. Blanks part words; “…” or "…" keeps a
phrase whole; a leading hyphen excludes. Every condition is one about substrings of the folded title or body
(`analysis.compact`), so that engines can differ in speed and order, never in what they find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone

from search import analysis, policy
from search.schema import FACETS

LONGEST_QUERY = 500
"""Characters of a query; more is refused."""
MOST_CONDITIONS = 32
"""Conditions of a query; further words only help ranking."""
_MOST_JOINED = 5

_QUOTED = re.compile(r'([-－]?)(?:"([^"]*)"|“([^”]*)”|「([^」]*)」|『([^』]*)』)')
_EXCLUDED = re.compile(r"(?<!\S)[-－](\S+)")
# 〔2019〕12号, [2019]12號, (2019)第12号, 2019年12号: the number of an official document (GB/T 9704-2012, 7.2.5).
_NUMBER = re.compile(r"[〔\[［(（【]?\s*((?:19|20)\d{2})\s*(?:[〕\]］)）】]|年)\s*第?\s*(\d{1,5})\s*[号號]")
_SPACED_OUT = re.compile(r"(?<!\S)[㐀-鿿豈-﫿](?:\s+[㐀-鿿豈-﫿](?!\S))+")


_BEIJING = timezone(timedelta(hours=8))
_DAY = 24 * 60 * 60


def _midnight(day: str) -> int:
    return int(datetime.combine(date.fromisoformat(day), time(), _BEIJING).timestamp())


class BadQuery(ValueError):
    """A query we do not answer; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Condition:
    """True of a text that contains one of *alternatives*, all of them compact and never empty.

    One that is *named* may also be fulfilled by the names of the departments, the account and the platform.
    """

    alternatives: tuple[str, ...]
    named: bool = False

    def holds(self, text: str) -> bool:
        """Whether the compact *text* fulfils this condition."""
        return any(alternative in text for alternative in self.alternatives)


@dataclass(frozen=True, slots=True)
class Filters:
    """Values that hits must have, empty for any; `department` finds those below it too.

    *since* and *until* are days (ISO 8601) in China, both included.
    """

    department: str = ""
    kind: str = ""
    platform: str = ""
    account: str = ""
    year: str = ""
    archived: str = ""
    validity: str = ""
    since: str = ""
    until: str = ""

    def chosen(self) -> dict[str, str]:
        """The facets in force."""
        return {name: value for name in FACETS if (value := getattr(self, name))}

    def given(self) -> dict[str, str]:
        """Everything in force, as URL parameters."""
        days = {"since": self.since, "until": self.until}
        return self.chosen() | {name: day for name, day in days.items() if day}

    def seconds(self) -> tuple[int, int] | None:
        """The first second and the one after the last that the days allow, since 1970; None for any day."""
        if not self.since and not self.until:
            return None
        return _midnight(self.since or "1900-01-01"), _midnight(self.until or "2999-12-31") + _DAY


@dataclass(frozen=True, slots=True)
class Query:
    """*required* must all hold, *excluded* must all fail; the rest serves ranking.

    *phrases* are the readings of the whole query as one string, *words* its words as the index has them. At
    least one condition must hold in title or body, unless *names_suffice*: who asks for 民政局 低保 wants what
    that office published about it, who asks for 民政局 not everything that it ever published.
    """

    text: str = ""
    required: tuple[Condition, ...] = ()
    excluded: tuple[Condition, ...] = ()
    phrases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    names_suffice: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for (only punctuation, say)."""
        return not self.required

    def matches(self, title: str, body: str, names: str = "") -> bool:
        """Whether a document with these compact texts is found: the definition that engines must agree on."""
        if any(c.holds(title) or c.holds(body) for c in self.excluded):
            return False
        in_text = [c.holds(title) or c.holds(body) for c in self.required]
        by_name = (c.named and c.holds(names) for c in self.required)
        held = all(text or name for text, name in zip(in_text, by_name, strict=True))
        return held and (any(in_text) or self.names_suffice or self.empty)


def relaxed(query: Query) -> list[Query]:
    """Weaker readings of *query* for when it finds nothing.

    What was published under such names; what has its longer words; what has any one of them.
    """
    named = [replace(query, names_suffice=True)] if any(c.named for c in query.required) else []
    words = tuple(word for run in analysis.runs(_join_spaced(query.text)) for word in run if len(word) > 1)
    each = tuple(Condition(policy.SYNONYMS.get(word, (word,)), named=True) for word in dict.fromkeys(words))
    anyone = Condition(tuple(form for condition in each for form in condition.alternatives))
    readings = [each, (anyone,)] if each else []
    return named + [replace(query, required=reading) for reading in readings if reading != query.required]


def parse(text: str) -> Query:
    """The query that *text* means. Raises BadQuery when it is too long.

    When nothing but exclusions is left they are looked for instead: -5 is then a number, not a wish.
    """
    shown = " ".join(text.split())
    # Some characters fold to many (U+FDFA to eighteen): what is looked for is limited, not only what is typed.
    length = max(len(shown), len(analysis.compact(shown[: LONGEST_QUERY + 1])))
    if length > LONGEST_QUERY:
        raise BadQuery(f"检索词有 {length} 个字，超过 {LONGEST_QUERY} 个。请只留最要紧的几个词。")
    quoted, excluded, plain = _split(shown)
    required = [*quoted, *_conditions(plain)]
    if excluded and not required:
        required, excluded, wanted = excluded, [], shown
    else:
        wanted = _EXCLUDED.sub(" ", _QUOTED.sub(lambda m: " " if m[1] else f" {_inner(m)} ", shown))
    return Query(
        text=shown,
        required=tuple(dict.fromkeys(required))[:MOST_CONDITIONS],
        excluded=tuple(dict.fromkeys(excluded))[:MOST_CONDITIONS],
        phrases=_readings(wanted),
        words=_telling([*analysis.words(_join_spaced(wanted)), *_meant(required)]),
    )


def _meant(required: list[Condition]) -> Iterator[str]:
    """The words of all synonyms: a document is no worse for putting it another way."""
    for condition in required:
        if condition.alternatives[0] in policy.SYNONYMS:
            for alternative in condition.alternatives[1:]:
                yield from analysis.words(alternative)


def _telling(words: list[str]) -> tuple[str, ...]:
    """*words* once each, without stop words unless there is nothing else."""
    return tuple(dict.fromkeys(w for w in words if w not in analysis.STOP_WORDS)) or tuple(
        dict.fromkeys(words)
    )


def _split(text: str) -> tuple[list[Condition], list[Condition], str]:
    """Quoted phrases, exclusions, and the plain rest of *text*."""
    quoted: list[Condition] = []
    excluded: list[Condition] = []
    for match in _QUOTED.finditer(text):
        (excluded if match[1] else quoted).extend(_whole(_inner(match)))
    rest = _QUOTED.sub(" ， ", text)  # what stood around a phrase does not stand side by side
    for match in _EXCLUDED.finditer(rest):
        excluded.extend(_whole(match[1]))
    return quoted, excluded, _EXCLUDED.sub(" ", rest)


def _inner(match: re.Match[str]) -> str:
    return next((group for group in match.groups()[1:] if group), "")


def _whole(text: str) -> list[Condition]:
    readings = _readings(text)
    return [Condition(readings)] if readings else []


def _conditions(text: str) -> list[Condition]:
    """Each word of the plain *text* as a condition; an official document's number is one word."""
    found: list[Condition] = []
    position = 0
    for match in _NUMBER.finditer(text):
        found += _words(text[position : match.start()])
        found.append(Condition(_number_forms(match)))
        position = match.end()
    return found + _words(text[position:])


def _words(text: str) -> list[Condition]:
    runs = analysis.runs(_join_spaced(text))
    wholes = (_with_neighbours(list(_joined(list(map(analysis.compact, run))))) for run in runs)
    cut = (part for whole in wholes for word in whole for part in _parted(word))
    return [Condition(policy.SYNONYMS.get(word, (word,)), named=True) for word in cut if word]


def _with_neighbours(run: list[str]) -> list[str]:
    """The words of *run*, single characters with the next word: alone they are in nearly every text."""
    joined: list[str] = []
    waiting = ""
    for word in run:
        waiting += word
        if len(word) > 1:
            joined.append(waiting)
            waiting = ""
    if waiting and joined:
        joined[-1] += waiting
    return joined or [waiting]


def _joined(cut: list[str]) -> Iterator[str]:
    """The words *cut*, those that together are a word with synonyms as one."""
    start = 0
    while start < len(cut):
        ends = range(min(len(cut), start + _MOST_JOINED), start, -1)
        end = next((e for e in ends if "".join(cut[start:e]) in policy.SYNONYMS), start + 1)
        yield "".join(cut[start:end])
        start = end


def _parted(word: str) -> list[str]:
    """*word*, or the two it is made of where one of them has synonyms: 微博停更 is 微博 and 停更."""
    if word not in policy.SYNONYMS:
        for at in range(2, len(word) - 1):
            if word[:at] in policy.SYNONYMS or word[at:] in policy.SYNONYMS:
                return [word[:at], word[at:]]
    return [word]


def _join_spaced(text: str) -> str:
    """村 务 公 开 as one word: nobody asks for four single characters."""
    return _SPACED_OUT.sub(lambda match: "".join(match[0].split()), text)


def _readings(text: str) -> tuple[str, ...]:
    """The compact forms of the whole *text*: as written, and with a document's number in its other forms."""
    forms = [text]
    if match := _NUMBER.search(text):
        before, after = text[: match.start()], text[match.end() :]
        forms += [before + form + after for form in _number_forms(match)]
    return tuple(dict.fromkeys(filter(None, map(analysis.compact, forms))))


def _number_forms(match: re.Match[str]) -> tuple[str, ...]:
    """Compact forms under which texts have the same number; brackets are gone in all of them."""
    year, number = analysis.compact(match[1]), analysis.compact(match[2])
    return tuple(f"{year}{between}{number}号" for between in ("", "年", "第", "年第"))
