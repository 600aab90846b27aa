"""What a worker takes in, lets wait and sends away; with an application whose answers take as long as told."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import TypeVar
from urllib.parse import quote

import pytest

from search import door
from search.application import Application, Work
from search.budgets import Allowance
from search.deadline import OutOfTime
from search.door import Door, Limits
from search.engines import memory
from search.metrics import Table
from search.responses import Response, Visit, html, plain
from search.schema import Document


@dataclass
class Slow:
    """Answers every question with its words, each taking until *go* is set; it counts what it computed."""

    go: Event = field(default_factory=Event)
    made: list[Hashable] = field(default_factory=list)
    allowed: list[float] = field(default_factory=list)
    generation: str = "1"
    status: HTTPStatus = HTTPStatus.OK
    failure: Exception | None = None

    @property
    def index(self) -> SimpleNamespace:
        return SimpleNamespace(
            look=lambda: None,
            service=SimpleNamespace(engine=SimpleNamespace(generation=self.generation, __len__=lambda: 0)),
        )

    def begin(self, visit: Visit) -> Response | Work:
        if visit.path == "/quick":
            return plain(HTTPStatus.OK, "at once")
        return Work(
            None if visit.path == "/go" else visit.query_string,
            lambda seconds: self._make(visit.query_string, seconds),
        )

    def busy(self, path: str) -> Response:
        return plain(HTTPStatus.SERVICE_UNAVAILABLE, "busy")

    def too_much(self, path: str, wait: float) -> Response:
        return plain(HTTPStatus.TOO_MANY_REQUESTS, f"{wait}")

    def too_hard(self, visit: Visit) -> Response:
        return plain(HTTPStatus.BAD_REQUEST, "too hard")

    def _make(self, words: str, seconds: float) -> Response:
        self.made.append(words)
        self.allowed.append(seconds)
        assert self.go.wait(10)
        if self.failure:
            raise self.failure
        return html(self.status, words)


Result = TypeVar("Result")
Scene = Callable[[Door], Awaitable[Result]]


def run(slow: Slow, scene: Scene[Result], **limits: object) -> tuple[Result, str]:
    """What *scene* gives at a door before *slow*, and the metrics afterwards."""
    table = Table()
    counters = table.row()
    result = asyncio.run(_run(Door(slow, counters, Limits(**limits)), scene))  # type: ignore[arg-type]
    return result, counters.text(0)


async def _run(one: Door, scene: Scene[Result]) -> Result:
    return await scene(one)


def asked(words: str, reader: str = "", path: str = "/search") -> Visit:
    return Visit("GET", path, words, {}, reader)


async def soon(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < until
        await asyncio.sleep(0.005)


def test_what_is_being_computed_is_computed_once() -> None:
    slow = Slow()

    async def scene(one: Door) -> list[Response]:
        visits = [asyncio.create_task(one.answer(asked("水价"))) for _ in range(50)]
        await soon(lambda: bool(slow.made))
        slow.go.set()
        return [*await asyncio.gather(*visits), await one.answer(asked("水价"))]

    responses, told = run(slow, scene)
    assert {response.body for response in responses} == {"水价".encode()}
    assert slow.made == ["水价"]
    assert 'guiji_cache_total{outcome="joined"} 49' in told
    assert 'guiji_cache_total{outcome="hit"} 1' in told
    assert 'guiji_cache_total{outcome="miss"} 1' in told


def test_other_questions_are_computed_each() -> None:
    slow = Slow()
    slow.go.set()

    async def scene(one: Door) -> list[Response]:
        return [await one.answer(asked(words)) for words in "甲乙甲乙丙"]

    responses, _ = run(slow, scene)
    assert slow.made == ["甲", "乙", "丙"]
    assert "".join(response.body.decode() for response in responses) == "甲乙甲乙丙"


@pytest.mark.parametrize(
    "status", [HTTPStatus.BAD_REQUEST, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.NOT_FOUND]
)
def test_refusals_are_not_kept(status: HTTPStatus) -> None:
    slow = Slow(status=status)
    slow.go.set()

    async def scene(one: Door) -> None:
        for _ in range(3):
            assert (await one.answer(asked("x"))).status == status

    run(slow, scene)
    assert len(slow.made) == 3


def test_old_links_are_not_kept() -> None:
    slow = Slow()
    slow.go.set()

    async def scene(one: Door) -> None:
        for _ in range(3):
            await one.answer(asked("u=x", path="/go"))

    run(slow, scene)
    assert len(slow.made) == 3


def test_a_new_generation_is_asked_anew() -> None:
    slow = Slow()
    slow.go.set()

    async def scene(one: Door) -> None:
        await one.answer(asked("x"))
        slow.generation = "2"
        await one.answer(asked("x"))
        assert len(one._kept) == 1  # what was kept of the former one is gone

    run(slow, scene)
    assert len(slow.made) == 2


def test_when_the_line_is_full_the_next_is_sent_away_at_once() -> None:
    slow = Slow()

    async def scene(one: Door) -> list[Response]:
        first = [asyncio.create_task(one.answer(asked(f"{n}"))) for n in range(5)]
        await soon(lambda: len(slow.made) == 2)
        started = time.monotonic()
        later = [await one.answer(asked(f"later{n}")) for n in range(20)]
        assert time.monotonic() - started < 1
        assert (await one.answer(asked("", path="/quick"))).status == 200
        slow.go.set()
        return [*await asyncio.gather(*first), *later]

    responses, told = run(slow, scene, threads=2, waiting=3, patience=10)
    assert [response.status.value for response in responses] == [200] * 5 + [503] * 20
    assert 'guiji_shed_total{reason="full"} 20' in told
    assert len(slow.made) == 5


def test_who_waited_too_long_is_sent_away_unheard() -> None:
    slow = Slow()

    async def scene(one: Door) -> list[Response]:
        visits = [asyncio.create_task(one.answer(asked(words))) for words in ("first", "second")]
        await soon(lambda: bool(slow.made))
        await asyncio.sleep(0.1)
        slow.go.set()
        return list(await asyncio.gather(*visits))

    responses, told = run(slow, scene, threads=1, patience=0.05)
    assert [response.status.value for response in responses] == [200, 503]
    assert slow.made == ["first"]
    assert 'guiji_shed_total{reason="late"} 1' in told


def test_an_answer_that_never_comes_is_not_waited_for() -> None:
    slow = Slow()

    async def scene(one: Door) -> Response:
        response = await one.answer(asked("x"))
        slow.go.set()
        return response

    response, _ = run(slow, scene, at_most=0.05)
    assert response.status == 503


def test_who_makes_us_work_hard_has_to_wait_and_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    slow.go.set()
    costing(monkeypatch, 1.0)

    async def scene(one: Door) -> list[int]:
        hard = [(await one.answer(asked(f"{n}", reader="203.0.113.9"))).status.value for n in range(5)]
        kept = (await one.answer(asked("0", reader="203.0.113.9"))).status.value
        other = (await one.answer(asked("x", reader="203.0.113.10"))).status.value
        nobody = [(await one.answer(asked(f"n{n}"))).status.value for n in range(5)]
        return [*hard, kept, other, *nobody]

    statuses, told = run(slow, scene, seconds=2.0, allowance=Allowance(at_first=1.5, per_second=0.1))
    assert statuses == [200, 200, 429, 429, 429, 429, 200, 200, 200, 200, 200, 200]
    assert 'guiji_shed_total{reason="reader"} 4' in told


def costing(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let every answer take *seconds* of CPU."""
    ticks = count(0.0, seconds)
    monkeypatch.setattr(door.time, "thread_time", lambda: next(ticks))


def test_a_long_answer_goes_to_the_slow_lane_and_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    slow.go.set()
    costing(monkeypatch, 1.0)

    async def scene(one: Door) -> list[Response]:
        return [await one.answer(asked("x")), await one.answer(asked("x"))]

    responses, _ = run(slow, scene, seconds=0.5, seconds_slow=1.5)
    assert [response.status.value for response in responses] == [200, 200]
    assert slow.allowed == [0.5, 1.5]


def test_what_was_cut_short_in_the_slow_lane_too_is_given_and_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Slow()
    slow.go.set()
    costing(monkeypatch, 1.0)

    async def scene(one: Door) -> list[Response]:
        return [await one.answer(asked("x")), await one.answer(asked("x"))]

    responses, _ = run(slow, scene, seconds=0.5, seconds_slow=0.7)
    assert [response.status.value for response in responses] == [200, 200]
    assert slow.allowed == [0.5, 0.7] * 2


def test_what_is_too_hard_is_said_to_be_so(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(failure=OutOfTime())
    slow.go.set()
    costing(monkeypatch, 1.0)

    async def scene(one: Door) -> Response:
        return await one.answer(asked("x"))

    response, _ = run(slow, scene, seconds=0.5, seconds_slow=0.7)
    assert (response.status, response.body) == (400, b"too hard")


def test_when_the_slow_lane_is_full_there_is_what_was_found_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()
    slow.go.set()
    costing(monkeypatch, 1.0)

    async def scene(one: Door) -> list[Response]:
        return [await one.answer(asked("x")), await one.answer(asked("x"))]

    responses, _ = run(slow, scene, seconds=0.5, waiting_slow=-1)
    assert [response.body for response in responses] == [b"x", b"x"]
    assert slow.allowed == [0.5, 0.5]
    slow.failure = OutOfTime()
    responses, told = run(slow, scene, seconds=0.5, waiting_slow=-1)
    assert [response.status.value for response in responses] == [503, 503]
    assert 'guiji_shed_total{reason="hard"} 2' in told


def test_without_files_to_open_there_is_an_answer() -> None:
    slow = Slow(failure=OSError(24, "Too many open files"))
    slow.go.set()

    async def scene(one: Door) -> Response:
        return await one.answer(asked("x"))

    response, _ = run(slow, scene)
    assert response.status == 503
    assert "故障" in response.body.decode()


@pytest.fixture
def real(documents: list[Document], tmp_path: Path) -> Application:
    (tmp_path / "site").mkdir()
    memory.build(documents, tmp_path / "index")
    return Application(tmp_path / "site", memory)


def test_ways_to_ask_the_same_are_one_question(real: Application) -> None:
    table = Table()
    counters = table.row()

    async def scene() -> None:
        one = Door(real, counters, Limits())
        for query in (
            "q=水价&page=1",
            "q=+水价&sort=relevance",
            "page=&q=水价&fbclid=1",
            "sort=relevance&q=水价",
        ):
            assert (await one.answer(asked(query))).status == 200
        await one.answer(asked("q=水价&page=2"))
        await one.answer(asked("q=水价", path="/api/search"))

    asyncio.run(scene())
    assert 'guiji_cache_total{outcome="hit"} 3' in counters.text(0)
    assert 'guiji_cache_total{outcome="miss"} 3' in counters.text(0)


def test_the_log_names_nobody(real: Application, capfd: pytest.CaptureFixture[str]) -> None:
    async def scene() -> None:
        one = Door(real, Table().row(), Limits())
        await one.answer(asked("q=" + quote("张某某 13800000000"), reader="203.0.113.9"))
        await one.answer(Visit("GET", '/a\n{"forged": 1}\x1b[31m'))
        await one.answer(asked("u=张某某", path="/go", reader="203.0.113.9"))

    asyncio.run(scene())
    text = capfd.readouterr().err
    lines = [line for line in map(json.loads, text.splitlines()) if "path" in line]
    assert [line["path"] for line in lines] == ["/search", '/a\n{"forged": 1}\x1b[31m', "/go"]
    assert set(lines[0]) == {"time", "method", "path", "status", "ms"}
    assert "203.0.113.9" not in text
    assert "138" not in text
    assert "\x1b" not in text
