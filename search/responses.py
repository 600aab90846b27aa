"""What comes over HTTP and what goes back, whichever server stands between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from search.files import Stretch
from search.query import BadQuery

HTML = "text/html; charset=utf-8"
LONGEST_QUERY_STRING = 8000
_MOST_PARAMETERS = 50

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self'; script-src 'self'; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""Sent with every response; `deploy/nginx/headers.conf` says the same."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request: its method, decoded path, raw query string, and headers by lower-case name.

    *reader* is whom the server's limits count it for, empty for nobody.
    """

    method: str
    path: str
    query_string: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    reader: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back to the reader: *body*, or a *stretch* of a file in its place."""

    status: HTTPStatus
    content_type: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    stretch: Stretch | None = None

    def all_headers(self) -> list[tuple[str, str]]:
        """The headers with those that every response has."""
        length = self.stretch.size if self.stretch else len(self.body)
        own = {"Content-Type": self.content_type, "Content-Length": str(length), **self.headers}
        if self.status == HTTPStatus.NOT_MODIFIED:
            del own["Content-Length"]
        return [*SECURITY_HEADERS.items(), *own.items()]


def html(status: HTTPStatus, content: str) -> Response:
    """A page that is made for this reader."""
    return whole(status, HTML, content.encode("utf-8", "replace"))


def as_json(status: HTTPStatus, content: dict[str, Any]) -> Response:
    """A JSON object."""
    payload = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
    return whole(status, "application/json; charset=utf-8", payload)


def plain(status: HTTPStatus, content: str) -> Response:
    """A plain line."""
    return whole(status, "text/plain; charset=utf-8", content.encode("utf-8"))


def whole(status: HTTPStatus, content_type: str, payload: bytes) -> Response:
    """A body that no reader's browser keeps."""
    return Response(status, content_type, payload, {"Cache-Control": "no-store"})


def parameters(query_string: str) -> dict[str, str]:
    """The parameters in *query_string*, the last where one is repeated. Raises BadQuery when there is too much."""
    if len(query_string) > LONGEST_QUERY_STRING:
        raise BadQuery("检索条件太长，请少写几个词。")
    try:
        return dict(parse_qsl(query_string, errors="replace", max_num_fields=_MOST_PARAMETERS))
    except ValueError:
        raise BadQuery(f"参数太多，最多 {_MOST_PARAMETERS} 个。") from None
