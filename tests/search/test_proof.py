"""A sound index passes; each way to be unsound is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from search import analysis
from search.engine import Request
from search.engines.memory import MemoryEngine
from search.proof import shortcomings
from search.schema import Document, dump_document


@pytest.fixture
def source(documents: list[Document], tmp_path: Path) -> Path:
    path = tmp_path / "documents.jsonl"
    path.write_text("".join(f"{dump_document(d)}\n" for d in documents), encoding="utf-8")
    return path


def test_a_sound_index_passes(source: Path, documents: list[Document]) -> None:
    for seed in ("", "a", "b", "c"):
        assert shortcomings(source, MemoryEngine(documents), seed) == []


@pytest.mark.parametrize(
    "title",
    [
        "停水 -停水 通知",
        "－通知 “停水",
        "perl -e 'print \"a",
        "青澜市生态环境局关于建设项目环境影响评价文件受理情况的公示和征求公众意见的公告 第{}批",
    ],
)
def test_no_title_stops_a_sound_index(tmp_path: Path, documents: list[Document], title: str) -> None:
    """Whoever writes titles must not keep the site from being published: by signs of a query, by many alike."""
    alike = [replace(documents[0], id=f"{n:03d}", title=title.format(n), body="停水。") for n in range(15)]
    path = tmp_path / "documents.jsonl"
    path.write_text("".join(f"{dump_document(d)}\n" for d in alike), encoding="utf-8")
    assert shortcomings(path, MemoryEngine(alike), "a") == []


def test_a_missing_document_is_told(source: Path, documents: list[Document]) -> None:
    assert shortcomings(source, MemoryEngine(documents[1:])) == ["检索文档有 12 条，索引里有 11 条。"]


def test_a_lost_text_is_told(source: Path, documents: list[Document]) -> None:
    engine = MemoryEngine([replace(d, body="无", title=f"{n}") for n, d in enumerate(documents)])
    told = shortcomings(source, engine)
    assert any("按标题“停 水 通 知”查询" in line for line in told)
    assert any("查不到" in line for line in told)


def test_a_dead_segmenter_is_told(
    source: Path, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = MemoryEngine(documents)
    monkeypatch.setattr(analysis, "words", lambda text: ["a"])
    assert any("进入了分词" in line for line in shortcomings(source, engine))


def test_no_documents_are_sound(tmp_path: Path) -> None:
    (tmp_path / "none.jsonl").write_bytes(b"")
    assert shortcomings(tmp_path / "none.jsonl", MemoryEngine([])) == []


def test_a_smaller_sample_is_asked_of_what_was_taken_over(
    source: Path, documents: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = MemoryEngine(documents)
    asked: list[Request] = []
    find = engine.find
    monkeypatch.setattr(engine, "find", lambda request: asked.append(request) or find(request))
    assert shortcomings(source, engine, sampled=2) == []
    assert 0 < len(asked) <= 4
