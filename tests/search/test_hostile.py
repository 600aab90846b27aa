"""Every hostile text we can find, asked of an index of real texts: answered in time, never with an error of ours."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest

from search import application
from search.application import Application
from search.engines import whoosh
from search.responses import HTML, Visit
from tests.search import corpora

ADVERSARIAL = Path(__file__).resolve().parents[2].parent / "shared" / "adversarial"
MOST_CPU = 0.3
MOST_KEPT = 480  # characters of a query that are worth sending

pytestmark = [
    pytest.mark.skipif(not corpora.CORPORA.is_dir(), reason=corpora.REASON),
    pytest.mark.skipif(not ADVERSARIAL.is_dir(), reason="../shared/adversarial is not here"),
]


def collected() -> list[bytes]:
    """Distinct lines of all text files of the corpora, as bytes: not all of them are text."""
    lines: set[bytes] = set()
    for path in sorted(ADVERSARIAL.rglob("*")):
        if path.is_file() and path.suffix in {
            ".txt",
            ".md",
            ".json",
            ".html",
            ".csv",
            ".dat",
            ".test",
            ".js",
        }:
            lines.update(line.strip()[:MOST_KEPT] for line in path.read_bytes()[:500_000].splitlines())
    return sorted(lines - {b""})


def laborious() -> list[str]:
    """Questions made of what texts are fullest of, so that an index has the most to read."""
    texts = "".join(body for _, body in random.Random(3).sample(corpora.texts(), 300))
    characters = [c for c in texts if "\u4e00" <= c <= "\u9fff"]
    common = [c for c, _ in Counter(characters).most_common(40)]
    drawn = random.Random(7)
    phrases = ["".join(drawn.sample(common, 3)) for _ in range(64)]
    whole = "".join(characters)
    return [
        " ".join(a + b for a, b in pairwise(common)),
        " ".join(common),
        " ".join(f"“{phrase}”" for phrase in phrases[:32]),
        "的 " + " ".join(f"-{phrase}" for phrase in phrases[:32]),
        whole[1000:1400],
        " ".join(whole[at : at + 4] for at in range(0, 160, 4)),
        " ".join(whole[at : at + 2] + "国" + whole[at + 3 : at + 5] for at in range(0, 200, 5)),
        *(whole[at : at + 4] + drawn.choice(common) + whole[at + 5 : at + 9] for at in range(5000, 5040)),
        *(" ".join([word * 8] * 8) for word in ("ni", "shi", "gongjijin", "a")),
    ]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Application:
    root = tmp_path_factory.mktemp("real")
    (root / "site").mkdir()
    whoosh.build(corpora.sample(3000), root / "index")
    return Application(root / "site", whoosh)


def targets(text: bytes) -> Iterator[Visit]:
    q = quote_from_bytes(text)
    yield Visit("GET", "/search", f"q={q}")
    yield Visit("GET", "/api/search", f"q={q}&sort=newest")
    yield Visit("GET", "/api/suggest", f"q={q}")
    yield Visit("GET", "/search", f"kind={q}&page={q}")
    yield Visit("GET", "/go", f"u={q}")
    yield Visit("GET", f"/api/notice/{text.decode('utf-8', 'replace')}")
    yield Visit("GET", f"/{text.decode('utf-8', 'replace')}")


ALLOWED = {200, 301, 302, 400, 404}


def strain(served: Application, texts: list[bytes]) -> float:
    """Ask each of *texts* as a search and in one other way, in turn; the CPU seconds of the slowest answer."""
    slowest = 0.0
    for number, text in enumerate(texts):
        search, *others = targets(text)
        for visit in (search, others[number % len(others)]):
            started = time.thread_time()
            response = served.respond(visit)
            took = time.thread_time() - started
            missing_tables = visit.path == "/go" and response.status == HTTPStatus.SERVICE_UNAVAILABLE
            assert response.status.value in ALLOWED or missing_tables, visit
            assert b"Traceback" not in response.body
            assert response.content_type != HTML or b"<script" not in response.body.lower()
            assert took < MOST_CPU, (took, visit)
            slowest = max(slowest, took)
    return slowest


@pytest.mark.long
def test_every_line_of_the_corpora(real: Application) -> None:
    texts = collected()
    slowest = strain(real, texts)
    print(f"{len(texts)} hostile lines, {len(texts) * 2} requests: slowest {slowest * 1000:.0f} ms of CPU")
    assert len(texts) > 10_000


@pytest.mark.long
def test_laborious_questions(real: Application) -> None:
    print(f"laborious: slowest {strain(real, [text.encode() for text in laborious()]) * 1000:.0f} ms of CPU")


@pytest.mark.long
def test_a_question_over_its_time_is_refused(real: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the limit is what ends them."""
    monkeypatch.setattr(application, "MOST_SECONDS", 0.0)
    answers = [real.respond(next(targets(text.encode()))) for text in laborious()]
    refused = [answer for answer in answers if answer.status == HTTPStatus.BAD_REQUEST]
    assert len(refused) > len(answers) / 2
    assert "太费时" in refused[0].body.decode()


def test_a_sample_of_hostile_texts(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    whoosh.build(corpora.sample(200), tmp_path / "index")
    strain(Application(tmp_path / "site", whoosh), random.Random(2).sample(collected(), 40))
