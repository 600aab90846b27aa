"""The cluster's settings come from the environment; a number that is none is told in one Chinese line."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.__main__ import main
from search.engines.opensearch_cluster import Settings


def test_what_is_not_set_has_a_default() -> None:
    assert Settings.from_environment({}) == Settings()
    given = {"GUIJI_OPENSEARCH_SHARDS": "5", "GUIJI_OPENSEARCH_TIMEOUT": "2.5"}
    assert Settings.from_environment(given) == Settings(shards=5, timeout=2.5)


@pytest.mark.parametrize("name", ["SHARDS", "REPLICAS", "TIMEOUT"])
def test_a_number_that_is_none_is_told(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(f"GUIJI_OPENSEARCH_{name}", "三")
    (tmp_path / "documents.jsonl").touch()
    line = ["--engine", "opensearch", "index", str(tmp_path / "documents.jsonl"), str(tmp_path / "index")]
    assert main(line) == 1
    assert f"GUIJI_OPENSEARCH_{name} 应是一个数，现在是“三”" in capsys.readouterr().err
