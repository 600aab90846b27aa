"""Visits to an application without a server: as a test asks, and as a WSGI client (PEP 3333) does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from search.application import Application
from search.responses import Response, Visit


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def json(self) -> dict:
        return json.loads(self.body)


def ask(application: Application, target: str, method: str = "GET", **headers: str) -> Got:
    """What *application* answers at *target*, its path as it is and not escaped."""
    path, _, query = target.partition("?")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return got(application.respond(Visit(method, path, query, named)), method)


def got(response: Response, method: str = "GET") -> Got:
    """*response* as a client has it."""
    headers = response.all_headers()
    assert len(headers) == len(dict(headers))
    assert all("\n" not in value and "\r" not in value for _, value in headers)
    body = b"".join(response.stretch.blocks()) if response.stretch else response.body
    assert dict(headers).get("Content-Length", "0") == str(len(body))
    return Got(response.status.value, dict(headers), b"" if method == "HEAD" else body)


@dataclass(frozen=True)
class Wsgi:
    application: Application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        path = unquote(environ.get("PATH_INFO") or "/", "latin-1").encode("latin-1", "replace")
        asked = Visit(
            environ["REQUEST_METHOD"], path.decode("utf-8", "replace"), environ.get("QUERY_STRING", "")
        )
        response = self.application.respond(asked)
        start_response(f"{response.status.value} {response.status.phrase}", response.all_headers())
        return (got(response, environ["REQUEST_METHOD"]).body,)
