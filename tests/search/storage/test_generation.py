"""An index is opened whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search import analysis
from search.engine import IndexDamaged, IndexMissing
from search.engines import whoosh
from search.schema import Document
from search.storage import generation, manifest, writing


@pytest.fixture
def place(documents: list[Document], tmp_path: Path) -> Path:
    generation.build(documents, tmp_path / "index")
    return tmp_path / "index"


def index_files(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


def test_a_fresh_index_is_whole(place: Path, documents: list[Document]) -> None:
    manifest.verify(place)
    assert sum(s.documents for s in generation.read(place).segments) == len(documents)
    assert [path.name for path in place.parent.iterdir() if path.name.startswith(".")] == [".index.lock"]


def test_every_file_is_checked_bit_by_bit(place: Path) -> None:
    for path in index_files(place):
        former = path.read_bytes()
        path.write_bytes(former[:-1] + bytes([former[-1] ^ 1]))
        with pytest.raises(IndexDamaged, match=path.name):
            whoosh.open(place)
        path.write_bytes(former)
    whoosh.open(place).close()


def test_a_missing_file_is_seen(place: Path) -> None:
    index_files(place)[3].unlink()
    with pytest.raises(IndexDamaged, match="缺少文件"):
        whoosh.open(place)


def test_a_foreign_file_is_refused(place: Path) -> None:
    (place / "_MAIN_1.toc").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(IndexDamaged, match=r"_MAIN_1\.toc 与校验清单不符"):
        whoosh.open(place)


@pytest.mark.parametrize(("content", "message"), [(None, "缺少校验清单"), (b"{", "已损坏"), (b"{}", "不符")])
def test_without_a_good_manifest_nothing_is_opened(place: Path, content: bytes | None, message: str) -> None:
    vouching = manifest.manifest_path(place)
    if content is None:
        vouching.unlink()
    else:
        vouching.write_bytes(content)
    with pytest.raises(IndexDamaged, match=message):
        whoosh.open(place)


def test_another_analysis_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "version", lambda: "another")
    with pytest.raises(IndexDamaged, match="另一个版本"):
        whoosh.open(place)


def test_no_index_is_missing(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="这里没有检索索引"):
        whoosh.open(tmp_path)


def test_a_failed_build_leaves_the_former_index(place: Path, documents: list[Document]) -> None:
    before = generation.read(place)

    def failing() -> object:
        yield documents[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        generation.build(failing(), place)
    assert generation.read(place) == before
    assert {path.name for path in place.parent.iterdir()} == {"index", "index.manifest.json", ".index.lock"}


def test_a_rebuild_takes_the_place(place: Path, documents: list[Document]) -> None:
    before = generation.read(place)
    generation.build(documents[:3], place)
    after = generation.read(place)
    assert after.id != before.id
    assert [s.documents for s in after.segments] == [3]


def test_no_documents_are_an_index_too(tmp_path: Path) -> None:
    assert generation.build([], tmp_path / "index") == 0
    engine = whoosh.open(tmp_path / "index")
    assert len(engine) == 0
    engine.close()


def test_many_segments_answer_as_one(
    documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_DOCUMENTS", 5)
    generation.build(documents, tmp_path / "index")
    listed = json.loads((tmp_path / "index" / "generation.json").read_text())["segments"]
    assert [segment["documents"] for segment in listed] == [5, 5, 2]
    engine = whoosh.open(tmp_path / "index")
    assert {engine.document(d.id) for d in documents} == set(documents)
    engine.close()
