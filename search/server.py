"""The site and its search over HTTP: a WSGI callable (PEP 3333) that reads files and answers questions.

`/search` fills the site's own search page, `/go` its page of old links, `/api/…` is for programs, `/healthz` says
whether search works, all else is a file of the site. When the site's link is turned to a new build, the index
beside it is opened and takes over; should it be refused, the former one goes on answering. Nothing is written but
counts of unknown old links, no cookie is set, and the log names neither readers nor what they looked for.
"""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_plus

from granian import Granian
from granian.constants import Interfaces

from search import api, files, go, pages
from search.engine import EngineGone, EngineModule, IndexDamaged, IndexMissing
from search.engines import named
from search.missing import MissingLinks
from search.query import BadQuery
from search.responses import HTML, LONGEST_QUERY_STRING, Response, as_json, html, parameters, plain
from search.service import Answer, Service, read_parameters

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'self'; script-src 'self'; "
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
_LOOK_AGAIN_SECONDS = 2.0
_THREADS = 2
_WAITING = 256
_NO_INDEX = "搜索服务暂时不可用，请稍后再试；也可以按部门或年份浏览。"


class IndexFolder:
    """The index that belongs to a site, opened, and opened anew when the site's link was turned.

    The first is opened while its reader waits, later ones beside the one that goes on answering meanwhile.
    """

    def __init__(self, site: Path, engine: EngineModule, index: Path | None = None) -> None:
        """Watch *site*; without a fixed *index* it is the folder `index` beside the resolved site."""
        self._site, self._engine, self._fixed = site, engine, index
        self._seen: tuple[Path, int] | None = None
        self._service: Service | None = None
        self._looked = -_LOOK_AGAIN_SECONDS
        self._lock = Lock()

    def service(self) -> Service | None:
        """What answers now; None while there is no index that can be trusted."""
        with self._lock:
            if time.monotonic() - self._looked >= _LOOK_AGAIN_SECONDS:
                self._looked = time.monotonic()
                self._look()
            return self._service

    def _look(self) -> None:
        place = self._fixed or self._site.resolve().parent / "index"
        state = place, _modified(place)
        if state == self._seen:
            return
        self._seen = state
        if self._service is None:
            self._open(place)
        else:
            Thread(target=self._open, args=(place,), daemon=True).start()

    def _open(self, place: Path) -> None:
        """Let the index at *place* answer; one that is damaged is looked at again only when it was rewritten."""
        try:
            self._service = Service(self._engine.open(place))
        except IndexDamaged as error:
            _log(event="index-refused", reason=str(error))
        except (IndexMissing, EngineGone) as error:
            self._seen = None
            _log(event="index-refused", reason=str(error))


def _modified(place: Path) -> int:
    """When the index at *place* was put there; 0 while there is none."""
    try:
        return place.stat().st_mtime_ns
    except OSError:
        return 0


class Application:
    """The WSGI callable for one site."""

    def __init__(
        self, site: Path, engine: EngineModule, index: Path | None = None, *, missing: Path | None = None
    ) -> None:
        """Serve the folder (or link) *site* and search *index*, by default the one built with the site.

        Old links that nobody knows are counted in the file *missing*, without one not at all.
        """
        self._link = site
        self._index = IndexFolder(site, engine, index)
        self._missing = MissingLinks(missing)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        started = time.perf_counter()
        method, path = environ["REQUEST_METHOD"], _path(environ)
        response = self.respond(method, path, environ)
        headers = {**SECURITY_HEADERS, "Content-Type": response.content_type, **response.headers}
        start_response(f"{response.status.value} {response.status.phrase}", list(headers.items()))
        _log(method=method[:10], path=path[:200], status=response.status.value, ms=_ms_since(started))
        return () if method == "HEAD" else response.body

    def respond(self, method: str, path: str, environ: WSGIEnvironment) -> Response:
        """The response to *method* on the decoded *path*; *environ* holds the rest."""
        if method not in {"GET", "HEAD"}:
            return replace(plain(HTTPStatus.METHOD_NOT_ALLOWED, "只能读取。"), headers={"Allow": "GET, HEAD"})
        query_string = _unwrapped(environ.get("QUERY_STRING", ""))
        if path == "/healthz":
            return self._health()
        if path.startswith("/api/"):
            return self._api(path, query_string)
        if path in {"/search", "/search/"}:
            return self._page(query_string)
        if path in {"/go", "/go/"} and query_string:
            return self._old_link(query_string)
        return self._file(path, environ)

    def _old_link(self, query_string: str) -> Response:
        # The page sends nothing but `u`: a link pasted into the address bar brings its own ampersands.
        text = unquote_plus(query_string.removeprefix("u="), errors="replace")[: go.LONGEST]
        template = self._template("/go/")
        try:
            found = go.Tables(self._link.resolve()).find(text)
        except go.NoTables as error:
            return html(HTTPStatus.SERVICE_UNAVAILABLE, go.error_page(template, text, str(error)))
        if found.path:
            return _elsewhere(found.path)
        if not found.targets and not found.account and found.keys:
            self._missing.note(go.counted(found))
        known = found.targets or found.account
        return html(HTTPStatus.OK if known else HTTPStatus.NOT_FOUND, go.page(template, text, found))

    def _health(self) -> Response:
        service = self._index.service()
        status = HTTPStatus.OK if service else HTTPStatus.SERVICE_UNAVAILABLE
        return as_json(status, {"search": bool(service), "documents": len(service.engine) if service else 0})

    def _api(self, path: str, query_string: str) -> Response:
        service = self._index.service()
        if service is None:
            return as_json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": _NO_INDEX})
        try:
            response = api.respond(service, path, parameters(query_string))
        except BadQuery as error:
            return api.refused(error)
        except EngineGone as error:
            _log(event="engine-gone", reason=str(error))
            return as_json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": _NO_INDEX})
        return response or as_json(HTTPStatus.NOT_FOUND, {"error": "没有这个接口，请看 /api/openapi.json。"})

    def _page(self, query_string: str) -> Response:
        if go.is_link(words := _parameter(query_string, "q")):
            return _elsewhere(go.location(words))
        template = self._template("/search/")
        try:
            answer = self._answer(query_string)
        except BadQuery as error:
            text = re.search(r"(?:^|&)q=([^&]{0,900})", query_string)
            shown = unquote_plus(text[1]) if text else ""
            return html(HTTPStatus.BAD_REQUEST, pages.error_page(template, shown, str(error)))
        if answer is None:
            return html(HTTPStatus.SERVICE_UNAVAILABLE, template or pages.error_page(template, "", _NO_INDEX))
        return html(HTTPStatus.OK, pages.page(template, answer))

    def _answer(self, query_string: str) -> Answer | None:
        asked = read_parameters(parameters(query_string))
        service = self._index.service()
        try:
            return service.answer(asked) if service else None
        except EngineGone as error:
            _log(event="engine-gone", reason=str(error))
            return None

    def _template(self, path: str) -> str:
        found = files.find(self._link.resolve(), path)
        return found.path.read_text("utf-8", "replace") if found else ""

    def _file(self, path: str, environ: WSGIEnvironment) -> Response:
        site = self._link.resolve()
        if found := files.find(site, path):
            if path.endswith(".html") and go.Tables(site).gone(path):
                return Response(HTTPStatus.GONE, HTML, found.blocks(), {"Content-Length": str(found.size)})
            return _send(found, environ)
        if files.is_folder(site, path):
            location = quote("/" + "/".join(files.components(path) or []) + "/")
            return replace(plain(HTTPStatus.MOVED_PERMANENTLY, ""), headers={"Location": location})
        if missing := files.find(site, "/404.html"):
            return Response(
                HTTPStatus.NOT_FOUND, HTML, missing.blocks(), {"Content-Length": str(missing.size)}
            )
        return plain(HTTPStatus.NOT_FOUND, "没有这个页面。")


def serve(
    site: Path,
    engine: str,
    index: Path | None,
    listen: tuple[str, int],
    workers: int = 1,
    *,
    missing: Path | None = None,
) -> None:
    """Serve until stopped, at the address and port *listen*; unknown old links are counted in the file *missing*."""
    server = Granian(
        "search.server",
        address=listen[0],
        port=listen[1],
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        backpressure=_WAITING,
        websockets=False,
        log_access=False,
    )
    server.serve(target_loader=partial(_load, site, engine, index, missing), wrap_loader=False)


def _load(
    site: Path, engine: str, index: Path | None, missing: Path | None
) -> Callable[..., Iterable[bytes]]:
    return Application(site, named(engine), index, missing=missing)


def _path(environ: WSGIEnvironment) -> str:
    """The path as text: WSGI hands over its UTF-8 bytes as Latin-1 (PEP 3333)."""
    return _unwrapped(environ.get("PATH_INFO", "") or "/")


def _unwrapped(raw: str) -> str:
    return raw.encode("latin-1", "replace").decode("utf-8", "replace")


def _parameter(query_string: str, name: str) -> str:
    """The value of one parameter, cut to a length that is worth reading; empty where it is not there."""
    text = re.search(rf"(?:^|&){name}=([^&]{{0,{LONGEST_QUERY_STRING}}})", query_string)
    return unquote_plus(text[1], errors="replace")[: go.LONGEST] if text else ""


def _elsewhere(path: str) -> Response:
    """A redirect to *path* of this site, found anew each time."""
    return replace(
        plain(HTTPStatus.FOUND, ""),
        headers={"Location": quote(path, safe="/?=%"), "Cache-Control": "no-store"},
    )


def _send(found: files.StaticFile, environ: WSGIEnvironment) -> Response:
    fresh = found.content_type == HTML
    headers = {
        "ETag": found.etag,
        "Last-Modified": found.last_modified,
        "Cache-Control": "no-cache" if fresh else "public, max-age=600",
    }
    asked = environ.get("HTTP_IF_NONE_MATCH", ""), environ.get("HTTP_IF_MODIFIED_SINCE", "")
    if found.unchanged_for(*asked):
        return Response(HTTPStatus.NOT_MODIFIED, found.content_type, (), headers)
    return Response(
        HTTPStatus.OK, found.content_type, found.blocks(), {**headers, "Content-Length": str(found.size)}
    )


def _ms_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 2)


def _log(**values: object) -> None:
    """One JSON object a line on standard error; JSON escapes what could forge a line."""
    record = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), **values}
    sys.stderr.write(json.dumps(record) + "\n")
