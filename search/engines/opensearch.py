"""The engine for a city that outgrows one machine: an OpenSearch cluster that several servers share.

The index folder then holds one small file that names the cluster's index, so site and index still change
together: a new build fills a new index while the former one answers, and the alias `<prefix>` always names
the newest. The cluster is reached as the environment says:

`GUIJI_OPENSEARCH_URL` (several parted by commas), `…_USER`, `…_PASSWORD`, `…_CA` (a file of trusted
certificates), `…_PREFIX`, `…_SHARDS`, `…_REPLICAS`, `…_TIMEOUT` (seconds).
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException, RequestError, TransportError
from opensearchpy.helpers import parallel_bulk

from durable import atomic_write
from search import scoring
from search.engine import EngineGone, FacetValue, Found, IndexMissing, KnownWord, Request, facet_values
from search.engines import opensearch_queries as queries
from search.pinyin import sound
from search.query import Condition
from search.schema import FACETS, Document, parse_document
from search.slips import deviations

name = "opensearch"
_FILE = "opensearch.json"
_ATTEMPTS = 8
_FILL_TIMEOUT = 60.0  # seconds; asked again too soon, a cluster short of a node gets only more to do
_KEPT = 3
_MOST_WORDS = 20_000
_READ_FOR_SLIPS = 20

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Settings:
    """How the cluster is reached and how an index is spread over it."""

    hosts: tuple[str, ...] = ("http://127.0.0.1:9200",)
    user: str = ""
    password: str = ""
    certificates: str = ""
    prefix: str = "guiji"
    shards: int = 3
    replicas: int = 1
    timeout: float = 10.0

    @classmethod
    def from_environment(cls, given: Mapping[str, str] = os.environ) -> Settings:
        """The settings in the environment *given*. Raises ValueError for a number that is none."""
        prefix = "GUIJI_OPENSEARCH_"
        return cls(
            hosts=tuple(given.get(f"{prefix}URL", cls().hosts[0]).split(",")),
            user=given.get(f"{prefix}USER", ""),
            password=given.get(f"{prefix}PASSWORD", ""),
            certificates=given.get(f"{prefix}CA", ""),
            prefix=given.get(f"{prefix}PREFIX", "guiji"),
            shards=int(given.get(f"{prefix}SHARDS", "3")),
            replicas=int(given.get(f"{prefix}REPLICAS", "1")),
            timeout=float(given.get(f"{prefix}TIMEOUT", "10")),
        )

    def client(self) -> OpenSearch:
        """A client that asks another node when one is gone."""
        return OpenSearch(
            list(self.hosts),
            http_auth=(self.user, self.password) if self.user else None,
            ca_certs=self.certificates or None,
            timeout=self.timeout,
            max_retries=_ATTEMPTS,
            retry_on_timeout=True,
            retry_on_status=(429, 502, 503, 504),
        )


def _named(asking: Callable[_Given, _Result]) -> Callable[_Given, _Result]:
    """*asking*, with every fault of the cluster as one EngineGone."""

    @wraps(asking)
    def asked(*args: _Given.args, **kwargs: _Given.kwargs) -> _Result:
        try:
            return asking(*args, **kwargs)
        except OpenSearchException as error:
            raise EngineGone(_reason(error)) from error

    return asked


def _reason(error: OpenSearchException) -> str:
    if isinstance(error, TransportError):
        return {401: "用户名或密码不对", 403: "没有权限", 404: "集群里没有这个索引"}.get(
            error.status_code if isinstance(error.status_code, int) else 0,
            f"{error.status_code} {error.error}"[:200],
        )
    return f"{error}"[:200]


@_named
def build(documents: Iterable[Document], place: Path) -> int:
    """Fill a new index with *documents*, name it in the folder *place*, turn the alias. Raises EngineGone."""
    settings = Settings.from_environment()
    client = settings.client()
    index = f"{settings.prefix}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"
    _create(client, index, settings)
    counted = _Counted()
    try:
        _fill(client, index, counted.each(documents))
        client.indices.refresh(index=index)
        held = client.count(index=index)["count"]
        if held != counted.documents:
            raise EngineGone(f"送出 {counted.documents} 条，集群里只有 {held} 条")
        client.indices.put_settings(body={"index": {"refresh_interval": None}}, index=index)
    except BaseException:
        client.indices.delete(index=index, ignore_unavailable=True)
        raise
    listed = {
        "index": index,
        "documents": counted.documents,
        "words": counted.words,
        "newest": counted.newest,
    }
    atomic_write(place / _FILE, json.dumps(listed))
    _turn(client, settings.prefix, index)
    return counted.documents


def _create(client: OpenSearch, index: str, settings: Settings) -> None:
    try:
        # Filled only when every copy is in its place: a node that dies before that takes its shards along.
        client.indices.create(
            index=index,
            body=queries.index_settings(settings.shards, settings.replicas),
            wait_for_active_shards="all",
            timeout="60s",
            request_timeout=_FILL_TIMEOUT + 30,
        )
    except RequestError as error:
        # The name is random: when it exists, our first try came through and only its answer was lost.
        if error.error != "resource_already_exists_exception":
            raise


@dataclass(slots=True)
class _Counted:
    """What ranking needs to know of all documents, counted as they pass."""

    documents: int = 0
    words: int = 0
    newest: int = 0

    def each(self, documents: Iterable[Document]) -> Iterator[tuple[str, queries.Json]]:
        for document in documents:
            sent = queries.source(document, self.documents)
            self.documents += 1
            self.words += sum(len(sent[f"{part}_words"].split()) for part in queries.PARTS)
            self.newest = max(self.newest, sent["date"])
            yield document.id, sent


def _fill(client: OpenSearch, index: str, sources: Iterable[tuple[str, queries.Json]]) -> None:
    """Send all *sources*; what the cluster could not take (a lost node, a full queue) is sent again.

    Ids are ours, so that sending twice changes nothing. The sender waits whenever the cluster does.
    """
    actions: Iterable[queries.Json] = ({"_index": index, "_id": id, **sent} for id, sent in sources)
    for attempt in range(_ATTEMPTS):
        refused: list[queries.Json] = []
        for taken, item in parallel_bulk(
            client, actions, thread_count=2, chunk_size=200, max_chunk_bytes=4 << 20, raise_on_error=False,
            raise_on_exception=False, queue_size=2, request_timeout=_FILL_TIMEOUT, timeout="15s",
        ):  # fmt: skip
            if not taken:
                refused.append({"_index": index, "_id": item["index"]["_id"], **item["index"]["data"]})
        if not refused:
            return
        _wait(client, index, 0.5 * 2**attempt)
        actions = refused
    raise EngineGone(f"有 {len(refused)} 条送了 {_ATTEMPTS} 次，集群都没有收下")


def _wait(client: OpenSearch, index: str, seconds: float) -> None:
    """Give the cluster *seconds*, and a minute more to find lost shards again. Raises EngineGone when it cannot."""
    time.sleep(seconds)
    health = client.cluster.health(
        index=index, wait_for_status="yellow", timeout="60s", request_timeout=_FILL_TIMEOUT + 30, ignore=408
    )
    if health["status"] == "red":
        raise EngineGone("集群是红色：有分片的主副本都不在了，请先恢复离线的节点")


def _turn(client: OpenSearch, alias: str, index: str) -> None:
    """Let *alias* name *index* alone, in one step; delete all but the latest few indices."""
    remove = {"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}}
    client.indices.update_aliases(body={"actions": [remove, {"add": {"index": index, "alias": alias}}]})
    for superseded in sorted(client.indices.get(index=f"{alias}-*"))[:-_KEPT]:
        client.indices.delete(index=superseded, ignore_unavailable=True)


def open(place: Path) -> OpenSearchEngine:
    """Open the index that the folder *place* names. Raises IndexMissing or EngineGone."""
    try:
        listed = json.loads((place / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexMissing(place) from None
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
        self.generation = self._index

    def __len__(self) -> int:
        """How many documents there are."""
        return self._count

    @_named
    def find(self, request: Request) -> Found:
        """The answer to *request*. Raises EngineGone."""
        last = request.first + request.count
        refined = request.sort == "relevance" and request.first < scoring.RERANKED
        first = 0 if refined else request.first
        wanted = max(last, scoring.RERANKED) - first if refined else request.count
        if last > queries.WINDOW:
            return self._beyond(request)
        got = self._client.search(body=queries.search_body(request, first, wanted), index=self._index)
        hits = got["hits"]["hits"]
        if refined:
            hits = self._ranked(request, got)[request.first : last]
        documents = [_document(hit) for hit in hits]
        total = got["hits"]["total"]["value"]
        return Found(total, documents, _facets(got["aggregations"]), entries=total)

    def _beyond(self, request: Request) -> Found:
        """Hits further on than a cluster gives at once: walked to with a cursor (`search_after`)."""
        left, body = request.first, queries.search_body(request, 0, queries.WINDOW)
        del body["from"]
        got = self._client.search(body=body | {"size": 0}, index=self._index)
        total, facets = got["hits"]["total"]["value"], _facets(got["aggregations"])
        while total > request.first:
            size = min(left, queries.WINDOW) or request.count
            step = body | {"size": size, "aggs": {}, "_source": ["document"] if not left else False}
            hits = self._client.search(body=step, index=self._index)["hits"]["hits"]
            if not left:
                return Found(total, [_document(hit) for hit in hits], facets, entries=total)
            left, body = left - size, body | {"search_after": hits[-1]["sort"]}
        return Found(total, [], facets, entries=total)

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

    @_named
    def document(self, id: str) -> Document | None:
        """The document of that id."""
        got = self._client.search(body={"query": {"ids": {"values": [id]}}}, index=self._index)
        hits = got["hits"]["hits"]
        return _document(hits[0]) if hits else None

    @_named
    def holding(self, text: str) -> int:
        """How many documents have the compact *text* in one piece."""
        count: int = self._client.count(
            body={"query": queries.condition(Condition((text,)))}, index=self._index
        )["count"]
        return count

    @_named
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

    @_named
    def vocabulary(self) -> list[KnownWord]:
        """The commoner words, the commonest first."""
        counted = {"words": {"terms": {"field": "vocabulary", "size": _MOST_WORDS}}}
        got = self._client.search(body={"size": 0, "aggs": counted}, index=self._index)
        buckets = got["aggregations"]["words"]["buckets"]
        return [KnownWord(bucket["key"], bucket["doc_count"], sound(bucket["key"])) for bucket in buckets]

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def _document(hit: Mapping[str, Any]) -> Document:
    return parse_document(hit["_source"]["document"])


def _facets(counted: Mapping[str, Any]) -> dict[str, list[FacetValue]]:
    facets: dict[str, list[FacetValue]] = {}
    for facet in FACETS:
        rows = list(queries.facet_counts(counted[facet]["values"]["buckets"]))
        labels = {value: label for value, label, _ in rows if label}
        counts: Counter[str] = Counter()
        for value, _, number in rows:
            counts[value] += number
        facets[facet] = facet_values(counts, labels)
    return facets
