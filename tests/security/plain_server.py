"""A web server that protects nothing: files as they are, no header of ours, and the raw payloads of the control."""

from __future__ import annotations

import mimetypes
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

HARNESS = "/-harness"
RAW = "/-raw/"
_ANSWERED = ("/search", "/go", "/api/")


@contextmanager
def serving(folder: Path, raw: Mapping[str, str], behind: str = "") -> Iterator[str]:
    """Serve *folder* and the *raw* payloads by name; what only a server can answer comes from *behind*, bare of headers."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path = unquote(self.path.partition("?")[0])
            if path == HARNESS:
                self._send(
                    200, "text/html", b"<!doctype html><meta charset=utf-8><title>h</title><body></body>"
                )
            elif path.removeprefix(RAW) in raw:
                page = f"<!doctype html><meta charset=utf-8><title>r</title><body>{raw[path[len(RAW) :]]}"
                self._send(200, "text/html; charset=utf-8", page.encode("utf-8", "replace"))
            elif behind and path.startswith(_ANSWERED) and "?" in self.path:
                self._forward()
            else:
                self._file(folder / path.lstrip("/"))

        def _file(self, path: Path) -> None:
            if path.is_dir():
                path = path / "index.html"
            if not path.is_file():
                self._send(404, "text/plain", b"")
                return
            self._send(
                200, mimetypes.guess_type(path.name)[0] or "application/octet-stream", path.read_bytes()
            )

        def _forward(self) -> None:
            try:
                with urllib.request.urlopen(behind + self.path, timeout=20) as answer:
                    self._send(answer.status, answer.headers["Content-Type"], answer.read())
            except urllib.error.HTTPError as error:
                self._send(error.code, error.headers["Content-Type"], error.read())

        def _send(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self._send(405, "text/plain", b"")

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
