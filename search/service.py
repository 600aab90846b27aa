"""From what a reader typed to an answer: limits, pages, snippets and facets. Pure but for its cache."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import get_args

from search import highlight
from search.engine import Engine, FacetValue, Request, Sort
from search.query import BadQuery, Filters, Query, parse
from search.schema import FACETS, Document

PAGE_SIZE = 10
MOST_PAGES = 1000
"""Deeper pages are not answered: narrowing the query helps more than page 1,001."""
_LONGEST_FILTER = 200
_KEPT_ANSWERS = 2048


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it came: the text, filters, order and page (from 1)."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)
    sort: Sort = "relevance"
    page: int = 1

    def parameters(self) -> dict[str, str]:
        """The parameters of a URL that asks this again; what goes without saying is left out."""
        given = {"q": self.text, **self.filters.chosen()}
        if self.sort != "relevance":
            given["sort"] = self.sort
        if self.page != 1:
            given["page"] = str(self.page)
        return given


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, with its title and best passage as safe HTML."""

    document: Document
    title_html: str
    snippet_html: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown for *asked*: one page of *hits* out of *total*, and what they can be narrowed by."""

    asked: Asked
    total: int = 0
    hits: Sequence[Hit] = ()
    facets: Mapping[str, Sequence[FacetValue]] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """How many pages there are that we answer."""
        return min(MOST_PAGES, -(-self.total // PAGE_SIZE))

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
    sorts = {value: value for value in get_args(Sort)}
    sort = given.get("sort") or "relevance"
    if sort not in sorts:
        raise BadQuery(f"不认识的排序方式“{sort[:20]}”，可以用 relevance（相关）或 newest（最新）。")
    return Asked(
        " ".join(given.get("q", "").split()), Filters(**filters), sorts[sort], _page(given.get("page", ""))
    )


def _page(text: str) -> int:
    if not text:
        return 1
    if not text.isascii() or not text.isdigit() or len(text) > 12 or int(text) < 1:
        raise BadQuery(f"页码应是从 1 开始的整数，不能是“{text[:20]}”。")
    return int(text)


def answer(engine: Engine, asked: Asked) -> Answer:
    """The answer of *engine* to what was *asked*. Raises BadQuery."""
    query = parse(asked.text)
    asked = replace(asked, text=query.text)
    if (query.empty and not asked.filters.chosen()) or asked.page > MOST_PAGES:
        return Answer(asked)
    sort: Sort = "newest" if query.empty else asked.sort
    request = Request(query, asked.filters, sort, (asked.page - 1) * PAGE_SIZE, PAGE_SIZE)
    found = engine.find(request)
    return Answer(asked, found.total, [_hit(d, query) for d in found.documents], found.facets)


def _hit(document: Document, query: Query) -> Hit:
    return Hit(document, highlight.marked(document.title, query), highlight.snippet(document.body, query))


class Service:
    """Answers questions with an engine and keeps the latest answers: many readers ask the same."""

    def __init__(self, engine: Engine) -> None:
        """Answer with *engine*."""
        self.engine = engine
        self._kept: OrderedDict[tuple[str, Asked], Answer] = OrderedDict()
        self._lock = Lock()

    def answer(self, asked: Asked) -> Answer:
        """What `answer` says, from the cache where it has been said. Raises BadQuery."""
        key = (self.engine.generation, asked)
        with self._lock:
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept
        fresh = answer(self.engine, asked)
        with self._lock:
            self._kept[key] = fresh
            while len(self._kept) > _KEPT_ANSWERS:
                self._kept.popitem(last=False)
        return fresh
