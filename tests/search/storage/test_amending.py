"""An index amended by what changed in the file of documents is that of the whole file; where in doubt, none is made."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import indexing, pinyin
from search.engine import Request
from search.engines import whoosh
from search.query import parse
from search.schema import Document, dump_document, read_documents, read_lines
from search.storage import amending, generation, vocabulary
from search.storage.amending import Changed


def put(path: Path, documents: Sequence[Document]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{dump_document(one)}\n" for one in documents), encoding="utf-8")
    return path


def stretches(path: Path) -> list[tuple[int, int]]:
    found, offset = [], 0
    for line in path.read_bytes().splitlines(keepends=True):
        found.append((offset, len(line)))
        offset += len(line)
    return found


def differing(former: Path, new: Path) -> Changed:
    """How *new* differs from *former*, told by the lines themselves."""
    lines = [
        dict(zip(path.read_bytes().splitlines(), stretches(path), strict=True)) for path in (former, new)
    ]
    gone, come = (
        tuple(where for line, where in mine.items() if line not in other)
        for mine, other in (lines, lines[::-1])
    )
    return Changed(former, gone, come)


def indexed(path: Path) -> Path:
    """The index of the documents in *path*, beside it."""
    generation.update(read_lines(path), path.with_name("index"), source=amending.stamp(path))
    return path.with_name("index")


@pytest.fixture
def former(documents: list[Document], tmp_path: Path) -> Path:
    path = put(tmp_path / "one" / "documents.jsonl", documents)
    indexed(path)
    return path


def amended(former: Path, new: Path) -> amending.Amended | None:
    return amending.amend(new, differing(former, new), new.with_name("index"), former.with_name("index"))


def answers(place: Path, texts: Sequence[str]) -> list[set[str]]:
    engine = whoosh.open(place)
    try:
        return [{one.id for one in engine.find(Request(parse(text), count=1000)).documents} for text in texts]
    finally:
        engine.close()


Edit = tuple[str, int]
EDITS = st.lists(st.tuples(st.sampled_from(["add", "retitle", "remove"]), st.integers(0, 99)), max_size=4)
# More small segments than are let be, a segment without a document left, a round without an edit.
ROUNDS: list[list[Edit]] = [
    [("add", 1)],
    [("retitle", 12), ("remove", 3)],
    [],
    [("add", 2), ("retitle", 0)],
    [("retitle", 0), ("retitle", 5)],
    [("add", 7), ("remove", 13)],
    [("retitle", 2), ("add", 4)],
]


def test_amended_again_and_again_it_answers_as_one_made_of_the_whole(
    documents: list[Document], tmp_path: Path
) -> None:
    amend_again(documents, tmp_path, ROUNDS)


@pytest.mark.long
@given(st.lists(EDITS, min_size=1, max_size=8))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_so_it_does_whatever_the_edits_are(
    documents: list[Document], tmp_path_factory: pytest.TempPathFactory, rounds: list[list[Edit]]
) -> None:
    amend_again(documents, tmp_path_factory.mktemp("rounds"), rounds)


def amend_again(documents: list[Document], root: Path, rounds: list[list[Edit]]) -> None:
    path, now = put(root / "0" / "documents.jsonl", documents), list(documents)
    indexed(path)
    for number, edits in enumerate(rounds, 1):
        for count, (edit, place) in enumerate(edits):
            one = now[place % len(now)]
            if edit == "add":
                now.append(replace(one, id=f"new-{number}-{count}", title=f"新增第{number}批 {place}"))
            elif edit == "retitle":
                now[place % len(now)] = replace(one, title=f"改过的标题{number}第{place}号")
            elif len(now) > 2:
                now.remove(one)
        new = put(root / str(number) / "documents.jsonl", now)
        done = amended(path, new)
        assert done is not None
        assert done.count == len(now)
        path = new
    texts = [*(one.title for one in now), "公积金", "新增", "改过", documents[0].title]
    whole = indexed(put(root / "whole" / "documents.jsonl", now))
    assert answers(path.with_name("index"), texts) == answers(whole, texts)


def test_only_what_changed_is_read(former: Path, documents: list[Document], tmp_path: Path) -> None:
    new = put(tmp_path / "two" / "documents.jsonl", [*documents[1:], replace(documents[0], title="新题")])
    changed = differing(former, new)
    done = amending.amend(new, changed, new.with_name("index"), former.with_name("index"))
    assert done is not None
    assert [one.title for one in done.added] == ["新题"]
    assert (done.removed, done.count) == (1, len(documents))


@pytest.mark.parametrize("doubt", ["touched", "gone", "longer", "unknown", "torn", "twice"])
def test_where_anything_is_not_as_expected_nothing_is_amended(
    former: Path, documents: list[Document], tmp_path: Path, doubt: str
) -> None:
    now = [replace(documents[0], title="新题"), *documents[1:]]
    if doubt == "twice":
        now.append(replace(documents[1], title="编号前面已经有了"))
    new = put(tmp_path / "two" / "documents.jsonl", now)
    changed = differing(former, new)
    if doubt == "touched":
        os.utime(former, ns=(1, 1))
    elif doubt == "gone":
        former.unlink()
    elif doubt == "longer":
        new.write_bytes(new.read_bytes() + b"\n")
    elif doubt == "unknown":
        changed = replace(changed, removed=((changed.removed[0][0] + 1, changed.removed[0][1]),))
    elif doubt == "torn":
        changed = replace(changed, added=((changed.added[0][0] + 1, changed.added[0][1]),))
    assert amending.amend(new, changed, new.with_name("index"), former.with_name("index")) is None
    assert not new.with_name("index").exists()


@pytest.mark.parametrize(
    "told", ["", "[]", '{"former": "x"}', '{"former": "x", "removed": [[1]], "added": []}']
)
def test_what_cannot_be_read_says_nothing(tmp_path: Path, told: str) -> None:
    (tmp_path / "changed.json").write_text(told, encoding="utf-8")
    assert amending.read_changed(tmp_path / "changed.json") is None


def test_the_command_takes_the_short_way_and_else_reads_all(
    former: Path, documents: list[Document], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    new = put(
        tmp_path / "two" / "documents.jsonl", [replace(documents[0], title="崭新的标题"), *documents[1:]]
    )
    one = differing(former, new)
    told = {"former": str(former), "removed": one.removed, "added": one.added}
    (new.parent / "changed.json").write_text(json.dumps(told), encoding="utf-8")
    more = [
        "--former",
        str(former.with_name("index")),
        "--changed",
        str(new.parent / "changed.json"),
        "--counts",
    ]
    assert indexing.main([str(new), str(new.parent / "a"), *more]) == 0
    assert "1/1\n" in capfd.readouterr().out
    os.utime(former, ns=(1, 1))
    assert indexing.main([str(new), str(new.parent / "b"), *more]) == 0
    assert f"{len(documents)}/{len(documents)}\n" in capfd.readouterr().out
    texts = ["崭新", documents[0].title, "公积金"]
    assert answers(new.parent / "a", texts) == answers(new.parent / "b", texts)
    assert generation.read(new.parent / "a").source == generation.read(new.parent / "b").source


def spoil(path: Path) -> None:
    """Turn one bit of the file *path*, which others may share, as a disk would not."""
    payload = bytearray(path.read_bytes())
    payload[len(payload) // 2] ^= 1
    path.unlink()
    path.write_bytes(payload)


@pytest.mark.parametrize(("small", "spoilt"), [(4, "*"), (0, "records*")], ids=["taken over", "written anew"])
def test_a_former_index_that_is_damaged_is_made_again_whatever_is_wrong_with_it(
    documents: list[Document], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: int, spoilt: str
) -> None:
    """Else every later build would fail over it, and what is written anew would be vouched for."""
    monkeypatch.setattr(generation, "_MOST_SMALL", small)
    first = put(tmp_path / "one" / "documents.jsonl", documents[:6])
    new = put(
        tmp_path / "two" / "documents.jsonl", [replace(documents[0], title="崭新的标题"), *documents[1:6]]
    )
    one = differing(first, new)
    told = {"former": str(first), "removed": one.removed, "added": one.added}
    (new.parent / "changed.json").write_text(json.dumps(told), encoding="utf-8")
    asked = ["崭新", documents[1].title, documents[2].body[:3]]
    whole = answers(indexed(new), asked)
    indexed(first)
    names = {path.name for path in first.parent.rglob(spoilt) if path.suffix not in ("", ".jsonl", ".lock")}
    assert len(names) >= 3
    for name in sorted(names):
        former, again = indexed(first), new.with_name("again")
        spoil(next(former.parent.rglob(name)))
        more = ["--former", str(former), "--changed", str(new.parent / "changed.json"), "--counts"]
        assert indexing.main([str(new), str(again), *more]) == 0, name
        assert answers(again, asked) == whole, name


def test_sounds_left_out_are_those_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = {"公积金": 3, "提取": 2, "㐀的": 1}
    vocabulary.write(tmp_path, counted)
    few = list(vocabulary.read(tmp_path))
    monkeypatch.setattr(vocabulary, "_FEW_WORDS", 0)
    vocabulary.write(tmp_path, counted)
    assert list(vocabulary.read(tmp_path)) == few
    assert few[0].sound == pinyin.sound("公积金") == ("gong", "ji", "jin")


def test_a_sample_is_of_the_file(former: Path, documents: list[Document]) -> None:
    found = indexing.proof.some(former, 40)
    assert 1 < len(found) <= len(documents)
    assert {one.id for one in found} <= {one.id for one in read_documents(former)}
