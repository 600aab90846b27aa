"""The engine for a city that outgrows one machine: an OpenSearch cluster that several servers share.

The index folder then holds one small file that names the cluster's index, so site and index still change
together: a new build fills a new index while the former one answers, and the alias `<prefix>` always names
the newest. How the cluster is reached: `opensearch_cluster`.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from durable import atomic_write
from search import scoring
from search.engine import (
    MOST_COPIES,
    UNCHECKED,
    Checked,
    Copies,
    FacetValue,
    Found,
    IndexDamaged,
    IndexMissing,
    KnownWord,
    Request,
    facet_values,
)
from search.engines import opensearch_filling as filling
from search.engines import opensearch_queries as queries
from search.engines.opensearch_cluster import OpenSearch, Settings, faults_named
from search.pinyin import sound
from search.query import Condition
from search.schema import FACETS, Document, parse_document
from search.slips import deviations

name = "opensearch"
_FILE = "opensearch.json"
_FORMAT = 2
_MOST_WORDS = 20_000
_READ_FOR_SLIPS = 20


@faults_named
def build(documents: Iterable[Document], place: Path) -> int:
    """Fill a new index with *documents*, name it in the folder *place*, turn the alias. Raises EngineGone."""
    settings = Settings.from_environment()
    client = settings.client()
    index, counted = filling.fill(client, settings, documents)
    listed = {
        "format": _FORMAT,
        "index": index,
        "documents": counted.documents,
        "words": counted.words,
        "newest": counted.newest,
        "labels": counted.labels(),
    }
    atomic_write(place / _FILE, json.dumps(listed, ensure_ascii=False))
    filling.turn(client, settings.prefix, index)
    return counted.documents


def open(place: Path, _: Checked = UNCHECKED) -> OpenSearchEngine:
    """Open the index that the folder *place* names. Raises IndexMissing, IndexDamaged or EngineGone."""
    try:
        listed = json.loads((place / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexMissing(place) from None
    if listed.get("format") != _FORMAT:
        raise IndexDamaged(place, "集群里的索引是由另一个版本的程序建立的。")
    return OpenSearchEngine(Settings.from_environment().client(), listed)


class OpenSearchEngine:
    """An index of a cluster."""

    name = name

    def __init__(self, client: OpenSearch, listed: Mapping[str, Any]) -> None:
        """Ask *client* for the index *listed* in the index folder."""
        self._client = client
        self._index: str = listed["index"]
        self._count: int = listed["documents"]
        self._average = listed["words"] / max(1, self._count)
        self._newest: int = listed["newest"]
        self._labels: dict[str, dict[str, str]] = listed["labels"]
        self.generation = self._index

    def __len__(self) -> int:
        """How many documents there are."""
        return self._count

    @faults_named
    def find(self, request: Request) -> Found:
        """The answer to *request*. Raises EngineGone."""
        last = request.first + request.count
        if last > queries.WINDOW:
            return self._beyond(request)
        refined = request.sort == "relevance" and request.first < scoring.RERANKED
        first = 0 if refined else request.first
        wanted = max(last, scoring.RERANKED) - first if refined else request.count
        got = self._search(queries.search_body(request, first, wanted))
        hits = self._ranked(request, got)[request.first : last] if refined else got["hits"]["hits"]
        return self._found(request, got, [_document(hit) for hit in hits])

    def _search(self, body: queries.Json) -> queries.Json:
        # Which groups there are is not wanted, only their number: they would be most of the answer.
        less = f"-aggregations.{queries.GROUPS}"
        got: queries.Json = self._client.search(body=body, index=self._index, filter_path=less)
        return got

    def _found(self, request: Request, got: Mapping[str, Any], documents: list[Document]) -> Found:
        total: int = got["hits"]["total"]["value"]
        entries = total - queries.repeats(got["aggregations"]) if request.collapsed else total
        copies = self._copies(request, documents) if entries < total else {}
        return Found(total, documents, self._facets(got["aggregations"]), entries, copies)

    def _copies(self, request: Request, documents: Sequence[Document]) -> dict[str, Copies]:
        """For the ids of *documents* the other hits of *request* that say the same."""
        clusters = {document.cluster: document for document in documents if document.cluster}
        if not clusters:
            return {}
        body = queries.copies_body(request, list(clusters), MOST_COPIES + 1)
        buckets = self._client.search(body=body, index=self._index)["aggregations"]["same"]["buckets"]
        copies: dict[str, Copies] = {}
        for bucket in buckets:
            shown = clusters[bucket["key"]]
            others = [_document(hit) for hit in bucket["oldest"]["hits"]["hits"]]
            named = [other for other in others if other.id != shown.id][:MOST_COPIES]
            if named:
                copies[shown.id] = Copies(bucket["doc_count"] - 1, named)
        return copies

    def _beyond(self, request: Request) -> Found:
        """Entries further on than a cluster gives at once: walked to with a cursor (`search_after`)."""
        body = queries.walk_body(request)
        got = self._search(body | {"size": 0})
        ids: list[str] = []
        seen: set[str] = set()
        while hits := self._client.search(body=body | {"aggs": {}}, index=self._index)["hits"]["hits"]:
            for hit in hits:
                same = hit["fields"]["same"][0] if request.collapsed else hit["_id"]
                if same not in seen and request.first <= len(seen) < request.first + request.count:
                    ids.append(hit["_id"])
                seen.add(same)
            if len(seen) >= request.first + request.count:
                break
            body |= {"search_after": hits[-1]["sort"]}
        return self._found(request, got, [found for id in ids if (found := self.document(id))])

    def _ranked(self, request: Request, got: Mapping[str, Any]) -> list[Any]:
        """The best hits weighed by our own scores, as the other engines weigh them; the rest as they came."""
        buckets = got["aggregations"]["all"]["having"]["buckets"]
        having = {word: buckets[str(n)]["doc_count"] for n, word in enumerate(request.query.words)}
        weights = {word: scoring.rarity(self._count, number) for word, number in having.items() if number}
        hits = list(got["hits"]["hits"])
        scores = {hit["_id"]: self._score(hit["_source"], weights, request.query.phrases) for hit in hits}
        best = hits[: scoring.RERANKED]
        best.sort(key=lambda hit: (-scores[hit["_id"]], -hit["_source"]["date"]))
        return best + hits[scoring.RERANKED :]

    def _score(
        self, held: Mapping[str, Any], weights: Mapping[str, float], phrases: tuple[str, ...]
    ) -> float:
        title, body = held["title_words"].split(), held["body_words"].split()
        norm = scoring.length_norm(float(len(title) + len(body)), self._average)
        document = parse_document(held["document"])
        score = sum(
            weight
            * (
                scoring.word_score(
                    float(min(scoring.MOST_IN_TITLE, title.count(word))),
                    float(min(scoring.MOST_IN_BODY, body.count(word))),
                    norm,
                )
                + scoring.NAMED * (word in document.names)
            )
            for word, weight in weights.items()
        )
        share = scoring.authority(document)
        share += scoring.freshness(float(self._newest - held["date"]))
        texts = queries.unpaired(held["title_pairs"]), queries.unpaired(held["body_pairs"])
        return score + (share + scoring.phrase_share(phrases, *texts)) * sum(weights.values())

    @faults_named
    def document(self, id: str) -> Document | None:
        """The document of that id."""
        got = self._client.search(body={"query": {"ids": {"values": [id]}}}, index=self._index)
        hits = got["hits"]["hits"]
        return _document(hits[0]) if hits else None

    @faults_named
    def holding(self, text: str) -> int:
        """How many documents have the compact *text* in one piece."""
        count: int = self._client.count(
            body={"query": queries.condition(Condition((text,)))}, index=self._index
        )["count"]
        return count

    @faults_named
    def near(self, text: str) -> Counter[str]:
        """Strings one slip from *text*, counted in a few documents for each way of slipping."""
        gaps = [gap for gap in deviations(text) if len(gap.left + gap.right) > 1]
        asked: list[queries.Json] = []
        for gap in gaps:
            asked += [
                {"index": self._index},
                {
                    "query": queries.gap(gap),
                    "size": _READ_FOR_SLIPS,
                    "_source": ["title_pairs", "body_pairs"],
                },
            ]
        found: Counter[str] = Counter()
        for gap, got in zip(
            gaps, self._client.msearch(body=asked)["responses"] if asked else (), strict=True
        ):
            pattern = re.compile(
                f"{re.escape(gap.left)}.{re.escape(gap.right)}" if gap.open else re.escape(gap.left)
            )
            for hit in got["hits"]["hits"]:
                texts = (queries.unpaired(hit["_source"][f"{part}_pairs"]) for part in queries.PARTS)
                found.update({filling for held in texts for filling in pattern.findall(held)})
        del found[text]
        return found

    @faults_named
    def vocabulary(self) -> list[KnownWord]:
        """The commoner words, the commonest first."""
        counted = {"words": {"terms": {"field": "vocabulary", "size": _MOST_WORDS}}}
        got = self._client.search(body={"size": 0, "aggs": counted}, index=self._index)
        buckets = got["aggregations"]["words"]["buckets"]
        return [KnownWord(bucket["key"], bucket["doc_count"], sound(bucket["key"])) for bucket in buckets]

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _facets(self, counted: Mapping[str, Any]) -> dict[str, list[FacetValue]]:
        buckets = {facet: counted[facet]["values"]["buckets"] for facet in FACETS}
        return {
            facet: facet_values({b["key"]: b["doc_count"] for b in found}, self._labels[facet])
            for facet, found in buckets.items()
        }


def _document(hit: Mapping[str, Any]) -> Document:
    return parse_document(hit["_source"]["document"])
