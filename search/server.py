"""The server: Granian's connections before our door.

Granian reads requests and sends files without Python; a reader who reads slowly or sends nothing holds a
connection and no thread. What it hands us becomes a `Visit`, what comes back goes out as it is (RSGI 1.6).
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from search.application import Application
from search.door import Door, Limits
from search.engines import named
from search.metrics import Table
from search.readers import Network, network, reader
from search.responses import Response, Visit

_READ_FROM = ("if-none-match", "if-modified-since", "range", "if-range")
_CONNECTIONS = 4096
_HEADERS_BYTES = 32 << 10
_HEADERS_MS = 10_000
_SWITCH_SECONDS = 0.001
LOOPBACK = (network("127.0.0.0/8"), network("::1"))


@dataclass(frozen=True, slots=True)
class Served:
    """What is served, and where: the folder or link *site*, at the address and port *listen*, by *workers* processes.

    *index* is by default the one built with the site. Unknown old links are counted in the file *missing*. The
    networks *proxies* are believed when they say for whom they ask.
    """

    site: Path
    engine: str
    listen: tuple[str, int]
    index: Path | None = None
    workers: int = 1
    missing: Path | None = None
    proxies: tuple[Network, ...] = LOOPBACK
    limits: Limits = field(default_factory=Limits)


def serve(served: Served) -> None:
    """Serve until stopped."""
    server = Granian(
        "search.server",
        address=served.listen[0],
        port=served.listen[1],
        interface=Interfaces.RSGI,
        workers=served.workers,
        backpressure=_CONNECTIONS,
        backlog=_CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADERS_MS, max_buffer_size=_HEADERS_BYTES),
        websockets=False,
        log_access=False,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(_load, served, Table()), wrap_loader=False)


def _load(served: Served, table: Table) -> Callable[[Any, Any], Awaitable[None]]:
    """One worker: its index is open before its first visitor comes."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    application = Application(served.site, named(served.engine), served.index, missing=served.missing)
    application.index.ready()
    door = Door(application, table.row(), served.limits)

    async def respond(scope: Any, protocol: Any) -> None:  # noqa: ANN401 (Granian's classes have no types)
        _send(protocol, scope.method, await door.answer(visit(scope, served.proxies)))

    return respond


def visit(scope: Any, proxies: Sequence[Network]) -> Visit:  # noqa: ANN401
    """What Granian's *scope* asks, and for whom as far as *proxies* say."""
    headers = {name: value for name in _READ_FROM if (value := scope.headers.get(name))}
    forwarded = ",".join(scope.headers.get_all("x-forwarded-for"))[:500]
    asking = reader(scope.client.rpartition(":")[0], forwarded, tuple(proxies))
    return Visit(scope.method, scope.path, scope.query_string, headers, asking)


def _send(protocol: Any, method: str, response: Response) -> None:  # noqa: ANN401
    status, headers, stretch = response.status.value, response.all_headers(), response.stretch
    if method == "HEAD" or not (response.body or (stretch and stretch.size)):
        protocol.response_empty(status, headers)
    elif stretch:
        protocol.response_file_range(status, headers, str(stretch.path), stretch.start, stretch.end)
    else:
        protocol.response_bytes(status, headers, response.body)
