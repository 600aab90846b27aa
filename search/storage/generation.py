"""An index on the disk: segments in folders, the list of those in force, and a manifest beside them.

    INDEX/generation.json     segments in force, deleted documents, version of the analysis
    INDEX/<segment>/…         files that never change
    INDEX.manifest.json       sha256 of every file in INDEX, kept outside of it

An index is made in a new folder, flushed, and only then put in place. Nothing in it is opened before all of it
agrees with the manifest: Whoosh's files would else be read unchecked, and a damaged one might answer wrongly.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from durable import atomic_write, exclusive, link_folder, replace_folder, sweep
from search import analysis
from search.engine import UNCHECKED, Checked, IndexDamaged, IndexMissing
from search.schema import BadDocument, Document, Line, digest_of, dump_document
from search.storage import manifest
from search.storage.manifest import LIST
from search.storage.segment import KNOWN, MOST_DOCUMENTS, read_known, read_records
from search.storage.writing import Entry, Labour, write_segments

FORMAT = 6
_SMALL = 4
_MOST_SMALL = 4


@dataclass(frozen=True, slots=True)
class Listed:
    """A segment in force: its folder's name, how many documents it holds, which of them are deleted."""

    name: str
    documents: int
    deleted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What an update did: documents taken in (new or changed), left out (gone or changed), and taken over."""

    added: int
    removed: int
    kept: int


@dataclass(frozen=True, slots=True)
class Generation:
    """What an index consists of; *id* is another for every other content.

    *source* is the stamp of the file of documents that it was made of, empty where it was none.
    """

    id: str
    segments: tuple[Listed, ...]
    source: str = ""


def build(documents: Iterable[Document], place: Path) -> int:
    """Index *documents* at *place*, replacing the index there at the end; how many there were."""
    with fresh_folder(place) as folder:
        entries = ((document, digest_of(dump_document(document).encode())) for document in documents)
        segments = written(entries, folder)
        publish(folder, place, Generation("", segments), {})
    return sum(segment.documents for segment in segments)


def update(
    lines: Iterable[Line],
    place: Path,
    former: Path | None = None,
    *,
    labour: Labour | None = None,
    source: str = "",
) -> Changes:
    """Index the documents in *lines* at *place*, taking over from the index at *former* what did not change.

    The two may be the same place. Segments that stay are hard links, so only new and changed documents are
    analysed and written, by *labour* where it is given. *source* is the stamp of the file that *lines* come from.
    Raises BadDocument at a line that is none or repeats an id; IndexMissing,
    IndexDamaged when *former* is none of this version.
    """
    listed = read_former(former) if former else Generation("", ())
    sieve = _Sieve(_known(former, listed) if former else {})
    with fresh_folder(place) as folder:
        documents = sieve.fresh(lines)
        if former is None:
            publish(folder, place, Generation("", written(documents, folder, labour), source), {})
        else:
            rewritten = _rewritten(former, listed, sieve)
            added = written(chain(documents, rewritten), folder, labour)
            _, staying = _sorted_out(former, listed, sieve.kept)
            known = linked(former, staying, folder)
            publish(folder, place, Generation("", (*staying, *added), source), known)
    return Changes(len(sieve.places), len(sieve.known) - len(sieve.kept), len(sieve.kept))


def written(documents: Iterable[Entry], folder: Path, labour: Labour | None = None) -> tuple[Listed, ...]:
    """The segments in *folder* that hold the new *documents*, written by *labour* where it is given."""
    return tuple(Listed(name, count) for name, count in write_segments(documents, folder, labour))


class _Sieve:
    """Parts new lines from *known* ones as they come; *kept* are those of the known that came."""

    def __init__(self, known: Mapping[bytes, str]) -> None:
        self.known = known
        self.kept: set[bytes] = set()
        self.places: dict[str, str] = {}

    def fresh(self, lines: Iterable[Line]) -> Iterator[tuple[Document, bytes]]:
        """The new documents with their digests. Raises BadDocument."""
        for line in lines:
            digest = line.digest
            if digest in self.known and digest not in self.kept:
                self.kept.add(digest)
            else:
                document = line.document()
                if document.id in self.places:
                    raise _repeated(line.place, document.id)
                self.places[document.id] = line.place
                yield document, digest
        for repeated in self.places.keys() & {self.known[digest] for digest in self.kept}:
            raise _repeated(self.places[repeated], repeated)


def _rewritten(former: Path, listed: Generation, sieve: _Sieve) -> Iterator[tuple[Document, bytes]]:
    """Documents of segments that are written anew; to be asked for when all lines went through *sieve*."""
    stale, _ = _sorted_out(former, listed, sieve.kept)
    for segment in stale:
        living = documents_of(former / segment.name, segment)
        yield from ((document, digest) for document, digest in living if digest in sieve.kept)


def linked(former: Path, staying: list[Listed], folder: Path) -> dict[str, str]:
    """Share the files of the segments *staying* with *folder*; their digests by the former manifest."""
    for segment in staying:
        link_folder(former / segment.name, folder / segment.name)
    names = {segment.name for segment in staying}
    vouched = {name: digest for one in manifest.read(former) for name, digest in one.items()}
    return {name: digest for name, digest in vouched.items() if name.split("/")[0] in names}


def _repeated(place: str, id: str) -> BadDocument:
    return BadDocument(f"{place}：编号 {id} 前面已经有了。")


def _known(place: Path, listed: Generation) -> dict[bytes, str]:
    """The digests of all living documents at *place*, each with its id."""
    return {d: id for segment in listed.segments for _, id, d in _living(place / segment.name, segment)}


def _living(folder: Path, segment: Listed) -> Iterator[tuple[int, str, bytes]]:
    deleted = set(segment.deleted)
    return ((n, id, digest) for n, (id, digest) in enumerate(read_known(folder)) if n not in deleted)


def documents_of(folder: Path, segment: Listed) -> Iterator[Entry]:
    """The living documents of the *segment* in *folder*. Raises IndexDamaged: what is read here is written anew."""
    manifest.vouch(folder.parent, [f"{folder.name}/{path.name}" for path in folder.iterdir()])
    living = {n: digest for n, _, digest in _living(folder, segment)}
    return ((d, living[n]) for n, d in enumerate(read_records(folder)) if n in living)


def _sorted_out(place: Path, listed: Generation, kept: Set[bytes]) -> tuple[list[Listed], list[Listed]]:
    """Segments to be written anew, together, and those that stay, when only the documents *kept* live on."""
    lessened: list[Listed] = []
    for segment in listed.segments:
        living = {n for n, _, digest in _living(place / segment.name, segment) if digest in kept}
        gone = tuple(n for n in range(segment.documents) if n not in living)
        lessened.append(Listed(segment.name, segment.documents, gone))
    return sorted_out(lessened)


def sorted_out(segments: Iterable[Listed]) -> tuple[list[Listed], list[Listed]]:
    """Of *segments* those to be written anew, together, and those that stay; those without a document neither.

    Small ones are written anew only when there are several: so a document is rewritten a few times at most.
    """
    stale: list[Listed] = []
    staying: list[Listed] = []
    for one in segments:
        living = one.documents - len(one.deleted)
        if living:
            small = living < max(one.documents, MOST_DOCUMENTS // _SMALL) // 2
            (stale if small else staying).append(one)
    if len(stale) <= _MOST_SMALL:
        return [], [*stale, *staying]
    return stale, staying


def publish(folder: Path, place: Path, listed: Generation, digests: dict[str, str]) -> None:
    """Put *folder* in *place* with what is *listed* in it; *digests* are known, the others are taken."""
    write_list(folder, listed)
    made = manifest.digests(folder, digests)
    if place.exists():
        # Two names cannot change at once: while the folders change places, the manifest vouches for either.
        manifest.write(place, [made, *manifest.former(place)])
        replace_folder(folder, place)
    manifest.write(place, [made])
    if not place.exists():
        replace_folder(folder, place)


def read(place: Path, checked: Checked = UNCHECKED) -> Generation:
    """The generation at *place*, checked whole but for files that are *checked*. Raises IndexMissing or IndexDamaged."""
    if not (place / LIST).is_file():
        raise IndexMissing(place)
    manifest.verify(place, checked)
    return read_list(place)


def read_list(place: Path) -> Generation:
    """The generation that the list at *place* names. Raises IndexMissing or IndexDamaged."""
    if not (place / LIST).is_file():
        raise IndexMissing(place)
    listed = json.loads((place / LIST).read_text("utf-8"))
    if (listed["format"], listed["analysis"]) != (FORMAT, analysis.version()):
        raise IndexDamaged(place, "索引是由另一个版本的程序建立的，分词规则已经不同。")
    segments = tuple(Listed(s["name"], s["documents"], tuple(s["deleted"])) for s in listed["segments"])
    return Generation(listed["id"], segments, listed.get("source", ""))


def read_former(place: Path) -> Generation:
    """The generation at *place*, to be taken over: its list, and what it says of its documents, as they were written.

    The rest is compared when the new index is opened, or read. Raises IndexMissing or IndexDamaged.
    """
    if (place / LIST).is_file():
        manifest.vouch(place, [LIST])
    listed = read_list(place)
    manifest.vouch(place, [f"{one.name}/{KNOWN}" for one in listed.segments])
    return listed


def write_list(folder: Path, generation: Generation) -> None:
    """Write the list of the segments of *generation* to *folder*, under a new id."""
    listed = {
        "format": FORMAT,
        "analysis": analysis.version(),
        "id": secrets.token_hex(8),
        "source": generation.source,
        "segments": [
            {"name": s.name, "documents": s.documents, "deleted": list(s.deleted)}
            for s in generation.segments
        ],
    }
    atomic_write(folder / LIST, json.dumps(listed, indent=1))


@contextmanager
def fresh_folder(place: Path) -> Iterator[Path]:
    """A new folder beside *place*, to be published there; one writer at a time. Raises Busy."""
    with exclusive(place.with_name(f".{place.name}.lock")):
        left = re.compile(rf"\.{re.escape(place.name)}\.(former-)?[0-9a-f]{{12}}")
        for path in [one for one in place.parent.iterdir() if left.fullmatch(one.name)]:
            shutil.rmtree(path)
        sweep(place.parent, deep=False)
        folder = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
