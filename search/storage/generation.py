"""An index on the disk: segments in folders, the list of those in force, and a manifest beside them.

    INDEX/generation.json     segments in force, deleted documents, version of the analysis
    INDEX/<segment>/…         files that never change
    INDEX.manifest.json       sha256 of every file in INDEX, kept outside of it

An index is made in a new folder, flushed, and only then put in place. Nothing in it is opened before all of it
agrees with the manifest: Whoosh's files would else be read unchecked, and a damaged one might answer wrongly.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from durable import atomic_write, replace_folder
from search import analysis
from search.engine import IndexDamaged, IndexMissing
from search.schema import Document
from search.storage.segment import MOST_DOCUMENTS, SegmentWriter

FORMAT = 1
_LIST = "generation.json"


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment in force: its folder's name, how many documents it holds, which of them are deleted."""

    name: str
    documents: int
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Generation:
    """What an index consists of; *id* is another for every other content."""

    id: str
    segments: tuple[Listed, ...]


def build(documents: Iterable[Document], place: Path) -> int:
    """Index *documents* at *place*, replacing the index there at the end; how many there were."""
    with _fresh_folder(place) as folder:
        segments = tuple(_write_segments(documents, folder))
        write_list(folder, segments)
        manifest = _manifest(folder)
        replace_folder(folder, place)
        atomic_write(manifest_path(place), json.dumps(manifest, indent=1))
    return sum(segment.documents for segment in segments)


def read(place: Path) -> Generation:
    """The generation at *place*, checked whole. Raises IndexMissing or IndexDamaged."""
    if not (place / _LIST).is_file():
        raise IndexMissing(place)
    verify(place)
    listed = json.loads((place / _LIST).read_text("utf-8"))
    if (listed["format"], listed["analysis"]) != (FORMAT, analysis.version()):
        raise IndexDamaged(place, "索引是由另一个版本的程序建立的，分词规则已经不同。")
    segments = tuple(Listed(s["name"], s["documents"], tuple(s["deleted"])) for s in listed["segments"])
    return Generation(listed["id"], segments)


def verify(place: Path) -> None:
    """Compare every file at *place* with the manifest; raises IndexDamaged at the first difference."""
    try:
        expected: Any = json.loads(manifest_path(place).read_bytes())
    except FileNotFoundError:
        raise IndexDamaged(place, f"缺少校验清单 {manifest_path(place).name}。") from None
    except ValueError:
        raise IndexDamaged(place, f"校验清单 {manifest_path(place).name} 已损坏。") from None
    found = _manifest(place)
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            raise IndexDamaged(place, f"缺少文件 {name}。")
        if found[name] != expected.get(name):
            raise IndexDamaged(place, f"文件 {name} 与校验清单不符。")


def manifest_path(place: Path) -> Path:
    """Where the manifest of the index at *place* is."""
    return place.with_name(f"{place.name}.manifest.json")


def write_list(folder: Path, segments: tuple[Listed, ...]) -> None:
    """Write the list of *segments* in force to *folder*, under a new generation's id."""
    listed = {
        "format": FORMAT,
        "analysis": analysis.version(),
        "id": secrets.token_hex(8),
        "segments": [
            {"name": s.name, "documents": s.documents, "deleted": list(s.deleted)} for s in segments
        ],
    }
    atomic_write(folder / _LIST, json.dumps(listed, indent=1))


def _write_segments(documents: Iterable[Document], folder: Path) -> Iterator[Listed]:
    writer = SegmentWriter()
    for document in documents:
        writer.add(document)
        if len(writer) == MOST_DOCUMENTS:
            yield _write(writer, folder)
            writer = SegmentWriter()
    if len(writer):
        yield _write(writer, folder)


def _write(writer: SegmentWriter, folder: Path) -> Listed:
    segment = secrets.token_hex(6)
    writer.write(folder / segment)
    return Listed(segment, len(writer))


@contextmanager
def _fresh_folder(place: Path) -> Iterator[Path]:
    folder = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _manifest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
