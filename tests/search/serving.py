"""Our server as a process of its own, for tests that need sockets."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def get(self, target: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers by lower-case name, and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=named)
        response = connection.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        assert len(found) == len(response.getheaders())
        body = response.read()
        connection.close()
        return response.status, found, body

    def raw(self, sent: bytes) -> bytes:
        """The first bytes that come back to the bytes *sent*; empty when the connection is just closed."""
        with self.connected() as connection:
            try:
                connection.sendall(sent)
                return connection.recv(4000)
            except ConnectionError:
                return b""

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(site: Path, log: Path, *options: str, ready: str = "/readyz") -> Iterator[Running]:
    """The server of *site*, ready when it answers 200 to *ready*; its log goes to the file *log*."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "search",
        "--engine",
        "whoosh",
        "serve",
        str(site),
        "--port",
        str(port),
        *options,
    ]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=stream)
    one = Running(port, log, process)
    try:
        _wait(one, ready)
        yield one
    finally:
        process.terminate()
        process.wait(30)


def _wait(one: Running, ready: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert one.process.poll() is None, one.log.read_text("utf-8")
        try:
            if one.get(ready)[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer within a minute")
