"""The load generator charges a server that stalls for all who came meanwhile."""

from __future__ import annotations

import asyncio
import itertools
import math

import pytest

from benchmarks import open_loop
from benchmarks.open_loop import Arrival, Results, percentile

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def measured(
    planned: list[Arrival], stall: float, connections: int = 4, *, pause: float = 0.0, rest: float = 0.05
) -> Results:
    """The results of *planned* against a server whose tenth answer takes *stall* seconds, all others waiting.

    The others take *pause* seconds each; the server goes on for *rest* seconds after the last answer.
    """
    served = 0
    turn = asyncio.Lock()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal served
        while await reader.readuntil(b"\r\n\r\n"):
            async with turn:
                served += 1
                await asyncio.sleep(stall if served == 10 else pause)
            writer.write(ANSWER)

    async def both() -> Results:
        server = await asyncio.start_server(lambda r, w: _until_closed(answer, r, w), "127.0.0.1", 0)
        async with server:
            found = await open_loop.run(server.sockets[0].getsockname()[1], planned, connections)
            await asyncio.sleep(rest)
        return found

    return asyncio.run(both())


async def _until_closed(answer: object, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    assert callable(answer)
    try:
        await answer(reader, writer)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def plan(count: int, rate: float) -> list[Arrival]:
    return open_loop.arrivals([(open_loop.get("/"), "all")] * count, rate)


def test_a_stall_is_charged_for_all_who_came_meanwhile() -> None:
    found = measured(plan(200, 400.0), 0.4)
    times = found.served("all")
    assert len(times) == 200
    late = [time for time in times if time > 0.1]
    assert len(late) > 60  # on four connections a closed loop would have seen four
    assert percentile(times, 0.99) > 0.3


def test_what_is_never_answered_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_loop, "PATIENCE", 0.1)
    found = measured(plan(40, 4000.0), 0.3, rest=0.4)
    assert found.statuses("all") == {200: 9, 0: 31}


def test_answers_may_take_longer_than_patience_as_long_as_some_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_loop, "PATIENCE", 0.3)
    found = measured([Arrival(0.0, open_loop.get("/"))] * 120, 0.0, pause=0.005)
    assert found.statuses("all") == {200: 120}


def test_without_a_stall_nobody_is_late() -> None:
    assert percentile(measured(plan(100, 400.0), 0.0).served("all"), 0.5) < 0.1


def test_arrivals_keep_the_rate_and_repeat() -> None:
    planned = plan(5000, 250.0)
    assert math.isclose(planned[-1].at, 20.0, rel_tol=0.1)
    assert planned == plan(5000, 250.0)
    assert all(a.at <= b.at for a, b in itertools.pairwise(planned))


def test_percentiles() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 3.0
    assert percentile([1.0], 0.99) == 1.0
    assert math.isnan(percentile([], 0.5))
