"""A segment: up to 16,384 documents with everything that answers queries about them. Written once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from durable import atomic_write
from search import analysis, deadline
from search.engine import KnownWord
from search.schema import Document
from search.slips import Gap
from search.storage import vocabulary
from search.storage.arrays import Mask, Ordinals
from search.storage.columns import Columns, ColumnWriter
from search.storage.grams import FIELD_END, Grams, GramWriter
from search.storage.records import Records, RecordWriter
from search.storage.texts import Texts, TextWriter
from search.storage.words import Words, WordWriter

MOST_DOCUMENTS = 1 << 14
_COMPACT, KNOWN = "compact", "known.txt"
_MOST_READ = 1000
_FEW = 16  # so few texts are read sooner than another list of documents
_STRIDE = 256
_ONE_CHARACTER = rb"(?:[\x20-\x7f]|[\xc2-\xdf].|[\xe0-\xef]..|[\xf0-\xf4]...)"


class SegmentWriter:
    """Collects documents and writes them as one segment."""

    def __init__(self) -> None:
        self._grams, self._words, self._columns = GramWriter(), WordWriter(), ColumnWriter()
        self._records, self._compact = RecordWriter(), TextWriter()
        self._known: list[tuple[str, bytes]] = []

    def __len__(self) -> int:
        """How many documents were added."""
        return len(self._known)

    def add(self, document: Document, digest: bytes) -> None:
        """Take in *document*, made from a line with that *digest*."""
        title, body = analysis.words(document.title), analysis.words(document.body)
        compact = f"{analysis.compact(document.title)}{FIELD_END}{analysis.compact(document.body)}{FIELD_END}"
        self._grams.add(compact)
        self._words.add(document.id, title, body)
        self._columns.add(document, len(title) + len(body))
        self._records.add(document)
        self._compact.add(compact)
        self._known.append((document.id, digest))

    def write(self, folder: Path) -> None:
        """Write all files of the segment to *folder*, each flushed to the disk."""
        self._grams.write(folder)
        self._words.write(folder)
        vocabulary.write(folder, self._words.documents())
        self._columns.write(folder)
        self._records.write(folder)
        self._compact.write(folder, _COMPACT)
        atomic_write(folder / KNOWN, "".join(f"{digest.hex()} {id}\n" for id, digest in self._known))


def read_known(folder: Path) -> list[tuple[str, bytes]]:
    """Id and digest of all documents of the segment in *folder*, in order."""
    lines = (folder / KNOWN).read_text("utf-8").splitlines()
    return [(line[33:], bytes.fromhex(line[:32])) for line in lines]


def read_known_text(folder: Path) -> bytes:
    """The same as it is kept, behind a line end: on each line the digest in hex, a blank, and the id."""
    return b"\n" + (folder / KNOWN).read_bytes()


def read_records(folder: Path) -> Iterator[Document]:
    """All documents of the segment in *folder*, in order."""
    records = Records(folder)
    return (records[ordinal] for ordinal in range(len(records)))


class Segment:
    """An opened segment."""

    def __init__(self, folder: Path, deleted: list[int]) -> None:
        """Map the segment in *folder*, of whose documents those numbered in *deleted* count no more."""
        self._records, self._compact = Records(folder), Texts(folder, _COMPACT)
        self.words = Words(folder, len(self._records))
        self.columns = Columns(folder)
        self._grams = Grams(folder)
        self._folder = folder
        self._living = np.ones(len(self._records), bool)
        self._living[deleted] = False

    @property
    def size(self) -> int:
        """How many documents it holds, deleted ones too."""
        return len(self._records)

    @property
    def living(self) -> Mask:
        """The documents that count."""
        return self._living

    def document(self, ordinal: int) -> Document:
        """The document numbered *ordinal*."""
        return self._records[ordinal]

    def begins(self, ordinals: Iterable[int], text: bytes) -> list[int]:
        """Where in title and body of each of the documents *ordinals* the compact *text* begins first, in UTF-8.

        -1 when nowhere; in the title when that is longer.
        """
        return self._compact.places(ordinals, text)

    def vocabulary(self) -> Iterator[KnownWord]:
        """Its commoner words."""
        return vocabulary.read(self._folder)

    def holding(self, text: str) -> int:
        """How many living documents hold the compact *text* in one piece."""
        return int((self._mask(self.containing(text)) & self._living).sum())

    def filling(self, gap: Gap) -> Counter[str]:
        """The strings that documents have for *gap*, each with the number of documents read that have it."""
        if not gap.open:
            number = self.holding(gap.left) if len(gap.left) > 1 else 0
            return Counter({gap.left: number}) if number else Counter()
        pieces = sorted((piece for piece in (gap.left, gap.right) if piece), key=len)
        candidates = self._mask(self.containing(pieces[-1])) & self._living
        if len(pieces) > 1:
            candidates &= self._mask(self.containing(pieces[0]))
        left, right = (re.escape(piece).encode("utf-8") for piece in (gap.left, gap.right))
        pattern = re.compile(left + _ONE_CHARACTER + right)
        found: Counter[str] = Counter()
        for ordinal in deadline.each(np.flatnonzero(candidates)[:_MOST_READ].tolist()):
            found.update(self._compact.matches(ordinal, pattern))
        return found

    def containing(self, text: str) -> Ordinals:
        """Documents whose title or body contains the compact *text*. Raises OutOfTime under a `deadline`."""
        deadline.check()
        if len(text) == 1:
            return self._grams.single(text)
        lists = sorted((self._grams.pair(a, b) for a, b in pairwise(text)), key=len)
        found = lists[0]
        for other in lists[1:]:
            if len(found) <= _FEW:
                break
            found = found[self._mask(other)[found]]
        return found if len(text) == 2 else self._verified(found, text)

    def _verified(self, candidates: Ordinals, text: str) -> Ordinals:
        """Those of *candidates* that hold *text* in one piece; where it is a word there, that is known."""
        known = self._mask(self.words.postings(text)[0])[candidates]
        wanted = text.encode("utf-8")
        unknown = candidates[~known].tolist()
        begins: list[int] = []
        for start in range(0, len(unknown), _STRIDE):
            deadline.check()
            begins += self._compact.places(unknown[start : start + _STRIDE], wanted)
        known[~known] = np.array(begins, np.int64) >= 0
        return candidates[known]

    def _mask(self, ordinals: Ordinals) -> Mask:
        mask = np.zeros(self.size, bool)
        mask[ordinals] = True
        return mask
