"""The site and its search: from a request to a response, without any server.

`/search` fills the site's own search page, `/go` its page of old links, `/api/…` is for programs, `/healthz` says
that the server lives and `/readyz` that search works; all else is a file of the site. Nothing is written but
counts of unknown old links, and no cookie is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, unquote_plus

from search import api, deadline, files, go, log, pages
from search.engine import EngineGone, EngineModule
from search.index_folder import IndexFolder
from search.missing import MissingLinks
from search.query import BadQuery
from search.responses import (
    HTML,
    LONGEST_QUERY_STRING,
    Response,
    Visit,
    as_json,
    html,
    parameters,
    plain,
)
from search.schema import FACETS
from search.service import Service, read_parameters

MOST_SECONDS = 0.15
"""CPU time that one answer may take, in seconds: an attack ends here."""
_NO_INDEX = "搜索服务暂时不可用，请稍后再试；也可以按部门或年份浏览。"
_BUSY = "现在搜索的人太多，请过几秒再试；也可以按部门或年份浏览。"
_TOO_MUCH = "您的网络在短时间内查得太多，请过一会儿再试；也可以按部门或年份浏览。"
_TOO_HARD = "这样检索太费时，请少写几个词，或者加上部门、年份等筛选条件。"
_ASKED_BY = ("q", *FACETS, "since", "until", "sort", "page")
_GOES_WITHOUT_SAYING = {("sort", "relevance"), ("page", "1")}


@dataclass(frozen=True, slots=True)
class Work:
    """A response that takes computing, or files read; that of an equal *key* is the same, without one never.

    *make* is told how many seconds of CPU it may use. Raises OutOfTime where they do not suffice.
    """

    key: Hashable
    make: Callable[[float], Response]


class Application:
    """What is answered for one site."""

    def __init__(
        self, site: Path, engine: EngineModule, index: Path | None = None, *, missing: Path | None = None
    ) -> None:
        """Serve the folder (or link) *site* and search *index*, by default the one built with the site.

        Old links that nobody knows are counted in the file *missing*, without one not at all.
        """
        self._link = site
        self.index = IndexFolder(site, engine, index)
        self._missing = MissingLinks(missing)

    def respond(self, visit: Visit) -> Response:
        """The response to *visit*, however long it takes."""
        if needs_index(visit.path):
            self.index.ready()
        begun = self.begin(visit)
        if isinstance(begun, Response):
            return begun
        try:
            return begun.make(MOST_SECONDS)
        except deadline.OutOfTime:
            return self.too_hard(visit)

    def begin(self, visit: Visit) -> Response | Work:
        """The response to *visit* where it costs nothing, else what there is to do for it."""
        if visit.method not in {"GET", "HEAD"}:
            return replace(plain(HTTPStatus.METHOD_NOT_ALLOWED, "只能读取。"), headers={"Allow": "GET, HEAD"})
        path = visit.path
        if path in {"/healthz", "/readyz"}:
            return self._health(path)
        if path.startswith("/api/"):
            return self._api(path, visit.query_string)
        if path in {"/search", "/search/"}:
            return self._page(visit.query_string)
        if path in {"/go", "/go/"} and visit.query_string:
            return Work(None, lambda _: self._old_link(visit.query_string))
        return self._file(visit)

    def busy(self, path: str) -> Response:
        """The response to a question for which there is no room now."""
        response = self._refused(path, HTTPStatus.SERVICE_UNAVAILABLE, _BUSY)
        return replace(response, headers={**response.headers, "Retry-After": "3"})

    def too_hard(self, visit: Visit) -> Response:
        """The response to a question that takes more computing than an answer may."""
        if visit.path.startswith("/api/"):
            return as_json(HTTPStatus.BAD_REQUEST, {"error": _TOO_HARD})
        return _unfit(self._template("/search/"), visit.query_string, _TOO_HARD)

    def too_much(self, path: str, wait: float) -> Response:
        """The response to a reader who must *wait* that many seconds before he asks again."""
        response = self._refused(path, HTTPStatus.TOO_MANY_REQUESTS, _TOO_MUCH)
        return replace(response, headers={**response.headers, "Retry-After": str(int(wait) + 1)})

    def _refused(self, path: str, status: HTTPStatus, message: str) -> Response:
        if path.startswith("/api/"):
            return as_json(status, {"error": message})
        if path.startswith("/go"):
            return html(status, go.error_page(self._template("/go/"), "", message))
        return html(status, pages.error_page(self._template("/search/"), "", message))

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

    def _health(self, path: str) -> Response:
        service = self.index.service
        ready = service is not None or path == "/healthz"
        status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
        told = {"search": bool(service), "documents": len(service.engine) if service else 0}
        return as_json(status, told | {"generation": service.engine.generation if service else ""})

    def _api(self, path: str, query_string: str) -> Response | Work:
        service = self.index.service
        if service is None:
            return as_json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": _NO_INDEX})
        try:
            given = parameters(query_string)
        except BadQuery as error:
            return api.refused(error)
        key = service.engine.generation, path, _question(given)
        return Work(key, lambda seconds: _of_program(service, path, given, seconds))

    def _page(self, query_string: str) -> Response | Work:
        if go.is_link(words := _parameter(query_string, "q")):
            return _elsewhere(go.location(words))
        template = self._template("/search/")
        try:
            given = parameters(query_string)
        except BadQuery as error:
            return _unfit(template, query_string, str(error))
        service = self.index.service
        if service is None:
            return html(HTTPStatus.SERVICE_UNAVAILABLE, template or pages.error_page(template, "", _NO_INDEX))
        key = service.engine.generation, "", hash(template), _question(given)
        return Work(key, lambda seconds: _of_reader(service, template, query_string, seconds))

    def _template(self, path: str) -> str:
        """The site's own page at *path*; empty where there is none."""
        page = self._link / path.strip("/") / "index.html"
        try:
            found = page.stat()
            return _text(page, (found.st_dev, found.st_ino, found.st_mtime_ns))
        except OSError:
            return ""

    def _file(self, visit: Visit) -> Response:
        site, path = self._link.resolve(), visit.path
        if found := files.find(site, path):
            if path.endswith(".html") and go.Tables(site).gone(path):
                return Response(HTTPStatus.GONE, HTML, stretch=found.whole())
            return _sent(found, visit)
        if files.is_folder(site, path):
            location = quote("/" + "/".join(files.components(path) or []) + "/")
            return replace(plain(HTTPStatus.MOVED_PERMANENTLY, ""), headers={"Location": location})
        if missing := files.find(site, "/404.html"):
            return Response(HTTPStatus.NOT_FOUND, HTML, stretch=missing.whole())
        return plain(HTTPStatus.NOT_FOUND, "没有这个页面。")


def needs_index(path: str) -> bool:
    """Whether the answer at *path* is looked up in the index."""
    return path in {"/search", "/search/", "/readyz"} or path.startswith("/api/")


def _of_program(service: Service, path: str, given: dict[str, str], seconds: float) -> Response:
    try:
        with deadline.limited(seconds):
            response = api.respond(service, path, given)
    except BadQuery as error:
        return api.refused(error)
    except EngineGone as error:
        log.write(event="engine-gone", reason=str(error))
        return as_json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": _NO_INDEX})
    return response or as_json(HTTPStatus.NOT_FOUND, {"error": "没有这个接口，请看 /api/openapi.json。"})


def _of_reader(service: Service, template: str, query_string: str, seconds: float) -> Response:
    try:
        with deadline.limited(seconds):
            answer = service.answer(read_parameters(parameters(query_string)))
            return html(HTTPStatus.OK, pages.page(template, answer))
    except BadQuery as error:
        return _unfit(template, query_string, str(error))
    except EngineGone as error:
        log.write(event="engine-gone", reason=str(error))
        return html(HTTPStatus.SERVICE_UNAVAILABLE, template or pages.error_page(template, "", _NO_INDEX))


def _unfit(template: str, query_string: str, message: str) -> Response:
    """The page that says what is wrong with a question, and shows it to be put right."""
    text = re.search(r"(?:^|&)q=([^&]{0,900})", query_string)
    return html(
        HTTPStatus.BAD_REQUEST, pages.error_page(template, unquote_plus(text[1]) if text else "", message)
    )


def _question(given: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What *given* parameters ask, the same for all ways to ask it."""
    asked = ((name, " ".join(given[name].split())) for name in _ASKED_BY if given.get(name, "").strip())
    return tuple(pair for pair in asked if pair not in _GOES_WITHOUT_SAYING)


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


@lru_cache(4)
def _text(page: Path, state: tuple[int, int, int]) -> str:
    """The text of *page*, read once in each *state*."""
    return page.read_text("utf-8", "replace")


def _sent(found: files.StaticFile, visit: Visit) -> Response:
    fresh = found.content_type == HTML
    headers = {
        "ETag": found.etag,
        "Last-Modified": found.last_modified,
        "Cache-Control": "no-cache" if fresh else "public, max-age=600",
        "Accept-Ranges": "bytes",
    }
    given = visit.headers
    if found.unchanged_for(given.get("if-none-match", ""), given.get("if-modified-since", "")):
        return Response(HTTPStatus.NOT_MODIFIED, found.content_type, headers=headers)
    try:
        part = found.part(given.get("range", ""), given.get("if-range", ""))
    except files.NoSuchStretch as error:
        refusal = plain(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, str(error))
        return replace(refusal, headers={"Content-Range": f"bytes */{found.size}"})
    if part is None:
        return Response(HTTPStatus.OK, found.content_type, headers=headers, stretch=found.whole())
    headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{found.size}"
    return Response(HTTPStatus.PARTIAL_CONTENT, found.content_type, headers=headers, stretch=part)
