"""The servers that a load is put on: ours as it is installed, a bare hello-world of the same kind, and nginx."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import open_loop
from benchmarks.open_loop import Results

ROOT = Path(__file__).resolve().parents[1]
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
HELLO, OURS, STATIC = 8461, 8462, 8463


def private_mb(pid: int) -> float:
    """Memory of the children of *pid* that is theirs alone, in MB; mapped files are the kernel's."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    lines = [
        line for child in children for line in Path(f"/proc/{child}/smaps_rollup").read_text().splitlines()
    ]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1000


@contextmanager
def serving(root: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Our server, two workers, as nice as deploy/systemd makes it."""
    command = [sys.executable, "-m", "search", "--engine", "whoosh", "serve", str(root / "site")]
    options = ["--port", str(OURS), "--workers", "2"]
    with _running(["nice", "-n", "5", *command, *options], OURS) as process:
        yield process


@contextmanager
def greeting(root: Path) -> Iterator[None]:
    """A bare hello-world of the same server."""
    code = (
        "async def app(scope, protocol):\n"
        "    protocol.response_str(200, [('content-type', 'text/plain'), ('content-length', '5')], 'hello')\n"
    )
    (root / "hello.py").write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "granian", "--interface", "rsgi", "--workers", "2", "--port", str(HELLO)]
    with _running([*command, "--working-dir", str(root), "hello:app"], HELLO):
        yield


@contextmanager
def fronting(root: Path) -> Iterator[None]:
    """The site's files, from nginx."""
    conf = (
        f"daemon off; pid {root}/pid; error_log {root}/error.log; events {{ worker_connections 4096; }}\n"
        f"http {{ access_log off; client_body_temp_path {root}/b; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;"
        f" uwsgi_temp_path {root}/u; scgi_temp_path {root}/s; keepalive_requests 1000000;\n"
        f" server {{ listen 127.0.0.1:{STATIC}; root {root}/site; }} }}\n"
    )
    (root / "nginx.conf").write_text(f"user root; {conf}", encoding="utf-8")
    with _running([str(NGINX), "-c", str(root / "nginx.conf")], STATIC):
        yield


@contextmanager
def _running(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asyncio.run(_listening(port))
        if process.poll() is not None:
            raise OSError(
                f"something else listens on port {port}: {command[0]} ended with {process.returncode}"
            )
        yield process
    finally:
        process.terminate()
        process.wait(60)


async def _listening(port: int) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            found = await open_loop.run(port, [open_loop.Arrival(0.0, open_loop.get("/readyz"))], 1)
        except OSError:
            found = Results()
        if found.statuses("all").keys() & {200, 404}:
            return
        if time.monotonic() > until:
            raise TimeoutError(f"nothing listens on port {port}")
        await asyncio.sleep(0.2)
