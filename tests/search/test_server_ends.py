"""How a server ends: with its parent, and at once while it still opens its index."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.search.serving import ROOT, free_port, running

pytestmark = pytest.mark.long

SLOW = """
import sys, time
from pathlib import Path
from search import server
class Slow(server.Application):
    def __init__(self, *given, **named):
        print("loading", flush=True)
        time.sleep(30)
server.Application = Slow
server.serve(server.Served(Path(sys.argv[1]), "memory", ("127.0.0.1", int(sys.argv[2]))))
"""


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_workers_end_with_the_server_that_was_killed_alone(tmp_path: Path) -> None:
    with running(tmp_path, tmp_path.with_name("log"), ready="/healthz") as one:
        one.process.kill()
        one.process.wait(10)
        until = time.monotonic() + 10
        while listening(one.port):
            assert time.monotonic() < until, "its worker still answers"
            time.sleep(0.02)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_still_loads_ends_when_told(ending: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SLOW, str(tmp_path), str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True) as server:
        assert server.stdout is not None
        assert any(b"loading" in line for line in server.stdout)
        os.killpg(server.pid, ending)
        try:
            server.wait(10)
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGKILL)
