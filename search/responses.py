"""What goes back over HTTP, and the parameters that came."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from search.query import BadQuery

HTML = "text/html; charset=utf-8"
LONGEST_QUERY_STRING = 8000
_MOST_PARAMETERS = 50


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back to the reader; *body* comes in blocks."""

    status: HTTPStatus
    content_type: str
    body: Iterable[bytes] = ()
    headers: dict[str, str] = field(default_factory=dict)


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
    """A body of known length that nobody keeps."""
    headers = {"Content-Length": str(len(payload)), "Cache-Control": "no-store"}
    return Response(status, content_type, (payload,), headers)


def parameters(query_string: str) -> dict[str, str]:
    """The parameters in *query_string*, the last where one is repeated. Raises BadQuery when there is too much."""
    if len(query_string) > LONGEST_QUERY_STRING:
        raise BadQuery("检索条件太长，请少写几个词。")
    try:
        return dict(parse_qsl(query_string, errors="replace", max_num_fields=_MOST_PARAMETERS))
    except ValueError:
        raise BadQuery(f"参数太多，最多 {_MOST_PARAMETERS} 个。") from None
