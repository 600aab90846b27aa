"""Documents come back from their deflated records as they went in."""

from __future__ import annotations

import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.schema import Document
from search.storage.records import Records, RecordWriter

WRITABLE = st.text(st.characters(codec="utf-8"), max_size=60)


def written(documents: list[Document], folder: Path) -> Records:
    writer = RecordWriter()
    for document in documents:
        writer.add(document)
    writer.write(folder)
    return Records(folder)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(WRITABLE, WRITABLE), max_size=6), st.integers(1, 9000))
def test_any_text_comes_back(
    documents: list[Document], tmp_path: Path, texts: list[tuple[str, str]], repeated: int
) -> None:
    """Shorter and longer in sum than the dictionary, which the first documents make."""
    given = [
        replace(documents[0], id=str(n), title=title, body=body * repeated)
        for n, (title, body) in enumerate(texts)
    ]
    records = written(given, tmp_path)
    assert [records[n] for n in range(len(records))] == given


def test_documents_alike_take_little_room(documents: list[Document], tmp_path: Path) -> None:
    many = [replace(documents[n % 5], id=f"{n}") for n in range(400)]
    written(many, tmp_path)
    size = sum(path.stat().st_size for path in tmp_path.iterdir())
    assert size < 400 * 150


def test_a_record_read_with_another_dictionary_is_not_what_was_written(
    documents: list[Document], tmp_path: Path
) -> None:
    """The control: the dictionary is really needed."""
    written(documents, tmp_path)
    dictionary = tmp_path / "records.dictionary"
    dictionary.write_bytes(b"")
    records = Records(tmp_path)
    with pytest.raises(zlib.error, match="distance too far back"):
        records[len(documents) - 1]
