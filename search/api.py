"""The interface for programs, described in `openapi.json`: answers as JSON, CSV and RSS, suggestions, single notices."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import format_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from search.query import BadQuery
from search.responses import Response, as_json, whole
from search.schema import Document
from search.service import PAGE_SIZE, Answer, Asked, Hit, Service, frequent, read_parameters, suggestions

DESCRIPTION = Path(__file__).with_name("openapi.json")
_NOTICE = "/api/notice/"
_COLUMNS = ("id", "url", "title", "department_name", "kind", "platform_name", "account_name", "date")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def respond(service: Service, path: str, given: Mapping[str, str]) -> Response | None:
    """The response to *path* with the parameters *given*; None when it is none of ours. Raises BadQuery."""
    if path.startswith(_NOTICE):
        return _notice(service, path.removeprefix(_NOTICE))
    endpoint = _ENDPOINTS.get(path)
    return endpoint(service, given) if endpoint else None


def search_json(answer: Answer, took_ms: float) -> dict[str, Any]:
    """What `/api/search` gives; *took_ms* is the time it took, in milliseconds."""
    return {
        "query": answer.asked.text,
        "total": answer.total,
        "entries": answer.entries,
        "page": answer.asked.page,
        "page_size": PAGE_SIZE,
        "meant": list(answer.meant),
        "took_ms": round(took_ms, 2),
        "hits": [_hit_json(hit) for hit in answer.hits],
        "facets": {
            facet: [{"value": v.value, "label": v.label, "count": v.count} for v in values]
            for facet, values in answer.facets.items()
        },
    }


def _hit_json(hit: Hit) -> dict[str, Any]:
    """One hit; its two HTML fields are escaped but for <mark>."""
    shown = {"title_html": hit.title_html, "snippet_html": hit.snippet_html, "match": hit.match}
    also = [_document_json(copy) for copy in hit.copies.documents]
    return _document_json(hit.document) | shown | {"also_count": hit.copies.count, "also": also}


def _document_json(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "url": document.url,
        "title": document.title,
        "department": document.department,
        "department_name": document.department_name,
        "kind": document.kind,
        "platform": document.platform,
        "platform_name": document.platform_name,
        "account": document.account,
        "account_name": document.account_name,
        "date": document.date.isoformat(),
        "archived": document.archived,
        "validity": document.validity,
    }


def _search(service: Service, given: Mapping[str, str]) -> Response:
    started = time.perf_counter()
    answer = service.answer(read_parameters(given))
    return as_json(HTTPStatus.OK, search_json(answer, (time.perf_counter() - started) * 1000))


def _suggest(service: Service, given: Mapping[str, str]) -> Response:
    text = given.get("q", "")
    asked = [{"title": query, "url": f"/search?{urlencode({'q': query})}"} for query in frequent(text)]
    found = [*asked, *({"title": d.title, "url": d.url} for d in suggestions(service.engine, text))]
    return as_json(HTTPStatus.OK, {"query": text, "suggestions": found})


def _notice(service: Service, id: str) -> Response:
    document = service.engine.document(id[:200])
    if document is None:
        return as_json(HTTPStatus.NOT_FOUND, {"error": "没有这个编号的公开信息。"})
    more = {"body": document.body, "summary": document.summary, "tags": list(document.tags)}
    origin = {"source": document.source, "source_id": document.source_id, "source_url": document.source_url}
    return as_json(HTTPStatus.OK, _document_json(document) | more | origin | {"lang": document.lang})


def _table(service: Service, given: Mapping[str, str]) -> Response:
    """A page of hits as CSV with a byte order mark, so that spreadsheets open it; no cell is a formula."""
    answer = service.answer(read_parameters(given))
    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    for hit in answer.hits:
        record = _document_json(hit.document)
        rows.writerow([_inert(str(record[column])) for column in _COLUMNS])
    return whole(HTTPStatus.OK, "text/csv; charset=utf-8", sheet.getvalue().encode("utf-8-sig", "replace"))


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _feed(service: Service, given: Mapping[str, str]) -> Response:
    """The newest hits as RSS 2.0; links are paths of this site."""
    asked = replace(read_parameters(given), sort="newest", page=1)
    answer = service.answer(asked)
    entries = "".join(_entry(hit.document) for hit in answer.hits if hit.match == "exact")
    title = escape(f"“{asked.text}”的最新结果")
    channel = f"<title>{title}</title><link>{_address(asked)}</link><description>{title}</description>"
    feed = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{channel}{entries}</channel></rss>'
    return whole(
        HTTPStatus.OK, "application/rss+xml; charset=utf-8", _printable(feed).encode("utf-8", "replace")
    )


def _address(asked: Asked) -> str:
    return escape(f"/search?{urlencode(asked.parameters())}")


def _entry(document: Document) -> str:
    return (
        f"<item><title>{escape(document.title)}</title><link>{escape(document.url)}</link>"
        f'<guid isPermaLink="false">{escape(document.id)}</guid>'
        f"<pubDate>{format_datetime(document.date)}</pubDate></item>"
    )


def _printable(text: str) -> str:
    """*text* without what XML 1.0 cannot hold."""
    return "".join(c for c in text if c.isprintable() or c in "\t\n")


def _description(service: Service, given: Mapping[str, str]) -> Response:
    return whole(HTTPStatus.OK, "application/json; charset=utf-8", DESCRIPTION.read_bytes())


_ENDPOINTS: dict[str, Callable[[Service, Mapping[str, str]], Response]] = {
    "/api/search": _search,
    "/api/search.csv": _table,
    "/api/search.rss": _feed,
    "/api/suggest": _suggest,
    "/api/openapi.json": _description,
}


def refused(error: BadQuery) -> Response:
    """The response to a question that is not answered."""
    return as_json(HTTPStatus.BAD_REQUEST, {"error": str(error)})
