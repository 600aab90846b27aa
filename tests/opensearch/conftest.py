"""A cluster for the whole run; it costs a minute, so these tests belong to `invoke test --long`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.opensearch.cluster import Cluster, unavailable


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    if reason := unavailable():
        pytest.skip(reason)
    running = Cluster(tmp_path_factory.mktemp("opensearch"))
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture
def reached(cluster: Cluster, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Cluster:
    """The cluster as the environment names it, with an index prefix of the test's own."""
    monkeypatch.setenv("GUIJI_OPENSEARCH_URL", ",".join(cluster.urls))
    prefix = "".join(letter for letter in request.node.name.lower() if letter.isascii() and letter.isalpha())
    monkeypatch.setenv("GUIJI_OPENSEARCH_PREFIX", f"test-{prefix[:40]}")
    monkeypatch.setenv("GUIJI_OPENSEARCH_TIMEOUT", "20")
    return cluster
