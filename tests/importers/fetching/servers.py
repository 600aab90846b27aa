"""A web server on this machine that answers as the tests want, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(
    answers: dict[str, Answer], heads: dict[str, Answer] | None = None
) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Serve *answers* by path; yields the port and the requests (path, method and headers in small letters).

    *heads* answer HEAD; other paths know no HEAD (501).
    """
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.note("GET")
            answers[self.path](self)

        def do_HEAD(self) -> None:
            self.note("HEAD")
            (heads or {}).get(self.path, status(501))(self)

        def note(self, method: str) -> None:
            headers = {key.lower(): value for key, value in self.headers.items()}
            asked.append({"path": self.path, "method": method, **headers})

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def content(payload: bytes, *, length: int | None = None) -> Answer:
    """Answer with *payload*, claiming *length* bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(payload) if length is None else length))
        handler.end_headers()
        handler.wfile.write(payload)

    return answer


def status(code: int, target: str = "") -> Answer:
    """Answer with a bare status, and a Location where *target* is given."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        if target:
            handler.send_header("Location", target)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def endless(pause: Callable[[], None]) -> Answer:
    """Answer without end, a block at a time."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 4096)
                handler.wfile.flush()
                pause()
        except OSError:
            return

    return answer
