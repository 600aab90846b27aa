"""The index that belongs to a site, opened, and opened anew when the site's link was turned.

Every request looks, which costs microseconds. Questions wait a moment for the new index, so that a release is
searched as soon as it is seen; should opening take longer, or the index be refused, the former one answers on.
Answers under way keep the index they began with.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Lock

from search import log
from search.engine import EngineGone, EngineModule, IndexDamaged, IndexMissing
from search.service import Service

_PATIENCE = 3.0
"""Seconds from a turn of the link for which questions wait for the new index."""
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 300.0
"""Seconds until a refused index is tried again, twice as long every time: one may be half written, or mended."""
State = tuple[int, ...]


class IndexFolder:
    """The opened index of a site; `look` first, then ask for the `service`."""

    def __init__(
        self,
        site: Path,
        engine: EngineModule,
        index: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Watch *site*; without a fixed *index* it is the folder `index` beside the resolved site."""
        self._site, self._engine, self._fixed, self._clock = site, engine, index, clock
        self._state: tuple[State, State] | None = None
        self._site_state: State | None = None
        self._place = index or site
        self._service: Service | None = None
        self._opening: Future[None] | None = None
        self._noticed = self._again = 0.0
        self._pause = _FIRST_PAUSE
        self._opener = ThreadPoolExecutor(1, "index")
        self._lock = Lock()

    @property
    def service(self) -> Service | None:
        """What answers now; None while there is no index that can be trusted."""
        return self._service

    def look(self) -> Future[None] | None:
        """Notice a turned link; the opening that is under way, while it is worth waiting for."""
        with self._lock:
            if self._changed() or self._due():
                self._noticed = self._clock()
                self._opening = self._opener.submit(self._open, self._place)
            opening = self._opening
            if opening is None or opening.done() or self._clock() - self._noticed > _PATIENCE:
                return None
            return opening

    def ready(self) -> Service | None:
        """What answers after a look and the wait that this may call for."""
        if opening := self.look():
            try:
                opening.result(_PATIENCE)
            except TimeoutError:
                return self._service
        return self._service

    def _changed(self) -> bool:
        seen = _state(self._site)
        if seen != self._site_state:
            self._site_state = seen
            self._place = self._fixed or self._site.resolve().parent / "index"
        state = (() if self._fixed else seen), _state(self._place)
        if state == self._state:
            return False
        self._state, self._pause = state, _FIRST_PAUSE
        return True

    def _due(self) -> bool:
        done = self._opening is None or self._opening.done()
        return done and 0 < self._again <= self._clock()

    def _open(self, place: Path) -> None:
        """Let the index at *place* answer, or say why it may not and try again later."""
        self._again = 0.0
        try:
            self._service = Service(self._engine.open(place))
        except (IndexDamaged, IndexMissing, EngineGone) as error:
            self._again, self._pause = self._clock() + self._pause, min(self._pause * 2, _LONGEST_PAUSE)
            log.write(event="index-refused", reason=str(error))
        else:
            log.write(event="index-opened", generation=self._service.engine.generation)


def _state(place: Path) -> State:
    """What changes when another folder is put at *place*, or this one is written to; empty while there is none."""
    try:
        found = place.stat()
    except OSError:
        return ()
    return found.st_dev, found.st_ino, found.st_mtime_ns
