"""Search: ours beside stock Whoosh, SQLite FTS5 and tantivy, on the same notices and the same words, in one run.

`python -m benchmarks.search [COUNT …]` (default 1000 10000). CPU milliseconds; index size as a multiple of the
text; answers to the first page of 10. Ours includes what the others do not do at all: any substring is found,
all facets are counted, snippets are made in the script as written, either script finds both. The others get our
words, so that they know Chinese as well as we do. tantivy is no dependency and is left out where it is missing.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from whoosh import fields, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import FileStorage

from benchmarks import notices
from search import analysis
from search.engines import whoosh
from search.schema import Document, Line, dump_document
from search.service import Service, answer, read_parameters
from search.storage import generation

_ASKED = 200


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine: CPU milliseconds a document to index, bytes on the disk, and how to ask it."""

    name: str
    index_ms: float
    size: int
    ask: dict[str, Callable[[str], object]]


def main() -> None:
    """Measure and print."""
    engines = {"ours": ours, "Whoosh stock": stock, "FTS5": fts5, "tantivy": tantivy}
    chosen = [argument for argument in sys.argv[1:] if argument in engines]
    if chosen:
        print(json.dumps(report(chosen[0], engines[chosen[0]], int(sys.argv[-1]))))
        return
    for count in [int(argument) for argument in sys.argv[1:]] or [1000, 10_000]:
        print(f"\n{count} notices, {_text_bytes(count) / 1e6:.1f} MB of text; CPU ms as p50/p95")
        for name in engines:
            if name == "tantivy" and not importlib.util.find_spec("tantivy"):
                print("tantivy: not installed")
                continue
            command = [sys.executable, "-m", "benchmarks.search", name, str(count)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            print(shown(json.loads(done.stdout.splitlines()[-1]), _text_bytes(count)))


def report(name: str, build: Callable[[list[Document], Path], Measured], count: int) -> dict[str, Any]:
    """Everything about one engine, in a process of its own so that memory counts for it alone."""
    documents = list(made(count))
    with tempfile.TemporaryDirectory() as scratch:
        measured = build(documents, Path(scratch) / "index")
        times = {kind: _times(ask, questions(documents)[kind]) for kind, ask in measured.ask.items()}
        extra = _more(documents, Path(scratch)) if name == "ours" else {}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return {
        "name": name,
        "index_ms": measured.index_ms,
        "size": measured.size,
        "peak_mb": peak,
        "times": times,
    } | extra


def shown(found: dict[str, Any], text: int) -> str:
    """One line of the report."""
    times = "  ".join(f"{kind} {p50:.2f}/{p95:.2f}" for kind, (p50, p95) in found["times"].items())
    more = "".join(f"  {number} more: {seconds:.2f} s" for number, seconds in found.get("more", {}).items())
    size = found["size"] / text
    return f"{found['name']:13} index {found['index_ms']:.2f} ms  {size:.1f}x text  peak {found['peak_mb']:.0f} MB  {times}{more}"


def made(count: int) -> Iterator[Document]:
    """The benchmarks' notices as search documents."""
    for notice in notices.made(count):
        yield Document(
            id=notice.slug,
            url=f"/{notice.department}/{notice.slug}.html",
            title=notice.title,
            body=notice.body,
            date=notice.date,
            department=notice.department,
            department_path=("city", notice.department),
            kind=notice.kind,
            platform=notice.platform,
            account=notice.account,
        )


def questions(documents: list[Document]) -> dict[str, list[str]]:
    """Questions of each class, drawn from the texts themselves."""
    drawn = random.Random(11)
    texts = [drawn.choice(documents) for _ in range(_ASKED)]
    words = [drawn.choice([w for w in analysis.words(d.body) if len(w) > 1]) for d in texts]
    starts = [drawn.randrange(max(1, len(d.body) - 8)) for d in texts]
    return {
        "word": words,
        "words": [f"{word} {drawn.choice(words)}" for word in words],
        "phrase": [f"“{d.title[:6]}”" for d in texts],
        "filter": words,
        "substring": [f"“{d.body[s : s + 6]}”" for d, s in zip(texts, starts, strict=True)],
        "tolerant": [_slipped(analysis.compact(d.title)[:6], drawn) for d in texts],
    }


def ours(documents: list[Document], place: Path) -> Measured:
    """Our engine, with all facets and snippets each time, past its cache."""
    started = time.process_time()
    whoosh.build(documents, place)
    spent = _ms(started) / len(documents)
    service = Service(whoosh.open(place))
    plain = lambda text: answer(service.engine, read_parameters({"q": text}))  # noqa: E731
    filtered = {"department": documents[0].department, "year": str(documents[0].year)}
    narrow = lambda text: answer(service.engine, read_parameters({"q": text, **filtered}))  # noqa: E731
    tolerant = lambda text: service.answer(read_parameters({"q": text}))  # noqa: E731
    exact = dict.fromkeys(("word", "words", "phrase", "substring"), plain)
    return Measured("ours", spent, _size(place), {**exact, "filter": narrow, "tolerant": tolerant})


def stock(documents: list[Document], place: Path) -> Measured:
    """Whoosh as it comes, given our words; BM25F, stored fields, no facets."""
    place.mkdir()
    spaced = fields.TEXT(analyzer=SpaceSeparatedTokenizer())
    schema = fields.Schema(
        id=fields.ID(stored=True), title=spaced, body=spaced, department=fields.ID, text=fields.STORED
    )
    index = FileStorage(str(place)).create_index(schema)
    started = time.process_time()
    writer = index.writer(limitmb=1024)
    for d in documents:
        words = {"title": " ".join(analysis.words(d.title)), "body": " ".join(analysis.words(d.body))}
        writer.add_document(id=d.id, department=d.department, text=d.body, **words)
    writer.commit()
    spent = _ms(started) / len(documents)
    searcher = index.searcher()

    def ask(text: str, department: str = "") -> object:
        terms = [query.Or([query.Term("title", w), query.Term("body", w)]) for w in analysis.words(text)]
        chosen = query.Term("department", department) if department else None
        return [dict(hit) for hit in searcher.search(query.And(terms), limit=10, filter=chosen)]

    def phrase(text: str) -> object:
        return [dict(hit) for hit in searcher.search(query.Phrase("title", analysis.words(text)), limit=10)]

    narrow = lambda text: ask(text, documents[0].department)  # noqa: E731
    return Measured(
        "stock", spent, _size(place), {"word": ask, "words": ask, "phrase": phrase, "filter": narrow}
    )


def fts5(documents: list[Document], place: Path) -> Measured:
    """SQLite's full text search, given our words; BM25."""
    place.mkdir()
    base = sqlite3.connect(place / "index.sqlite")
    base.execute("CREATE TABLE document(id TEXT, department TEXT, body TEXT)")
    base.execute("CREATE VIRTUAL TABLE word USING fts5(title, body, content='')")
    started = time.process_time()
    for number, d in enumerate(documents, start=1):
        row = (number, " ".join(analysis.words(d.title)), " ".join(analysis.words(d.body)))
        base.execute("INSERT INTO word(rowid, title, body) VALUES (?, ?, ?)", row)
        base.execute(
            "INSERT INTO document(rowid, id, department, body) VALUES (?, ?, ?, ?)",
            (number, d.id, d.department, d.body),
        )
    base.commit()
    spent = _ms(started) / len(documents)
    begin = "SELECT d.id, d.body FROM word JOIN document d ON d.rowid = word.rowid WHERE word MATCH ?"
    end = " ORDER BY rank LIMIT 10"

    def ask(text: str) -> object:
        return base.execute(begin + end, (" AND ".join(f'"{w}"' for w in analysis.words(text)),)).fetchall()

    def narrow(text: str) -> object:
        terms = " AND ".join(f'"{w}"' for w in analysis.words(text))
        return base.execute(
            f"{begin} AND +d.department = ?{end}", (terms, documents[0].department)
        ).fetchall()

    def phrase(text: str) -> object:
        return base.execute(begin + end, (f'"{" ".join(analysis.words(text))}"',)).fetchall()

    return Measured(
        "FTS5", spent, _size(place), {"word": ask, "words": ask, "phrase": phrase, "filter": narrow}
    )


def tantivy(documents: list[Document], place: Path) -> Measured:
    """tantivy, given our words; BM25."""
    library = importlib.import_module("tantivy")
    place.mkdir()
    builder = library.SchemaBuilder()
    for name in ("title", "body"):
        builder.add_text_field(name, tokenizer_name="whitespace")
    builder.add_text_field("text", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("department", tokenizer_name="raw")
    index = library.Index(builder.build(), path=str(place))
    started = time.process_time()
    writer = index.writer(heap_size=256_000_000, num_threads=1)
    for d in documents:
        words = {"title": " ".join(analysis.words(d.title)), "body": " ".join(analysis.words(d.body))}
        writer.add_document(library.Document(text=d.body[:60], department=d.department, **words))
    writer.commit()
    writer.wait_merging_threads()
    spent = _ms(started) / len(documents)
    index.reload()
    searcher = index.searcher()

    def ask(text: str) -> object:
        parsed = index.parse_query(" ".join(f'+"{w}"' for w in analysis.words(text)), ["title", "body"])
        return [searcher.doc(address) for _, address in searcher.search(parsed, 10).hits]

    def phrase(text: str) -> object:
        parsed = index.parse_query(f'"{" ".join(analysis.words(text))}"', ["title"])
        return [searcher.doc(address) for _, address in searcher.search(parsed, 10).hits]

    def narrow(text: str) -> object:
        terms = " ".join(f'+"{w}"' for w in analysis.words(text))
        parsed = index.parse_query(f"{terms} +department:{documents[0].department}", ["title", "body"])
        return [searcher.doc(address) for _, address in searcher.search(parsed, 10).hits]

    return Measured(
        "tantivy", spent, _size(place), {"word": ask, "words": ask, "phrase": phrase, "filter": narrow}
    )


def _more(documents: list[Document], scratch: Path) -> dict[str, dict[str, float]]:
    """CPU seconds from 1 and from 300 more notices to an index that answers with the last of them."""
    lines = [Line("", dump_document(d).encode()) for d in documents]
    taken: dict[str, float] = {}
    for number in (1, 300):
        title = f"第{number}号井盖更换完毕的最新通知"
        more = [replace(documents[n], id=f"more-{n}", title=title) for n in range(number)]
        started = time.process_time()
        added = (Line("", dump_document(d).encode()) for d in more)
        generation.update([*lines, *added], scratch / "next", scratch / "index")
        engine = whoosh.open(scratch / "next")
        assert answer(engine, read_parameters({"q": f"“{title}”"})).total == number
        taken[str(number)] = time.process_time() - started
    return {"more": taken}


def _slipped(text: str, drawn: random.Random) -> str:
    place = drawn.randrange(max(1, len(text)))
    return f"{text[:place]}龘{text[place + 1 :]}"


def _times(ask: Callable[[str], object], asked: list[str]) -> tuple[float, float]:
    ask(asked[0])
    spent = []
    for text in asked:
        started = time.process_time()
        ask(text)
        spent.append(_ms(started))
    spent.sort()
    return spent[len(spent) // 2], spent[int(len(spent) * 0.95)]


def _text_bytes(count: int) -> int:
    return sum(len(f"{n.title}{n.body}".encode()) for n in notices.made(count))


def _size(place: Path) -> int:
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())


def _ms(started: float) -> float:
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
