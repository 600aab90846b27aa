"""The door of a worker: what comes in, what has to wait, what is sent away.

One thread takes in requests and answers from the cache; a few others compute. A question that is being computed
is not computed twice. Every question is first given a little time, which nearly all can do with; one that cannot
goes to a lane of its own, where it holds up others of its kind and nobody else. No more questions wait than can
be answered soon, and none waits long: the rest is told at once to come back. What a reader's questions cost is
taken from the reader's budget.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus

from search import log
from search.application import MOST_SECONDS, Application, Work, needs_index
from search.budgets import Allowance, Budgets
from search.deadline import OutOfTime
from search.kept import Kept
from search.metrics import Counters, Part
from search.responses import Response, Visit, plain, whole

_OUT_OF_ORDER = "服务器暂时有故障，请稍后再试。"
_KEPT_SECONDS = 0.0002
"""What an answer from the cache is charged: about what taking in the request costs."""
_METRICS = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker takes on: *threads* compute, *waiting* more questions wait, none longer than *patience* seconds.

    An answer may use *seconds* of CPU, then, in the slow lane, *seconds_slow* if no more than *waiting_slow* are
    there. *kept_bytes* of responses are kept. No answer is waited for longer than *at_most* seconds.
    """

    threads: int = 2
    waiting: int = 32
    patience: float = 0.2
    seconds: float = 0.03
    seconds_slow: float = MOST_SECONDS
    waiting_slow: int = 4
    kept_bytes: int = 32 << 20
    at_most: float = 10.0
    allowance: Allowance = field(default_factory=Allowance)


_Make = Callable[[float], Response]


class _Late(Exception):
    """The question waited too long; nobody may be there any more."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A response that was computed, or None for want of time; the CPU seconds that it took and was *allowed*."""

    response: Response | None
    seconds: float
    allowed: float

    @property
    def complete(self) -> bool:
        """Whether nothing can have been left out for want of time."""
        return self.seconds < self.allowed


class Door:
    """Answers visits; every method belongs to the thread of one event loop."""

    def __init__(self, application: Application, counters: Counters, limits: Limits) -> None:
        """Let visitors of *application* in, as far as the *limits* go."""
        self._application, self._counters, self._limits = application, counters, limits
        self._kept = Kept(limits.kept_bytes)
        self._budgets = Budgets(limits.allowance)
        self._quick, self._slow = _Lane(limits.threads), _Lane(1)
        self._under_way: dict[Hashable, asyncio.Task[Response]] = {}
        self._generation = ""

    async def answer(self, visit: Visit) -> Response:
        """The response to *visit*. Raises nothing that a visitor could cause."""
        started = time.perf_counter()
        try:
            response = await self._respond(visit)
        except OSError as error:
            log.write(event="system-error", reason=str(error.strerror))
            response = plain(HTTPStatus.SERVICE_UNAVAILABLE, _OUT_OF_ORDER)
        seconds = time.perf_counter() - started
        self._counters.answered(_part(visit.path), response.status.value, seconds)
        log.write(
            method=visit.method[:10],
            path=visit.path[:200],
            status=response.status.value,
            ms=round(seconds * 1000, 2),
        )
        return response

    async def _respond(self, visit: Visit) -> Response:
        if visit.path == "/metrics":
            service = self._application.index.service
            told = self._counters.text(len(service.engine) if service else 0)
            return whole(HTTPStatus.OK, _METRICS, told.encode())
        if needs_index(visit.path):
            await self._index()
        begun = self._application.begin(visit)
        return begun if isinstance(begun, Response) else await self._made(visit, begun)

    async def _index(self) -> None:
        """Wait for the index of a new release, within reason; what was kept of the former one is let go."""
        if opening := self._application.index.look():
            await asyncio.wait([asyncio.wrap_future(opening)], timeout=self._limits.at_most)
        service = self._application.index.service
        if service and service.engine.generation != self._generation:
            self._generation = service.engine.generation
            self._kept.clear()

    async def _made(self, visit: Visit, work: Work) -> Response:
        if wait := self._budgets.wait(visit.reader):
            self._counters.shed("reader")
            return self._application.too_much(visit.path, wait)
        if kept := self._kept.get(work.key):
            self._counters.cache("hit")
            self._budgets.charge(visit.reader, _KEPT_SECONDS)
            return kept
        task = self._under_way.get(work.key) if work.key else None
        self._counters.cache("joined" if task else "miss")
        if task is None and self._quick.busy >= self._limits.waiting + self._limits.threads:
            self._counters.shed("full")
            return self._application.busy(visit.path)
        try:
            waited = asyncio.shield(task or self._begun(visit, work))
            return await asyncio.wait_for(waited, self._limits.at_most)
        except TimeoutError:
            self._counters.shed("late")
            return self._application.busy(visit.path)

    def _begun(self, visit: Visit, work: Work) -> asyncio.Task[Response]:
        task = asyncio.get_running_loop().create_task(self._computed(visit, work))
        if work.key:
            self._under_way[work.key] = task
            task.add_done_callback(lambda _: self._under_way.pop(work.key, None))
        return task

    async def _computed(self, visit: Visit, work: Work) -> Response:
        """The response to *work*, by the quick lane or by both."""
        limits = self._limits
        try:
            made = await self._timed(visit.reader, self._quick, work, limits.seconds)
        except _Late:
            self._counters.shed("late")
            return self._application.busy(visit.path)
        if not made.complete and self._slow.busy <= limits.waiting_slow:
            made = await self._timed(visit.reader, self._slow, work, limits.seconds_slow)
            if made.response is None:
                return self._application.too_hard(visit)
        elif made.response is None:
            self._counters.shed("hard")
            return self._application.busy(visit.path)
        if work.key and made.complete and made.response.status == HTTPStatus.OK:
            self._kept.put(work.key, made.response)
        return made.response

    async def _timed(self, reader: str, lane: _Lane, work: Work, seconds: float) -> _Made:
        patience = self._limits.patience if lane is self._quick else self._limits.at_most
        made = await lane.run(work.make, time.monotonic() + patience, seconds)
        self._counters.computed(made.seconds)
        self._budgets.charge(reader, made.seconds)
        return made


class _Lane:
    """Threads that compute, and how many questions are with them or wait for them."""

    def __init__(self, threads: int) -> None:
        self._threads = ThreadPoolExecutor(threads, "answer")
        self.busy = 0

    async def run(self, make: _Make, until: float, allowed: float) -> _Made:
        self.busy += 1
        try:
            return await asyncio.wrap_future(self._threads.submit(_compute, make, until, allowed))
        finally:
            self.busy -= 1


def _compute(make: _Make, until: float, allowed: float) -> _Made:
    if time.monotonic() > until:
        raise _Late
    started = time.thread_time()
    try:
        response = make(allowed)
    except OutOfTime:
        response = None
    return _Made(response, time.thread_time() - started, allowed)


def _part(path: str) -> Part:
    if path in {"/search", "/search/"}:
        return "search"
    if path in {"/go", "/go/"}:
        return "go"
    if path.startswith("/api/"):
        return "api"
    return "other" if path in {"/healthz", "/readyz", "/metrics"} else "file"
