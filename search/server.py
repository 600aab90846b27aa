"""The server: Granian's connections before our door.

Granian reads requests and sends files without Python; a reader who reads slowly or sends nothing holds a
connection and no thread. What it hands us becomes a `Visit`, what comes back goes out as it is (RSGI 1.6).
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings

from durable import reason
from running import lifeline
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
    """Serve until stopped. Raises OSError, in Chinese, when nobody can listen at the address and port."""
    _probe(*served.listen)
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
    with lifeline.held() as line:
        server.serve(target_loader=partial(_load, served, Table(), line), wrap_loader=False)


def _probe(host: str, port: int) -> None:
    """Granian listens beside whoever listens there already, and each would answer some of the readers of the other."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except socket.gaierror as error:
        raise OSError(error.errno, "没有这个地址，请改 --host", host) from error
    except OSError as error:
        advice = f"{reason(error)}，请用 --port 换一个端口，或先停掉占用它的程序"
        raise OSError(error.errno, advice, f"{host}:{port}") from error


def _load(served: Served, table: Table, line: tuple[int, int]) -> Callable[[Any, Any], Awaitable[None]]:
    """One worker: its index is open before its first visitor comes; it ends with the process at the other end of *line*."""
    # The parent's way with signals came along with the fork; until Granian sets the worker's own, one would be lost.
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.SIG_DFL)
    followed, kept = line
    os.close(kept)
    lifeline.follow(followed)
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
