"""Requests that come when they come: an open-loop load over HTTP/1.1, on kept connections as a proxy holds them.

Arrivals follow a plan made beforehand and wait for nobody. A latency counts from the planned arrival, not from
when a connection was free: a server that stalls is charged for all who came meanwhile (no coordinated omission).
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CONNECTIONS = 128
PATIENCE = 30.0
"""Seconds without any answer after which those still to come are counted as none."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request: seconds after the start, its bytes, and the group it is reported in."""

    at: float
    sent: bytes
    group: str = "all"


@dataclass(slots=True)
class Results:
    """Latencies in seconds by group and status, and how late the generator itself was at worst."""

    latencies: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    lag: float = 0.0

    def statuses(self, group: str) -> Counter[int]:
        """How many answers of each status; 0 is no answer."""
        return Counter(
            {status: len(times) for (name, status), times in self.latencies.items() if name == group}
        )

    def served(self, group: str) -> list[float]:
        """Latencies of the answers that gave what was asked for."""
        return sorted(self.latencies.get((group, 200), []))


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which that *share* of *ordered* lies; not a number where there is none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def arrivals(sent: Sequence[tuple[bytes, str]], rate: float, seed: int = 1) -> list[Arrival]:
    """The requests *sent* (bytes and group), *rate* a second on average and independent of one another."""
    drawn, now, planned = random.Random(seed), 0.0, []
    for one, group in sent:
        now += drawn.expovariate(rate)
        planned.append(Arrival(now, one, group))
    return planned


def get(target: str, reader: str = "") -> bytes:
    """The bytes of a GET for *target*, as a proxy sends it on for *reader*."""
    forwarded = f"X-Forwarded-For: {reader}\r\n" if reader else ""
    return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{forwarded}\r\n".encode("ascii")


async def run(port: int, planned: Sequence[Arrival], connections: int = CONNECTIONS) -> Results:
    """Carry the plan out against 127.0.0.1:*port* and wait for the last answer, as long as any come.

    Every arrival is in the results: what was not answered has status 0. Raises OSError when nothing listens.
    """
    load = _Load(port, connections)
    await load.connect()
    started = time.perf_counter()
    for arrival in planned:
        now = time.perf_counter() - started
        if arrival.at > now:
            await asyncio.sleep(arrival.at - now)
            now = time.perf_counter() - started
        load.results.lag = max(load.results.lag, now - arrival.at)
        load.send(arrival, started + arrival.at)
    await load.finish()
    return load.results


class _Load:
    """Connections, those that are free, and arrivals that wait for one."""

    def __init__(self, port: int, connections: int) -> None:
        self.results = Results()
        self._port, self._most = port, connections
        self._free: deque[_Connection] = deque()
        self._waiting: deque[tuple[Arrival, float]] = deque()
        self._made: list[_Connection] = []
        self._replacing: set[asyncio.Task[None]] = set()
        self._open = 0

    async def connect(self) -> None:
        for _ in range(self._most):
            await self._another()

    async def _another(self) -> None:
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(lambda: _Connection(self), "127.0.0.1", self._port)
        self._made.append(made)
        self._free.append(made)

    def send(self, arrival: Arrival, planned: float) -> None:
        self._open += 1
        if self._free:
            self._free.popleft().send(arrival, planned)
        else:
            self._waiting.append((arrival, planned))

    def note(self, arrival: Arrival, planned: float, status: int) -> None:
        self._open -= 1
        taken = time.perf_counter() - planned
        self.results.latencies.setdefault((arrival.group, status), []).append(taken)

    def done(self, connection: _Connection, arrival: Arrival, planned: float, status: int) -> None:
        self.note(arrival, planned, status)
        if status == 0:
            self.lost(connection)
        elif self._waiting:
            connection.send(*self._waiting.popleft())
        else:
            self._free.append(connection)

    def lost(self, connection: _Connection) -> None:
        self._made.remove(connection)
        if connection in self._free:
            self._free.remove(connection)
        task = asyncio.get_running_loop().create_task(self._replaced())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replaced(self) -> None:
        await self._another()
        if self._waiting:
            self._free.pop().send(*self._waiting.popleft())

    async def finish(self) -> None:
        still, until = self._open, time.perf_counter() + PATIENCE
        while self._open and time.perf_counter() < until:
            await asyncio.sleep(0.01)
            if self._open < still:
                still, until = self._open, time.perf_counter() + PATIENCE
        for connection in self._made:
            connection.close()
        for arrival, planned in self._waiting:
            self.note(arrival, planned, 0)


class _Connection(asyncio.Protocol):
    """One connection: a request, then its answer."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._buffer = bytearray()
        self._current: tuple[Arrival, float] | None = None
        self._end = 0
        self._closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def close(self) -> None:
        if self._current:
            self._load.note(*self._current, 0)
        self._current, self._closed = None, True
        self._transport.close()

    def send(self, arrival: Arrival, planned: float) -> None:
        self._current = arrival, planned
        self._buffer.clear()
        self._end = 0
        self._transport.write(arrival.sent)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._end and (head := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer, 0, head)
            self._end = head + 4 + int(length[1] if length else 0)
        if self._end and len(self._buffer) >= self._end and self._current:
            arrival, planned = self._current
            self._current = None
            self._load.done(self, arrival, planned, int(self._buffer[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._current:
            arrival, planned = self._current
            self._current = None
            self._load.done(self, arrival, planned, 0)
        elif not self._closed:
            self._load.lost(self)
