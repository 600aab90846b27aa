"""What is sent to an OpenSearch cluster: mapping, documents and queries as plain values. Pure.

All analysis is ours: the cluster only gets words parted by blanks, so a plain managed cluster without any
plugin will do. A compact text is sent as its character pairs with positions; a string of it is then a phrase
of pairs, and no substring can be unfindable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from search import analysis, scoring
from search.engine import Request
from search.query import Condition, Filters, Query
from search.schema import FACETS, Document, dump_document
from search.slips import Gap

PARTS = ("title", "body")
WINDOW = 10_000
"""Hits that a cluster gives without a cursor (`index.max_result_window`)."""
_MOST_VALUES = 1000
_MOST_GROUPS = 50_000  # a cluster refuses more than 65,536 buckets (`search.max_buckets`)
GROUPS = "listed.same"
"""Where in the aggregations the groups of hits that say the same are."""

Json = dict[str, Any]


def index_settings(shards: int, replicas: int) -> Json:
    """The body that makes an index; nothing is shown before `refresh`, as long as it is filled."""
    pairs = {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "positions"}
    words = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
    keyword = {"type": "keyword"}
    fields: Json = {f"{part}_pairs": pairs for part in PARTS} | {f"{part}_words": words for part in PARTS}
    fields |= dict.fromkeys((*FACETS, "cluster", "same"), keyword)
    fields |= {
        "names_pairs": pairs,
        "names_characters": {
            "type": "text",
            "analyzer": "whitespace",
            "norms": False,
            "index_options": "docs",
        },
        "characters": {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "docs"},
        "vocabulary": keyword,
        "date": {"type": "long"},
        "ordinal": {"type": "long"},
        "original": {"type": "boolean"},
        "document": {"type": "keyword", "index": False, "doc_values": False},
    }
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "-1",
            "index.translog.durability": "request",
        },
        "mappings": {"dynamic": "strict", "properties": fields},
    }


def source(document: Document, ordinal: int) -> Json:
    """*document*, the *ordinal*-th of the collection, as the cluster keeps it."""
    texts = {part: analysis.compact(getattr(document, part)) for part in PARTS}
    words = {part: analysis.words(getattr(document, part)) for part in PARTS}
    sent: Json = {f"{part}_pairs": pairs(text) for part, text in texts.items()}
    sent |= {f"{part}_words": " ".join(found) for part, found in words.items()}
    for facet, values in document.facets().items():
        sent[facet] = [value for value, _ in values]
    if document.cluster:
        sent["cluster"] = document.cluster
    return sent | {
        # The sign keeps a cluster apart from a document that has its name and does not belong to it.
        "same": f"={document.cluster}" if document.cluster else document.id,
        "original": not scoring.is_repost(document),
        "characters": " ".join(sorted({*texts["title"], *texts["body"]})),
        # A list keeps the names apart: no phrase reaches over from one value to the next.
        "names_pairs": [pairs(name) for name in document.names.splitlines()],
        "names_characters": " ".join(sorted({*document.names} - {"\n"})),
        "vocabulary": sorted({word for found in words.values() for word in found if len(word) > 1}),
        "date": int(document.date.timestamp()),
        "ordinal": ordinal,
        "document": dump_document(document),
    }


def pairs(text: str) -> str:
    """The character pairs of a compact *text* in order, parted by blanks; a lone character stays alone."""
    return " ".join(text[at : at + 2] for at in range(max(1, len(text) - 1))) if text else ""


def unpaired(sent: str) -> str:
    """The compact text that `pairs` made *sent* of."""
    return sent[::3] + sent[-1:] if len(sent) > 1 else sent


def search_body(request: Request, first: int, count: int) -> Json:
    """The search for entries *first* to *first + count* of *request*, with total, facets and word frequencies."""
    body = _body(request) | {"from": first, "size": count}
    body["_source"] = ["document", "title_pairs", "body_pairs", "title_words", "body_words", "date"]
    return body | {"collapse": {"field": "same"}} if request.collapsed else body


def walk_body(request: Request) -> Json:
    """The search that goes through all hits of *request*, which only says which are the same."""
    return _body(request) | {"size": WINDOW, "_source": False, "docvalue_fields": ["same"]}


def _body(request: Request) -> Json:
    newest = request.sort == "newest"
    order: list[Json] = [{"date": "desc"}, {"ordinal": "asc"}]
    return {
        "query": matching(request.query, ranked=not newest),
        "post_filter": {"bool": {"filter": filters(request.filters)}},
        "track_total_hits": True,
        "sort": order if newest else [{"_score": "desc"}, *order],
        "aggs": {facet: _facet(facet, request.filters) for facet in FACETS}
        | {"all": _frequencies(request.query)}
        | ({"listed": _groups(request.filters)} if request.collapsed else {}),
    }


def _groups(chosen: Filters) -> Json:
    """How many hits belong to groups that say the same, and how many groups."""
    same = {"terms": {"field": "cluster", "size": _MOST_GROUPS}}
    counted = {"stats_bucket": {"buckets_path": "same>_count"}}
    return {"filter": {"bool": {"filter": filters(chosen)}}, "aggs": {"same": same, "groups": counted}}


def repeats(counted: Mapping[str, Any]) -> int:
    """How many hits are told with another one that says the same, from the aggregations of a collapsed search."""
    groups = counted["listed"]["groups"]
    return int(groups["sum"] or 0) - int(groups["count"])


def copies_body(request: Request, clusters: Sequence[str], count: int) -> Json:
    """The oldest *count* hits of *request* of each of *clusters*, and how many each has."""
    oldest = {
        "top_hits": {"size": count, "sort": [{"date": "asc"}, {"ordinal": "asc"}], "_source": ["document"]}
    }
    wanted = [matching(request.query), *filters(request.filters), {"terms": {"cluster": list(clusters)}}]
    same = {"terms": {"field": "cluster", "size": len(clusters)}, "aggs": {"oldest": oldest}}
    return {"size": 0, "query": {"bool": {"filter": wanted}}, "aggs": {"same": same}}


def matching(query: Query, *, ranked: bool = False) -> Json:
    """The documents that `Query.matches`, with a rough order by words when *ranked* (refined by the engine)."""
    scores = [
        {
            "term": {
                f"{part}_words": {"value": word, "boost": scoring.TITLE_WEIGHT if part == "title" else 1.0}
            }
        }
        for word in (query.words if ranked else ())
        for part in PARTS
    ]
    phrases = [
        {"constant_score": {"filter": _contains(phrase, "title"), "boost": 20.0 * max(1, len(query.words))}}
        for phrase in (query.phrases if ranked else ())
    ]
    originals = {
        "constant_score": {"filter": {"term": {"original": True}}, "boost": 0.5 * max(1, len(query.words))}
    }
    return {
        "bool": {
            "filter": [*map(condition, query.required), *_in_text(query)] or [{"match_all": {}}],
            "must_not": [condition(one) for one in query.excluded],
            "should": [*scores, *phrases, *([originals] if ranked else [])],
            "minimum_should_match": 0,
        }
    }


def condition(wanted: Condition) -> Json:
    """The documents whose title or body (or names, where they may) holds one of the alternatives."""
    parts = (*PARTS, "names") if wanted.named else PARTS
    found = [_contains(text, part) for text in wanted.alternatives for part in parts]
    return {"bool": {"should": found, "minimum_should_match": 1}}


def _in_text(query: Query) -> list[Json]:
    """That title or body fulfils one condition at least; nothing where it goes without saying."""
    if query.names_suffice or not all(c.named for c in query.required):
        return []
    texts = [condition(replace(one, named=False)) for one in query.required]
    return [{"bool": {"should": texts, "minimum_should_match": 1}}] if texts else []


def gap(wanted: Gap) -> Json:
    """Documents that may have a string which fills *wanted*: both its sides are there."""
    sides = [Condition((side,)) for side in (wanted.left, wanted.right) if side]
    return {"bool": {"filter": [condition(side) for side in sides]}}


def _contains(text: str, part: str) -> Json:
    if len(text) == 1:
        return {"term": {"names_characters" if part == "names" else "characters": text}}
    if len(text) == 2:
        return {"term": {f"{part}_pairs": text}}
    return {"match_phrase": {f"{part}_pairs": {"query": pairs(text), "analyzer": "whitespace"}}}


def filters(chosen: Filters, without: str = "") -> list[Json]:
    """The conditions of the filters in force, leaving one facet aside."""
    terms: list[Json] = [{"term": {f: value}} for f, value in chosen.chosen().items() if f != without]
    if seconds := chosen.seconds():
        terms.append({"range": {"date": {"gte": seconds[0], "lt": seconds[1]}}})
    return terms


def _facet(facet: str, chosen: Filters) -> Json:
    values = {"terms": {"field": facet, "size": _MOST_VALUES}}
    return {"filter": {"bool": {"filter": filters(chosen, without=facet)}}, "aggs": {"values": values}}


def _frequencies(query: Query) -> Json:
    having = {
        str(number): {"bool": {"should": [{"term": {f"{part}_words": word}} for part in PARTS]}}
        for number, word in enumerate(query.words)
    }
    named = having or {"none": {"match_none": {}}}
    return {"global": {}, "aggs": {"having": {"filters": {"filters": named}}}}
