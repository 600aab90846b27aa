"""Looking over the pages of a built site: no dead link, no missing page tag, no JSON-LD that is none.

Page tags as 国办发〔2017〕47号, annex 网页设计规范, asks for them (`plugins.notices.pagetags`). Pages are read as
text by regular expressions, since they come from our own templates: a full parse would cost ten times a build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from os.path import isfile
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

from plugins.notices.crew import Crew, batched
from plugins.notices.pagetags import ARTICLE_TAGS, COLUMN_TAGS, SITE_TAGS

_SHOWN = 20
_BATCH = 1000
# Every reference stands behind one of these; so do words that only look like one, which `_REFERENCE` tells apart.
BEFORE = ('href="', 'src="', 'srcset="', 'action="')
_PLAIN = re.compile(r"/[A-Za-z0-9/_-]*(?:\.[A-Za-z0-9]+)?")
# Attributes are taken whole: words in one that end in ` href=` are no reference.
_TAG = re.compile(r'<[a-z][a-z0-9]*((?:\s+[^\s"=<>]+(?:="[^"]*")?)+)')
_REFERENCE = re.compile(r'\s+(?:(?:href|src|srcset|action)="([^"]*)"|[^\s"=<>]+(?:="[^"]*")?)')
_META = re.compile(r'<meta name="([A-Z][A-Za-z]+)" content="([^"]*)">')
_ID = re.compile(r'\sid="([^"]+)"')
_LINKED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_NOTICE = re.compile(r"[^/]+/[0-9]{4}/(?!index\.html)[^/]+\.html")
_FORMS = {
    "PubDate": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"),
    "SiteIDCode": re.compile(r"bm[0-9]{8}|[0-9]{10}"),
    "Url": re.compile(r"https?://[^\s]+"),
}
_WITHOUT_COLUMN = {"index.html", "404.html"}
_OF_COLUMN = SITE_TAGS + COLUMN_TAGS
_OF_NOTICE = _OF_COLUMN + ARTICLE_TAGS
SORTS = (SITE_TAGS, _OF_COLUMN, _OF_NOTICE)


class BadPages(RuntimeError):
    """Pages that must not be published; the message is Chinese and names page and line of the first few."""


@dataclass(slots=True)
class _Site:
    """The files of a site, looked at once each; *good* are targets from the root that were found to lead somewhere."""

    root: Path
    known: dict[str, bool] = field(default_factory=dict)
    anchors: dict[str, frozenset[str]] = field(default_factory=dict)
    good: set[str] = field(default_factory=set)

    def has(self, path: str) -> bool:
        if path not in self.known:
            self.known[path] = isfile(f"{self.root}/{path}")  # noqa: PTH113 - a Path costs more
        return self.known[path]

    def ids(self, path: str) -> frozenset[str]:
        if path not in self.anchors:
            text = (self.root / path).read_text(encoding="utf-8")
            self.anchors[path] = frozenset(map(unescape, _ID.findall(text)))
        return self.anchors[path]


class Targets:
    """Judges targets from the root of the *site*, as pages write them."""

    def __init__(self, site: Path) -> None:
        self._files = _Site(site)

    def lead(self, raw: str) -> bool:
        """Whether *raw* leads somewhere."""
        return _lives(self._files, "", (raw, ""))


def is_complete(page: str, text: str) -> bool:
    """Whether the *text* of *page* has all its page tags, well written, and no JSON-LD that is none."""
    return not any(_tags(page, text)) and not any(_linked_data(page, text))


def has_tag(text: str) -> bool:
    """Whether a page tag stands in *text*."""
    return _META.search(text) is not None


def wanted(page: str) -> tuple[str, ...]:
    """The page tags that *page* must have where it is not kept from search engines."""
    if page in _WITHOUT_COLUMN:
        return SITE_TAGS
    return _OF_NOTICE if _NOTICE.fullmatch(page) else _OF_COLUMN


def is_foreign(raw: str) -> bool:
    """Whether the reference *raw* leads away from the site."""
    return _SCHEME.match(unescape(raw)) is not None


def is_plain(path: str) -> bool:
    """Whether *path*, from the root, stands for itself."""
    return _PLAIN.fullmatch(path) is not None and "//" not in path


def check(site: Path, pages: Iterable[str], crew: Crew) -> int:
    """Look over *pages* (relative to *site*; only HTML counts); how many there were. Raises BadPages."""
    html = [page for page in pages if page.endswith(".html")]
    found = [one for some in crew.run(partial(_check_some, site), batched(html, _BATCH)) for one in some]
    if found:
        more = f"\n……共 {len(found)} 处。" if len(found) > _SHOWN else ""
        raise BadPages("\n".join(found[:_SHOWN]) + more)
    return len(html)


def _check_some(site: Path, pages: Iterable[str]) -> list[str]:
    files = _Site(site)
    return [one for page in pages for one in findings(files, page)]


def check_all(site: Path, crew: Crew | None = None) -> int:
    """Look over every page of *site*."""
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return check(site, pages, crew or Crew(1))


def findings(files: _Site, page: str) -> list[str]:
    """What is wrong with *page*, a Chinese line each."""
    text = (files.root / page).read_text(encoding="utf-8")
    return [*_dead_links(files, page, text), *_tags(page, text), *_linked_data(page, text)]


def _dead_links(files: _Site, page: str, text: str) -> Iterator[str]:
    dead = [raw for raw in targets(text) - files.good if not _lives(files, page, (raw, text))]
    if not dead:
        return
    for tag in _TAG.finditer(text):
        for match in _REFERENCE.finditer(tag[1]):
            if match[1] in dead:
                line = text.count("\n", 0, tag.start()) + 1
                yield f"{page} 第 {line} 行：链接“{unescape(match[1])}”打不开，请改正或删去。"


def targets(text: str) -> set[str]:
    """Whatever stands in *text* where a reference would: a split costs a tenth of a search by `_REFERENCE`."""
    return {rest.partition('"')[0] for before in BEFORE for rest in text.split(before)[1:]}


def _lives(files: _Site, page: str, reference: tuple[str, str]) -> bool:
    """Whether the *reference* (as it is written, and the text it stands in) leads somewhere, or away from us."""
    raw, text = reference
    if raw.startswith("#") and f' id="{raw[1:]}"' in text:
        return True
    target = unescape(raw)
    if _SCHEME.match(target):
        return True
    if not _leads(files, page, target):
        return False
    if raw.startswith("/"):
        files.good.add(raw)
    return True


def _leads(files: _Site, page: str, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = _file(page, path.partition("?")[0])
    if file is None or not files.has(file):
        return False
    return not anchor or not file.endswith(".html") or unquote(anchor) in files.ids(file)


def _file(page: str, path: str) -> str | None:
    """The file that *path* on *page* means; None where it leaves the site."""
    if not path:
        return page
    if is_plain(path):
        return _answering(path[1:])
    decoded = unquote(path)
    folder = page.rpartition("/")[0]
    whole = decoded if decoded.startswith("/") else f"/{folder}/{decoded}"
    file = normpath(whole).lstrip("/")
    if decoded.endswith("/") or file == ".":
        return f"{file}/index.html".removeprefix("./").removeprefix("/")
    return _answering(file)


def _answering(file: str) -> str:
    """The file that answers for the path *file*, from the root of the site."""
    if not file or file.endswith("/"):
        return f"{file}index.html"
    # The server answers /search and /go itself, and sends /folder on to /folder/.
    return file if "." in file.rpartition("/")[2] else f"{file}/index.html"


def _tags(page: str, text: str) -> Iterator[str]:
    found: dict[str, str] = {}
    for name, content in _META.findall(text.partition("</head>")[0]):
        found.setdefault(name, content.strip())
    hidden = 'content="noindex"' in text
    for name in wanted(page):
        if hidden and name in ARTICLE_TAGS:
            continue
        if not found.get(name):
            yield f"{page}：页面标签 {name} 缺失或为空（国办发〔2017〕47号）。"
        elif name in _FORMS and _FORMS[name].fullmatch(unescape(found[name])) is None:
            yield f"{page}：页面标签 {name} 的写法“{found[name]}”不合规范。"


def _linked_data(page: str, text: str) -> Iterator[str]:
    for content in _LINKED_DATA.findall(text):
        try:
            json.loads(content)
        except ValueError as error:
            yield f"{page}：结构化数据（JSON-LD）不是有效的 JSON：{error}"
