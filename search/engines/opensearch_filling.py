"""Filling a new index of an OpenSearch cluster while the former one answers, and turning the alias to it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from search.engine import EngineGone, told_apart
from search.engines import opensearch_queries as queries
from search.engines.opensearch_cluster import ATTEMPTS, OpenSearch, RequestError, Settings, parallel_bulk
from search.schema import FACETS, Document

_FILL_TIMEOUT = 60.0  # seconds; asked again too soon, a cluster short of a node gets only more to do
_KEPT = 3


@dataclass(slots=True)
class Counted:
    """What ranking and naming need to know of all documents, counted as they pass."""

    documents: int = 0
    words: int = 0
    newest: int = 0
    named: dict[str, dict[str, str]] = field(default_factory=lambda: {facet: {} for facet in FACETS})

    def each(self, documents: Iterable[Document]) -> Iterator[tuple[str, queries.Json]]:
        """Id and source of each of *documents*, which are counted."""
        for document in documents:
            sent = queries.source(document, self.documents)
            self.documents += 1
            self.words += sum(len(sent[f"{part}_words"].split()) for part in queries.PARTS)
            self.newest = max(self.newest, sent["date"])
            for facet, values in document.facets().items():
                self.named[facet].update((v, label or self.named[facet].get(v, "")) for v, label in values)
            yield document.id, sent

    def labels(self) -> dict[str, dict[str, str]]:
        """For each facet the labels of its values."""
        return {facet: told_apart(values.items()) for facet, values in self.named.items()}


def fill(client: OpenSearch, settings: Settings, documents: Iterable[Document]) -> tuple[str, Counted]:
    """The name of a new index with *documents*, and what was counted. Raises EngineGone; then there is none."""
    index = f"{settings.prefix}-{time.strftime('%Y%m%d%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"
    _create(client, index, settings)
    counted = Counted()
    try:
        _send(client, index, counted.each(documents))
        client.indices.refresh(index=index)
        held = client.count(index=index)["count"]
        if held != counted.documents:
            raise EngineGone(f"送出 {counted.documents} 条，集群里只有 {held} 条")
        client.indices.put_settings(body={"index": {"refresh_interval": None}}, index=index)
    except BaseException:
        client.indices.delete(index=index, ignore_unavailable=True)
        raise
    return index, counted


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


def _send(client: OpenSearch, index: str, sources: Iterable[tuple[str, queries.Json]]) -> None:
    """Send all *sources*; what the cluster could not take (a lost node, a full queue) is sent again.

    Ids are ours, so that sending twice changes nothing. The sender waits whenever the cluster does.
    """
    actions: Iterable[queries.Json] = ({"_index": index, "_id": id, **sent} for id, sent in sources)
    for attempt in range(ATTEMPTS):
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
    raise EngineGone(f"有 {len(refused)} 条送了 {ATTEMPTS} 次，集群都没有收下")


def _wait(client: OpenSearch, index: str, seconds: float) -> None:
    """Give the cluster *seconds*, and a minute more to find lost shards again. Raises EngineGone when it cannot."""
    time.sleep(seconds)
    health = client.cluster.health(
        index=index, wait_for_status="yellow", timeout="60s", request_timeout=_FILL_TIMEOUT + 30, ignore=408
    )
    if health["status"] == "red":
        raise EngineGone("集群是红色：有分片的主副本都不在了，请先恢复离线的节点")


def turn(client: OpenSearch, alias: str, index: str) -> None:
    """Let *alias* name *index* alone, in one step; delete all but the latest few indices."""
    remove = {"remove": {"index": f"{alias}-*", "alias": alias, "must_exist": False}}
    client.indices.update_aliases(body={"actions": [remove, {"add": {"index": index, "alias": alias}}]})
    for superseded in sorted(client.indices.get(index=f"{alias}-*"))[:-_KEPT]:
        client.indices.delete(index=superseded, ignore_unavailable=True)
