"""Feeding every reader, and what each must do with whatever it is fed: say what is wrong in its own words, or read it.

`python feeding.py COUNT FOLDER` feeds so many generated cases and prints what came of them as JSON.
"""

from __future__ import annotations

import json
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import generating
from hypothesis import given, seed
from hypothesis import strategies as st

from importers import reading
from importers.model import Problem
from importers.sources import REMAINDER, SOURCES
from importers.walk import Entry
from notices import notice
from notices.checks import manuscript
from notices.checks.verdict import examine
from notices.frontmatter import BadFrontMatter
from notices.render import sanitize, to_html, to_text
from notices.values import BEIJING
from oldlinks import shards
from oldlinks.lookup import is_own, look_up
from search.application import Application
from search.engines import whoosh
from search.query import BadQuery
from search.query import parse as parse_query
from search.responses import HTML, Visit
from tests.notices.checks.desk import setting
from tests.search.conftest import document

LATEST = datetime(2026, 11, 22, tzinfo=BEIJING)
DOCUMENTS = Path(__file__).resolve().parents[1] / "search" / "documents.toml"
PAGE = ("notice", "/water/2020/20200101-000000000001.html", "公示", "2020-01-01")
ENTRIES = [
    ("title:2024公示", PAGE), ("name:公示", ("account", "/accounts/a/", "公示", "已注销", "")), ("weixin@gh_000000000001", PAGE),
    ("title:公示低保", ("notice", "//evil.example/", "引到别处", "2020-01-01")), ("name:低保", PAGE),
]  # fmt: skip
ANSWERS = {200, 301, 302, 400, 404}
PART = 1000
# How much of a run each reader is fed.
SHARES = {"export": 0.5, "notice": 0.24, "search": 0.13, "link": 0.13}


@dataclass(slots=True)
class Readers:
    """All readers, in *folder*; *claimed* counts exports by the source that took them, *found* what else was reached."""

    folder: Path
    claimed: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    served: Application = field(init=False)

    def __post_init__(self) -> None:
        """Build a small index, and old links."""
        (self.folder / "site").mkdir(parents=True)
        records = tomllib.loads(DOCUMENTS.read_text(encoding="utf-8"))["document"]
        whoosh.build([document(record) for record in records], self.folder / "index")
        self.served = Application(self.folder / "site", whoosh)
        go = self.folder / "site" / "go"
        go.mkdir()
        (go / "index.html").write_text("<!--go:begin--><!--go:end-->", encoding="utf-8")
        (go / "shards.json").write_text('{"digits":1}', encoding="utf-8")
        for name, entries in shards.parted(ENTRIES, 1).items():
            (go / f"{name}.json").write_text(shards.dump(entries), encoding="utf-8")

    def export(self, mutation: tuple[int, int]) -> None:
        """The sources, tier by tier, as an import asks them."""
        name, content = generating.mutated(*mutation)
        copy = self.folder / name
        copy.write_bytes(content)
        entry = Entry(copy, copy.name, len(content))
        for sources in (SOURCES, *REMAINDER):
            (claim,) = reading._claims(entry, sources)
            assert "内部错误" not in claim.problem, (mutation, claim)
            if claim.source is not None:
                self.claimed[claim.source.label] += 1
                for record in reading._records(entry, claim.source, LATEST):
                    assert not isinstance(record, Problem) or _is_told(record.reason), (mutation, record)
                break
        copy.unlink()

    def notice(self, text: str) -> None:
        """The reader of notices, what writes them, the checks, and the renderer."""
        try:
            page = manuscript(text, "shi/2026/20260305-a.md")
        except BadFrontMatter as error:
            assert error.problems
            assert all(map(_is_told, (problem.message for problem in error.problems)))
            body = text
        else:
            self.found["notice"] += 1
            assert notice.parse(notice.render(page.notice), "a.md").title == page.notice.title
            problems = examine(page, setting()).problems
            assert all(
                _is_told(one.message) and 1 <= one.line <= text.count("\n") + 2 + text.count("\r")
                for one in problems
            )
            body = page.body
        html = to_html(body.encode("utf-8", "replace").decode())
        assert sanitize(html) == html
        to_text(html)

    def search(self, text: str) -> None:
        """The parser of queries, and the search as it answers on the web, parameters and all."""
        body = text.encode("utf-8", "replace").decode()
        try:
            parse_query(body)
        except BadQuery as error:
            assert _is_told(str(error))
        asked = quote(text, errors="surrogatepass")
        for visit in (
            Visit("GET", "/search", f"q={asked}"),
            Visit("GET", "/api/search", f"q={asked[:60]}&page={asked}&kind={asked}&sort=newest"),
            Visit("GET", "/api/suggest", f"q={asked}"),
            Visit("GET", "/search", body),
        ):
            self._answer(visit)

    def link(self, text: str) -> None:
        """What resolves old links: the lookup, and its page."""
        tables = shards.parted(ENTRIES, 1)
        known = look_up(text, 1, lambda name: {key: tuple(some) for key, some in tables[name].items()})
        assert known.path == "" or is_own(known.path)
        self.found["link"] += bool(known.targets)
        self._answer(Visit("GET", "/go", f"u={quote(text, errors='surrogatepass')}"))

    def _answer(self, visit: Visit) -> None:
        response = self.served.respond(visit)
        assert response.status.value in ANSWERS, visit
        assert b"Traceback" not in response.body
        assert response.content_type != HTML or b"<script" not in response.body.lower()
        location = dict(response.all_headers()).get("Location", "/")
        assert location.startswith("/"), visit
        assert not location.startswith("//"), visit
        self.found["answer"] += response.status.value == 200 and len(response.body) > 0


def _is_told(reason: str) -> bool:
    """Whether *reason* is a line of ours and no slip of the reader's."""
    return bool(reason) and "内部错误" not in reason and "\n" not in reason


STRATEGIES = {
    "export": generating.mutations,
    "notice": generating.notices,
    "search": generating.texts,
    "link": generating.links,
}


def feed(readers: Readers, name: str, count: int) -> list[float]:
    """Feed *count* cases to the reader *name*: the processor seconds of each.

    They are drawn in parts, since Hypothesis remembers all that it drew for one.
    """
    read: Callable[[object], None] = getattr(readers, name)
    strategy: st.SearchStrategy[object] = STRATEGIES[name]
    seconds: list[float] = []

    def case(made: object) -> None:
        started = time.process_time()
        read(made)
        seconds.append(time.process_time() - started)

    for part in range(0, count, PART):
        drawn = given(strategy)(lambda made: case(made))
        seed(part)(generating.generated(min(PART, count - part))(drawn))()
    return seconds


def main(count: int, folder: Path) -> None:
    """Feed *count* cases to all readers, and print how many each had, how long they took, and what they reached."""
    readers = Readers(folder)
    seconds = {name: feed(readers, name, int(count * share)) for name, share in SHARES.items()}
    told = {
        "fed": {name: len(one) for name, one in seconds.items()},
        "slowest": {name: round(max(one), 3) for name, one in seconds.items()},
        "seconds": {name: round(sum(one)) for name, one in seconds.items()},
        "claimed": readers.claimed,
        "found": readers.found,
    }
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
