"""From what a reader typed to an answer: limits, pages, snippets and facets. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, get_args

from search import analysis, deadline, tolerance
from search.engine import Copies, Engine, FacetValue, Request, Sort
from search.highlight import Marker
from search.policy import BEST_BETS, FREQUENT_QUERIES
from search.query import BadQuery, Filters, Query, parse, relaxed
from search.schema import FACETS, Document
from search.tolerance import Sounds

PAGE_SIZE = 10
MOST_PAGES = 1000
"""Deeper pages are not answered: narrowing the query helps more than page 1,001."""
Match = Literal["exact", "chosen", "similar"]
_FEW = 3
_MOST_TO_DROP = 6
_NO_COPIES = Copies(0, ())
_DAY = re.compile(r"[1-9]\d{3}-\d\d-\d\d", re.ASCII)
_SUGGESTED = 8
_FREQUENT = 3
_LONGEST_TYPED = 40
_LONGEST_FILTER = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came: the text, filters, order and page (from 1)."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1

    def parameters(self) -> dict[str, str]:
        """The parameters of a URL that asks this again; what goes without saying is left out."""
        given = {"q": self.text, **self.filters.given()}
        if self.sort != "relevance":
            given["sort"] = self.sort
        if self.page != 1:
            given["page"] = str(self.page)
        return given


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, with its title and best passage as safe HTML.

    *match* says why it is here: it has what was asked for, editors chose it for this question, or it has
    something similar. *copies* are hits that say the same and are told with it.
    """

    document: Document
    title_html: str
    snippet_html: str
    match: Match = "exact"
    copies: Copies = _NO_COPIES


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for *asked*: one page of *hits* out of *total*, and what they can be narrowed by.

    *total* and the facets count notices; on all pages *entries* are listed, copies being told with one of them.
    *meant* are other spellings that documents have; their hits are marked similar and not in *total*. *fewer* are,
    where nothing has all that was asked for, questions with a word less that find something.
    """

    asked: Asked
    total: int = 0
    entries: int = 0
    hits: Sequence[Hit] = ()
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)
    meant: Sequence[str] = ()
    fewer: Sequence[str] = ()

    @property
    def pages(self) -> int:
        """How many pages there are that we answer."""
        return min(MOST_PAGES, -(-self.entries // PAGE_SIZE))

    @property
    def first(self) -> int:
        """The number of the first hit shown, from 1."""
        return (self.asked.page - 1) * PAGE_SIZE + 1

    def chosen(self) -> dict[str, str]:
        """The filters in force with the names that a reader knows them by."""
        names = {facet: {v.value: v.label for v in values} for facet, values in self.facets.items()}
        return {f: names.get(f, {}).get(value, value) for f, value in self.asked.filters.chosen().items()}


def read_parameters(given: Mapping[str, str]) -> Asked:
    """The question in the URL parameters *given*; unknown ones are let be. Raises BadQuery."""
    filters = {name: given.get(name, "").strip() for name in FACETS}
    for name, value in filters.items():
        if len(value) > _LONGEST_FILTER:
            raise BadQuery(f"筛选条件 {name} 太长，请从页面上的选项里选。")
    filters |= {name: _day(given.get(name, "").strip()) for name in ("since", "until")}
    sorts = {value: value for value in get_args(Sort)}
    sort = given.get("sort") or "relevance"
    if sort not in sorts:
        raise BadQuery(f"不认识的排序方式“{sort[:20]}”，可以用 relevance（相关）或 newest（最新）。")
    return Asked(
        " ".join(given.get("q", "").split()), Filters(**filters), sorts[sort], _page(given.get("page", ""))
    )


def _day(text: str) -> str:
    if text and not (_DAY.fullmatch(text) and _is_day(text)):
        raise BadQuery(f"日期应写成 2023-06-30 的样子，不能是“{text[:20]}”。")
    return text


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _page(text: str) -> int:
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > 12 or int(text) < 1:
        raise BadQuery(f"页码应是从 1 开始的整数，不能是“{text[:20]}”。")
    return int(text)


def answer(engine: Engine, asked: Asked, sounds: Sounds | None = None) -> Answer:
    """The answer of *engine* to what was *asked*. Raises BadQuery.

    With *sounds*, the engine's vocabulary, a question that finds little is also asked in other spellings.
    """
    query = parse(asked.text)
    asked = replace(asked, text=query.text)
    if (query.empty and not asked.filters.given()) or asked.page > MOST_PAGES:
        return Answer(asked)
    sort: Sort = "newest" if query.empty else asked.sort
    request = Request(query, asked.filters, sort, (asked.page - 1) * PAGE_SIZE, PAGE_SIZE)
    found = engine.find(request)
    marker = Marker(query)
    hits = [_hit(document, marker, found.copies) for document in found.documents]
    if asked.page == 1 and not query.empty:
        hits = _with_chosen(engine, asked, marker, hits)
    wanted = len(hits)
    spellings: list[str] = []
    fewer: list[str] = []
    with suppress(deadline.OutOfTime):  # what was asked for is found: it is shown without what resembles it
        spellings = _spellings(engine, query, sounds) if sounds and found.total < PAGE_SIZE else []
        if asked.page == 1 and not query.empty and sounds:
            similar = [parse(f"“{spelling}”" if " " not in spelling else spelling) for spelling in spellings]
            similar += relaxed(query) if found.total < _FEW else []
            hits = _with_similar(engine, asked, similar, hits)
        fewer = [] if found.total or query.empty else _fewer(engine, asked, query)
    return Answer(asked, found.total or wanted, found.entries or wanted, hits, found.facets, spellings, fewer)


def _hit(
    document: Document, marker: Marker, copies: Mapping[str, Copies] | None = None, *, match: Match = "exact"
) -> Hit:
    title, snippet = marker.marked(document.title), marker.snippet(document.body)
    return Hit(document, title, snippet, match, (copies or {}).get(document.id, _NO_COPIES))


def _with_chosen(engine: Engine, asked: Asked, marker: Marker, hits: list[Hit]) -> list[Hit]:
    """*hits* with those first that editors chose for the question, where nothing narrows it."""
    if asked.filters.given() or asked.sort != "relevance":
        return hits
    ids = BEST_BETS.get(analysis.compact(asked.text), ())
    found = {hit.document.id: hit for hit in hits}
    chosen = [found.get(id) or _hit(d, marker) for id in ids if (d := engine.document(id))]
    others = (hit for hit in hits if hit.document.id not in ids)
    # No hit makes room for them: it would be missing here and on the next page.
    return [*(replace(hit, match="chosen") for hit in chosen), *others]


def _spellings(engine: Engine, query: Query, sounds: Sounds) -> list[str]:
    """Other spellings of *query*, unless some document has it in one piece as it is."""
    if any(engine.holding(phrase) for phrase in query.phrases):
        return []
    return tolerance.meant(query.text, engine, sounds)


def _fewer(engine: Engine, asked: Asked, query: Query) -> list[str]:
    """The question less one of its words each time, as far as that finds something."""
    words = asked.text.split()
    if len(words) == 1 and not query.excluded:
        words = [condition.alternatives[0] for condition in query.required]
    if not 1 < len(words) <= _MOST_TO_DROP:
        return []
    shorter = [words[:at] + words[at + 1 :] for at in range(len(words))]
    texts = [" ".join(rest) for rest in shorter if not all(word[0] in "-－" for word in rest)]
    return [text for text in texts if engine.find(Request(parse(text), asked.filters, count=0)).total]


def _with_similar(engine: Engine, asked: Asked, similar: Iterable[Query], hits: list[Hit]) -> list[Hit]:
    """*hits* and below them, where there is room, hits of *similar* queries."""
    certain = len(hits)
    for query in similar:
        if len(hits) >= PAGE_SIZE:
            break
        found = engine.find(Request(query, asked.filters, asked.sort, 0, PAGE_SIZE))
        seen = {hit.document.cluster or hit.document.id for hit in hits}
        marker = Marker(query)
        hits = hits + [
            _hit(document, marker, found.copies, match="similar")
            for document in found.documents
            if (document.cluster or document.id) not in seen
        ]
    return hits[: max(PAGE_SIZE, certain)]


def suggestions(engine: Engine, text: str) -> list[Document]:
    """Documents whose titles hold *text*, those that begin with it first; for a reader who is still typing."""
    wanted = analysis.compact(text[:_LONGEST_TYPED])
    if not wanted:
        return []
    found = engine.find(Request(parse(f"“{wanted}”"), count=_SUGGESTED * 5)).documents
    titles: dict[str, Document] = {}
    for document in found:
        if wanted in analysis.compact(document.title):
            titles.setdefault(document.title, document)
    begin = sorted(titles.values(), key=lambda d: not analysis.compact(d.title).startswith(wanted))
    return begin[:_SUGGESTED]


def frequent(text: str) -> list[str]:
    """Frequent queries that begin with *text*, which a reader is still typing."""
    wanted = analysis.compact(text[:_LONGEST_TYPED])
    found = (query for query in FREQUENT_QUERIES if wanted and analysis.compact(query).startswith(wanted))
    return list(found)[:_FREQUENT]


class Service:
    """Answers questions with an engine, knowing how its words sound."""

    def __init__(self, engine: Engine) -> None:
        """Answer with *engine*."""
        self.engine = engine
        self._sounds = Sounds(engine.vocabulary())

    def answer(self, asked: Asked) -> Answer:
        """What `answer` says. Raises BadQuery, and OutOfTime under a `deadline`."""
        return answer(self.engine, asked, self._sounds)
