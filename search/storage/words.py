"""Words of a segment and where they occur, kept by Whoosh. The only file that knows `whoosh`.

Whoosh's term table (its W3 codec) holds the vocabulary; the postings of a word go beside it as one block
instead of one `add_posting` call each, which is where stock Whoosh spends two thirds of its indexing time.
A block is n documents (uint16, ascending), then n bytes: occurrences in the title * 64 + in the body, capped.
Nothing of Whoosh's table of contents is used: it is a pickle, and there is one segment a folder anyway.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from functools import lru_cache
from io import BytesIO
from mmap import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermInfo, W3TermsReader
from whoosh.fields import TEXT
from whoosh.filedb.filestore import RamStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.reading import TermNotFound

from durable import atomic_write
from search.scoring import MOST_IN_BODY, MOST_IN_TITLE
from search.storage.arrays import Ordinals, bytes_of

_NAME = "words"
_WORD, _ID = "word", "id"
_TITLE_SHIFT = 6
_KEPT_BLOCKS = 256  # a question looks its words up several times

Occurrences = NDArray[np.uint8]


class WordWriter:
    """Collects the words of documents, numbered from 0 as they come."""

    def __init__(self) -> None:
        self._postings: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._ids: list[str] = []

    def add(self, id: str, title: list[str], body: list[str]) -> None:
        """Take in the next document: its *id* and the words of its title and body."""
        document = len(self._ids) << 8
        self._ids.append(id)
        postings = self._postings
        counts = Counter(body)
        for word, number in Counter(title).items():
            inside = min(MOST_IN_BODY, counts.pop(word, 0))
            postings[word].append(document | min(MOST_IN_TITLE, number) << _TITLE_SHIFT | inside)
        for word, number in counts.items():
            postings[word].append(document | min(MOST_IN_BODY, number))

    def documents(self) -> dict[str, int]:
        """In how many documents each word is, as far as they were taken in."""
        return {word: len(postings) for word, postings in self._postings.items()}

    def write(self, folder: Path) -> None:
        """Write the term table and the postings to *folder*."""
        storage = RamStorage()
        writer = _BlockWriter(W3Codec(), storage, _segment(len(self._ids)))
        writer.start_field(_ID, TEXT(phrase=False))
        for ordinal, id in sorted(enumerate(self._ids), key=lambda pair: pair[1].encode("utf-8")):
            writer.add_block(id.encode("utf-8"), array("I", [ordinal << 8 | 1]))
        writer.finish_field()
        writer.start_field(_WORD, TEXT(phrase=False))
        for word, postings in sorted(
            (word.encode("utf-8"), postings) for word, postings in self._postings.items()
        ):
            writer.add_block(word, postings)
        writer.finish_field()
        writer.close()
        for name, content in storage.files.items():
            atomic_write(folder / name, content)


class _BlockWriter(W3FieldWriter):
    """Whoosh's writer of terms, with whole posting lists."""

    def add_block(self, word: bytes, postings: array[int]) -> None:
        """Add *word* (terms come in order) with all its postings, document << 8 | occurrences."""
        packed = np.frombuffer(postings, np.uint32)
        info = W3TermInfo(weight=len(packed), df=len(packed), minid=postings[0] >> 8, maxid=postings[-1] >> 8)
        offset = self._postfile.tell()
        self._postfile.write((packed >> 8).astype("<u2").tobytes() + packed.astype(np.uint8).tobytes())
        info.set_extent(offset, len(packed))
        assert self._fieldid is not None, "start_field comes first"
        self._tindex.add(self._fieldid.to_bytes(2, "big") + word, info.to_bytes())


class _MappedFile(BufferFile):
    """A mapped file as Whoosh reads it; its own storage keeps a copy, and leaves closing to the collector."""

    def __init__(self, mapped: mmap | bytes) -> None:
        super().__init__(b"")
        self._buf = memoryview(mapped)
        self.file: Any = BytesIO(mapped) if isinstance(mapped, bytes) else mapped


class Words:
    """Words of one segment, read."""

    def __init__(self, folder: Path, documents: int) -> None:
        """Open the term table in *folder*, which holds that many *documents*."""
        segment = _segment(documents)
        terms = bytes_of(folder / segment.make_filename(W3Codec.TERMS_EXT))
        self._postings = bytes_of(folder / segment.make_filename(W3Codec.POSTS_EXT))
        file = _MappedFile(terms)
        self._terms: Any = W3TermsReader(W3Codec(), file, len(terms), file)
        self._block = lru_cache(_KEPT_BLOCKS)(self._read_block)

    def postings(self, word: str) -> tuple[Ordinals, Occurrences]:
        """The documents with *word*, ascending, and how often each has it."""
        return self._block(_WORD, word)

    def document(self, id: str) -> int | None:
        """The number of the document with that *id*."""
        ordinals, _ = self._block(_ID, id)
        return int(ordinals[0]) if len(ordinals) else None

    def _read_block(self, field: str, word: str) -> tuple[Ordinals, Occurrences]:
        try:
            info = self._terms.term_info(field, word.encode("utf-8", "replace"))
        except TermNotFound:
            return np.empty(0, "<u2"), np.empty(0, np.uint8)
        offset, length = info.extent()[0], info.doc_frequency()
        documents: Ordinals = np.frombuffer(self._postings, "<u2", length, offset)
        return documents, np.frombuffer(self._postings, np.uint8, length, offset + 2 * length)


def in_title(occurrences: Occurrences) -> NDArray[np.float64]:
    """How often each has it in its title."""
    return (occurrences >> _TITLE_SHIFT).astype(np.float64)


def in_body(occurrences: Occurrences) -> NDArray[np.float64]:
    """How often each has it in its body."""
    return (occurrences & MOST_IN_BODY).astype(np.float64)


def _segment(documents: int) -> W3Segment:
    return W3Segment(W3Codec(), _NAME, doccount=documents, segid="0")
