"""Printing pages: templates of the theme, autoescape on, a batch at a time in whatever process gets it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from durable import fill
from notices.frontmatter import BadFrontMatter
from notices.notice import Notice
from notices.problems import Problem
from notices.render import to_html, to_html_and_text
from plugins.notices import addresses, bodies, linkeddata, pagetags, qr, servicepages
from plugins.notices.documents import document
from plugins.notices.filters import FILTERS, GLOBALS
from plugins.notices.pages import Page
from plugins.notices.record import Record
from plugins.notices.sights import Sights
from plugins.notices.site import Site
from plugins.notices.survey import decode, payload_of
from plugins.notices.templates import Environment
from plugins.notices.texts import WRITERS

_PICTURES = frozenset(["png", "jpg", "jpeg", "gif", "webp"])


@dataclass(frozen=True)
class Press:
    """Where pages are read from and written to, and how they look; a plain value that can go to another process.

    *parts* is the folder for search documents in the making; *templates* are the folders searched in turn;
    *filters* and *globals* are what the conf file adds; *look* names theme and settings as they are now
    (`plugins.notices.environment`): templates compiled under another name are not used any more.
    """

    content: Path
    output: Path
    parts: Path
    site: Site
    templates: tuple[str, ...]
    filters: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    globals: Mapping[str, Any] = field(default_factory=dict)
    look: str = ""


@dataclass(frozen=True, slots=True)
class Sheaf:
    """A batch of pages to print, the *number*-th of its edition."""

    number: int
    pages: tuple[Page, ...]

    def __len__(self) -> int:
        """How many pages."""
        return len(self.pages)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What became of a sheaf.

    Each output file with the length of its document, notices that cannot be shown, and what the pages refer to.
    """

    written: list[tuple[str, int]]
    problems: list[Problem]
    sights: Sights


class Unprintable(ValueError):
    """A notice that cannot be shown: *problem* names its file and line."""

    def __init__(self, problem: Problem) -> None:
        """Keep *problem*."""
        self.problem = problem
        super().__init__(str(problem))


def print_pages(press: Press, sheaf: Sheaf) -> Sheet:
    """Write the pages of *sheaf* and, to a part file of their own, the search documents of the notices among them.

    Returns each output file, relative to the output folder, with the length of its document in bytes (0: none), a
    problem for each notice that cannot be shown, and what the pages refer to. Raises OSError, and BadTemplate naming template and line.
    """
    problems: list[Problem] = []
    # Step by step for all of them, not page by page: a quarter quicker, since the code of a step stays in the cache.
    drafts = _read_all(press, sheaf.pages, problems)
    documents = [_documents(press, draft) for draft in drafts]
    rendered = [_rendered(press, draft.page, draft.context) for draft in drafts]
    targets = [addresses.output_file(draft.page.url) for draft in drafts]
    for target, content in zip(targets, rendered, strict=True):
        fill(f"{press.output}/{target}", content)
    sights = Sights()
    for target, content in zip(targets, rendered, strict=True):
        if isinstance(content, str) and target.endswith(".html"):
            sights.look(target, content)
    if any(documents):
        fill(press.parts / f"{sheaf.number:08d}", b"".join(documents))
    return Sheet(list(zip(targets, map(len, documents), strict=True)), problems, sights)


@dataclass(slots=True)
class _Draft:
    """A *page* in the making, what its template will be given, and the notice behind it, if any, as HTML and words."""

    page: Page
    context: dict[str, Any]
    notice: Notice | None
    shown: tuple[str, str] = ("", "")


def _read_all(press: Press, pages: Iterable[Page], problems: list[Problem]) -> list[_Draft]:
    """Drafts of *pages*, but of those that cannot be shown: why is put into *problems*."""
    drafts: list[_Draft] = []
    for page in pages:
        try:
            notice = _read(press.content, page.source) if page.source else None
        except Unprintable as fault:
            problems.append(fault.problem)
        else:
            drafts.append(_Draft(page, dict(page.context), notice))
    return [draft for draft in drafts if draft.notice is None or _set(press, draft, problems)]


def _set(press: Press, draft: _Draft, problems: list[Problem]) -> bool:
    """Whether the notice of *draft* can be shown; it has its HTML then, and *problems* the reason otherwise."""
    assert draft.notice is not None
    try:
        draft.shown = _html(press.content, draft.page.source, draft.notice)
    except Unprintable as fault:
        problems.append(fault.problem)
        return False
    return True


def _documents(press: Press, draft: _Draft) -> bytes:
    """The lines that search reads of *draft*, none for most pages; a notice is put into its context."""
    if draft.page.template == servicepages.TEMPLATE:
        return servicepages.documents(draft.context)
    return _add_notice(press, draft, draft.notice) if draft.notice else b""


def _add_notice(press: Press, draft: _Draft, notice: Notice) -> bytes:
    """Put the *notice* of *draft* into its context; returns the line of its search document."""
    page, context, (html, text) = draft.page, draft.context, draft.shown
    record, departments, account = context["record"], context["departments"], context["account"]
    source = notice.source or (account.name if account else departments[-1].name)
    context["notice"] = notice
    shown = bodies.finish(
        html, _media(press.content, notice.department), archived=notice.archived, twins=context["twins"]
    )
    shown = bodies.warn(shown, dict(context["dead"]))
    context["html"] = Markup(shown)  # noqa: S704 - sanitised by nh3; finish adds markup of ours only
    context["source"] = source
    context["tags"] = pagetags.article_tags(press.site, notice, source, page.url)
    if image := _image(press.site, record):
        context["tags"] += (("Image", image),)
    context["graph"] = linkeddata.article_graph(press.site, notice, page.url, image)
    context["linked"] = linkeddata.article(press.site, notice, departments[-1].name, page.url)
    context["qr"] = _code(f"{press.site.url}{page.url}")
    cluster = next((one.record.slug for one in context["versions"] if one.canonical), "")
    whose = departments, account, cluster
    line = document(notice, record, text, whose=whose, marks=context["marks"])
    return f"{line}\n".encode()


@cache
def _media(content: Path, department: str) -> Path:
    return content / department / "media"


# What Markdown, the sanitiser and our own code raise for a text that none of us thought of.
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def _read(content: Path, path: str) -> Notice:
    """The notice in the file *path*. Raises Unprintable."""
    try:
        return decode(payload_of(f"{content}/{path}"), path)
    except BadFrontMatter as error:
        raise Unprintable(error.problems[0]) from error


def _html(content: Path, path: str, notice: Notice) -> tuple[str, str]:
    """The body of the *notice* in the file *path* as HTML, and the words in that.

    Raises Unprintable, naming the line as near as can be found.
    """
    try:
        return to_html_and_text(notice.body)
    except _FAULTS as error:
        before = payload_of(f"{content}/{path}").decode().partition(notice.body)[0]
        line = before.count("\n") + _failing(notice.body)
        what = f"正文不能排版（{type(error).__name__}），请看这一段是不是引用或列表套得太深，或改写得简单些。"
        raise Unprintable(Problem(path, line, "body-unprintable", what)) from error


def _failing(body: str) -> int:
    """The line of *body* where the first part begins that cannot be rendered by itself, 1 when each can."""
    line = 1
    for part in body.split("\n\n"):
        try:
            to_html(part)
        except _FAULTS:
            return line
        line += part.count("\n") + 2
    return 1


def _image(site: Site, record: Record) -> str:
    """The address of the notice's first picture, empty without one."""
    names = (name for name, _ in record.media if name.rpartition(".")[2] in _PICTURES)
    return next((f"{site.url}/{record.department}/media/{name}" for name in names), "")


def _code(address: str) -> tuple[int, str] | None:
    """Side and address of the QR code of *address*; none for one that is longer than any code here."""
    try:
        side, picture = qr.png(address)
    except qr.TooLong:
        return None
    return side, f"data:image/png;base64,{b64encode(picture).decode()}"


# What Jinja raises, and what a template calls.
FAULTS = (jinja2.TemplateError, *_FAULTS)


class BadTemplate(ValueError):
    """A template that cannot be rendered; the message names it and the line."""


def _rendered(press: Press, page: Page, context: Mapping[str, Any]) -> str | bytes:
    if page.template in WRITERS:
        return WRITERS[page.template](press.site, context)
    environment = _environment(press)
    try:
        return environment.show(page.template, context)
    except FAULTS as error:
        if told := bad_template(error, (page.template, page.url)):
            raise told from error
        raise


def bad_template(error: BaseException, shown: tuple[str, str]) -> BadTemplate | None:
    """What to say of *error*, one of `FAULTS`, raised for *shown*, a template and a page; None where no template failed."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return BadTemplate(f"模板 {error.filename or error.name} 第 {error.lineno} 行：{error.message}")
    template, page = shown
    place = _place(error) or (template if isinstance(error, jinja2.TemplateError) else "")
    return BadTemplate(f"模板 {place}：{error}（页面 {page}）") if place else None


def prepare(press: Press, pages: Iterable[Page]) -> Iterator[Page]:
    """*pages* as they come; their templates and the shared pieces of the theme are compiled here, for all processes.

    One that cannot be compiled is left to the page that needs it, which tells what is wrong.
    """
    environment = _environment(press)
    _compile(environment, environment.list_templates(filter_func=lambda name: name.startswith("_")))
    known = set(WRITERS)
    for page in pages:
        if page.template not in known:
            _compile(environment, [page.template])
            known.add(page.template)
        yield page


def _compile(environment: Environment, names: Iterable[str]) -> None:
    for name in names:
        with suppress(jinja2.TemplateError):
            environment.get_template(name)


def _place(error: BaseException) -> str:
    """Template file and line of the innermost template frame of *error*."""
    place, trace = "", error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".html"):
            place = f"{trace.tb_frame.f_code.co_filename} 第 {trace.tb_lineno} 行"
        trace = trace.tb_next
    return place


_environments: dict[tuple[tuple[str, ...], Site, str], Environment] = {}


def _environment(press: Press) -> Environment:
    """The Jinja environment of *press*: made once a look, since compiling the theme costs as much as 100 pages."""
    key = (press.templates, press.site, press.look)
    if key not in _environments:
        _environments.clear()
        environment = Environment(press.templates)
        environment.filters.update(FILTERS)
        environment.filters.update(press.filters)
        environment.globals.update({**GLOBALS, **press.globals, "site": press.site})
        _environments[key] = environment
    return _environments[key]
