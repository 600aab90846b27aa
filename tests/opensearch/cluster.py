"""A real OpenSearch cluster on this machine: each node a process that a test can kill.

Needs a JDK 17 and Maven; the jars come from Maven Central once and are kept in the user's cache folder.
By hand: `python -m tests.opensearch.cluster 3` starts three nodes and prints where they answer.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).resolve().parent
JARS = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "guiji" / "opensearch"
_START_SECONDS = 180


def unavailable() -> str:
    """Why no cluster can run here, or nothing."""
    missing = [tool for tool in ("java", "mvn") if shutil.which(tool) is None]
    return (
        f"没有 {'、'.join(missing)}，不能启动 OpenSearch（apt-get install openjdk-17-jdk-headless maven）"
        if missing
        else ""
    )


class Cluster:
    """*nodes* nodes in *folder*; `urls` answer as soon as `start` has returned."""

    def __init__(self, folder: Path, nodes: int = 3) -> None:
        """Choose ports; nothing runs yet."""
        self.folder = folder
        self.nodes = nodes
        self._http = _free_ports(2 * nodes)
        self._transport = self._http + nodes
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> list[str]:
        """The address of each node."""
        return [f"http://127.0.0.1:{self._http + n}" for n in range(self.nodes)]

    def start(self) -> None:
        """Start all nodes and wait until all shards are where they should be."""
        fetch_jars()
        for number in range(1, self.nodes + 1):
            self.start_node(number)
        self.wait("green", self.nodes)

    def start_node(self, number: int) -> None:
        """Start node *number*, from 1, with the data it had."""
        log = (self.folder / f"node-{number}.log").open("ab")
        numbers = map(str, (number, self.nodes, self._http, self._transport))
        command = [
            "java",
            "-Xms256m",
            "-Xmx512m",
            "-cp",
            f"{JARS}/*",
            str(HERE / "Node.java"),
            str(self.folder),
            *numbers,
        ]
        self._processes[number] = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        log.close()

    def kill(self, number: int) -> None:
        """Kill node *number* as a power cut would (SIGKILL)."""
        process = self._processes.pop(number)
        process.kill()
        process.wait()

    def stop(self) -> None:
        """Kill all nodes."""
        for number in list(self._processes):
            self.kill(number)

    def health(self) -> dict[str, Any]:
        """What any living node says of the cluster; empty while none does."""
        for number, url in enumerate(self.urls, 1):
            if number not in self._processes:
                continue
            try:
                with urllib.request.urlopen(f"{url}/_cluster/health?timeout=2s", timeout=5) as answer:
                    return dict(json.load(answer))
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                continue
        return {}

    def wait(self, status: str, nodes: int) -> None:
        """Wait for the *status* (or a better one) with that many *nodes*."""
        enough = {"green"} if status == "green" else {"green", "yellow"}
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            health = self.health()
            if health.get("number_of_nodes") == nodes and health.get("status") in enough:
                return
            time.sleep(0.5)
        raise TimeoutError(f"no {status} cluster of {nodes} nodes within {_START_SECONDS} s: {self.health()}")


def fetch_jars() -> None:
    """Bring OpenSearch's jars into the cache, once."""
    if not (JARS / "complete").exists():
        command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), "dependency:copy-dependencies"]
        subprocess.run([*command, f"-DoutputDirectory={JARS}"], check=True)
        (JARS / "complete").touch()


def _free_ports(count: int) -> int:
    """The first of *count* free ports in a row, below those that the system gives out by itself."""
    for first in range(20_000 + os.getpid() % 5_000, 32_000, count):
        if all(_free(port) for port in range(first, first + count)):
            return first
    raise OSError("no free ports")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def main() -> None:
    """Run a cluster until Ctrl+C."""
    with TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder), int(sys.argv[1]) if sys.argv[1:] else 3)
        try:
            cluster.start()
            print(f"export GUIJI_OPENSEARCH_URL={','.join(cluster.urls)}", flush=True)
            while True:
                time.sleep(60)
        except KeyboardInterrupt:
            pass
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
