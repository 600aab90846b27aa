"""Markdown that tools made of articles: four dialects, each told by the lines only that tool writes.

Foreign Markdown is turned into HTML and read like a page: so links that run scripts go, pictures are matched
with their files, and what means something in our dialect is escaped.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from importers.model import Listed, MalformedExport, Post, Problem, Record, Skipped, Witness
from importers.normalize import dates, html
from importers.normalize.html import Body
from importers.normalize.text import head_text
from importers.sources.wechat import addresses, pairs, words
from importers.sources.wechat.article import Article, record
from importers.sources.wechat.fields import Fields, file_date
from importers.sources.wechat.fragments import reading
from importers.sources.wechat.pairs import Sought
from importers.sources.weibo_export import opened
from notices import render

_SUFFIXES = (".md", ".markdown")
_LONGEST = 16 << 20  # characters
_PLATFORM = r"https?://mp\.weixin\.qq\.com/"


@dataclass(frozen=True, slots=True)
class Told:
    """What the tool's own lines say of an article, and the Markdown *body* that is left."""

    title: str = ""
    name: str = ""
    author: str = ""
    address: str = ""
    published: str = ""
    body: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


# The dialects -------------------------------------------------------------------------------------------------

# wechat-article-exporter: 原创 stands on every article of its Markdown, so it proves nothing.
_EXPORTED = re.compile(rf"^> 原文地址: \[[^\n]*\]\(({_PLATFORM}[^\s)]+)\)\s*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S[^\n]*)\n={3,}[ \t]*$", re.MULTILINE)
_META = re.compile(r"(?:原创\s+)?(.*?)\s*(\d{4}-\d{2}-\d{2} \d{2}:\d{2})\s*(\S*)")
_LONGEST_META = 300
_BAR = re.compile(r"^(?=[^\n]*\(data:image/svg\+xml)[^\n]*(?:推荐|留言)\s*\Z", re.MULTILINE)


def _exported(text: str) -> Told | None:
    match = _EXPORTED.search(text)
    if match is None:
        return None
    before = text[: match.start()]
    titles = list(_UNDERLINED.finditer(before))
    lines = [line.strip() for line in before[titles[-1].end() if titles else 0 :].split("\n") if line.strip()]
    meta = _META.fullmatch(lines[-1][-_LONGEST_META:]) if lines else None
    who = meta[1].rsplit(None, 1) if meta else []
    return Told(
        title=_unescaped(titles[-1][1]) if titles else "",
        name=_unescaped(who[-1]) if who else "",
        author=_unescaped(who[0]) if len(who) > 1 else "",
        address=match[1],
        published=meta[2] if meta else "",
        body=_without_bar(text[match.end() :], who[-1] if who else ""),
    )


def _without_bar(body: str, name: str) -> str:
    """*body* without the bar at the page's foot: the account's picture and name, then buttons as drawings."""
    cut = _BAR.sub("", body)
    if cut == body or not name:
        return cut
    return re.sub(rf"!\[[^\]\n]*\]\([^()\s]*\)\s*{re.escape(name)}\s*\Z", "", cut)


# wechatDownload: html2text of the whole page; the heading has two blanks, lines are wrapped at 78 columns.
_HEADING = re.compile(r"^#  (\S[^\n]*)$", re.MULTILINE)
_SCRIPT_LINK = re.compile(r"\[([^\[\]\n]{0,200})\]\(javascript:(?:\\.|[^()\\\n]|\([^()\\\n]*\)){0,200}\)")
_NOISE = re.compile(r"(?:原创\b|微信号\s|功能介绍\s|[_*,\s]+$|.*\(javascript:)")
_POPUP = re.compile(r"\s*\[ 知道了 \]\(javascript:;\)")
# A picture or text post: the account's picture and name above the heading, if there is one, and no byline.
_CARD = re.compile(r"\s{0,20}!\[\]\(https?://mmbiz\.qpic\.cn/[^()\s]*\)\s{1,20}(\S[^\n]{0,80})\n\s*")
_COVER = re.compile(r"\s*!\[(?:cover_image)?\]\(https?://mmbiz\.qpic\.cn/")
_ANY_HEADING = re.compile(r"^#", re.MULTILINE)
_ESCAPED = re.compile(r"\\x([0-9a-f]{2})")  # what a script of the page holds, and the tool did not read
_END = re.compile(r"^[ \t]*(?:预览时标签不可点|精选留言)[ \t]*$", re.MULTILINE)


def _downloaded(text: str) -> Told | None:
    if "mmbiz.qpic.cn" not in text and not _SCRIPT_LINK.search(text):
        return None
    match = _HEADING.search(text)
    if match is None:
        return None
    lines = text[match.end() :].split("\n")
    card = _CARD.fullmatch(text[: match.start()])
    who = card[1].strip() if card else ""
    while lines and (not lines[0].strip() or _NOISE.match(lines[0].strip())):
        link = _SCRIPT_LINK.search(lines.pop(0))
        who = who or (link[1].strip() if link else "")
    body = _unwrapped(_SCRIPT_LINK.sub(r"\1", _without_foot(_END.split("\n".join(lines), 1)[0])))
    return Told(
        title=_unescaped(match[1].strip()),
        name=_unescaped(who),
        body=_ESCAPED.sub(_unscripted, body.replace("\\x0a\\x0a", "\n\n")) if card else body,
    )


def _without_foot(body: str) -> str:
    """*body* without the page's bar, of which the tool wrote the marks, lines of asterisks and the word 收藏."""
    lines = body.rstrip().split("\n")
    if lines[-1].strip() != "收藏" or not any(line.strip() == "****" for line in lines[-6:-1]):
        return body
    lines.pop()
    while lines and not lines[-1].strip(" \t,，*"):
        lines.pop()
    return "\n".join(lines)


def _unscripted(match: re.Match[str]) -> str:
    return "  \n" if match[1] == "0a" else f"&#{int(match[1], 16)};"


def _is_untitled(text: str) -> bool:
    """Whether *text* is the tool's page of a post that shows no heading: pictures or a share."""
    return bool(_COVER.match(text)) and not _ANY_HEADING.search(text)


def _unwrapped(text: str) -> str:
    """*text* without the line breaks that html2text put in at 78 columns: it never breaks inside code or a list mark."""
    found: list[str] = []
    for line in text.split("\n"):
        joins = (
            bool(found and found[-1].strip() and line.strip())
            and not found[-1].endswith("  ")
            and not re.match(r"\s{4}|\s*(?:[*+-]|\d+\\?\.|#+|>|!\[|\||`)\s?", line)
            and not re.match(r"\s{4}|\s*(?:#+ |\|)", found[-1])
        )
        if joins:
            former = found.pop()
            in_address = "://" in former.rsplit(None, 1)[-1]
            blank = " " if former[-1:].isascii() and line[:1].isascii() and not in_address else ""
            line = f"{former}{blank}{line.lstrip()}"
        found.append(line)
    return "\n".join(found)


# ar-wechat-archive and its likes: a heading and a quotation of facts.
_QUOTED = re.compile(r"\s*#[ \t]([^\n]+)\n\s*((?:> ?[^\n]*(?:\n|$))+)")
_FACT = re.compile(r"^> ?(公众号|作者|发布时间|原文链接|链接)[:：]([^\n]*)$", re.MULTILINE)


def _quoted(text: str) -> Told | None:
    match = _QUOTED.match(text)
    facts = {name: said.strip(" \t") for name, said in _FACT.findall(match[2])} if match else {}
    if match is None or "公众号" not in facts:
        return None
    return Told(
        title=_unescaped(match[1].strip()),
        name=facts["公众号"],
        author=facts.get("作者", ""),
        address=facts.get("原文链接") or facts.get("链接", ""),
        published=facts.get("发布时间", ""),
        body=re.sub(r"\A\s*---[ \t]*\n", "", text[match.end() :]),
    )


# wechat-article-for-ai: front matter whose author is the account.
_FRONT = re.compile(r"\s*---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
_LINE = re.compile(r"^(title|author|date|source)[ \t]*:(.*)$", re.MULTILINE)
_REFERENCES = re.compile(r"^## Media References[ \t]*$", re.MULTILINE)


def _fronted(text: str) -> Told | None:
    match = _FRONT.match(text)
    facts = {name: said.strip(" \t").strip("\"'") for name, said in _LINE.findall(match[1])} if match else {}
    if match is None or not re.match(_PLATFORM, facts.get("source", "")):
        return None
    body = re.sub(r"\A\s*#[ \t]+[^\n]*\n", "", text[match.end() :])
    return Told(
        title=facts.get("title", "").replace('\\"', '"'),
        name=facts.get("author", ""),
        address=facts["source"],
        published=facts.get("date", ""),
        body=_REFERENCES.sub("", body),
    )


_DIALECTS: tuple[Callable[[str], Told | None], ...] = (_exported, _quoted, _fronted, _downloaded)


def _unescaped(text: str) -> str:
    return " ".join(entities.unescape(re.sub(r"\\([\\`*_{}\[\]()#+.!>|~-])", r"\1", text)).split())


# The source -----------------------------------------------------------------------------------------------------


class WeChatMarkdown:
    """The source of Markdown that tools made of articles."""

    name = "wechat-markdown"
    label = "微信文章 Markdown"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* has the lines of one of the tools."""
        if path.suffix.lower() not in _SUFFIXES:
            return False
        text = head_text(head).replace("\r\n", "\n")
        if _POPUP.match(text) or _is_untitled(text):
            return True
        return any(dialect(text) for dialect in _DIALECTS)

    def read(self, path: Path) -> Iterator[Record]:
        """The one article of *path*. Raises MalformedExport or OSError."""
        with opened(path) as stream:
            text = stream.read(_LONGEST + 1).removeprefix("\ufeff").replace("\r\n", "\n")
        if len(text) > _LONGEST:
            raise MalformedExport("文件过长，不像一篇文章的 Markdown，请核对导出工具。")
        told = next((found for dialect in _DIALECTS if (found := dialect(text))), None)
        if told is None:
            yield Skipped(
                "", "图片帖、分享帖的 Markdown 只剩作者名和图片，没有标题；请导入同一篇的网页（html）"
            )
            return
        yield from article_of(path, told, _body(path, told))


def _body(path: Path, told: Told) -> Body:
    return html.to_markdown(render.unsanitised(told.body), reading(path))


def article_of(path: Path, told: Told, body: Body) -> Iterator[Record]:
    """The article that the file *path* tells of, with what the page or list beside it knows more of it."""
    shown = Body(words.trimmed(body.markdown, told.title), body.pictures)
    article = Article(
        position="",
        name=told.name,
        address=told.address,
        title=told.title,
        body=replace(
            shown, pictures=tuple(one for one in body.pictures if f"(media:{one.key})" in shown.markdown)
        ),
        witnesses=_witnesses(path, told),
        author=told.author,
    )
    problem = ""
    if not addresses.canonical(told.address):
        article, problem = _paired(path, article)
    made = record(article)
    if isinstance(made, Listed):
        yield Problem("", "文件里没有正文，请核对导出工具，或改存原网页")
        return
    yield made
    if problem and isinstance(made, Post):
        yield Skipped("清单", problem)


def _witnesses(path: Path, told: Told) -> tuple[Witness, ...]:
    said = (
        (dates.parse(told.published, None), "visible", told.published),
        (file_date(path.name, told.title), "file name", path.name),
    )
    return tuple(Witness(when, kind, shown) for when, kind, shown in said if when)


def _paired(path: Path, article: Article) -> tuple[Article, str]:
    """*article* with the ids and times that its page of the same name, else a list beside it, shows."""
    if (page := _page_beside(path)) is not None:
        article = replace(
            article,
            name=page.account.name or article.name,
            biz=page.identity[0],
            number="_".join(page.identity[1:]) if page.identity[1] else "",
            address=page.address,
            title=page.title or article.title,
            witnesses=page.witnesses or article.witnesses,
        )
    when = article.witnesses[0].when if article.witnesses else None
    found = pairs.find(path, Sought(article.title, article.name, when))
    if found.row is None:
        return article, "" if article.address else found.problem
    return pairs.joined(article, found.row), ""


def _page_beside(path: Path) -> Fields | None:
    return next(filter(None, (Fields.beside(path.with_suffix(suffix)) for suffix in (".html", ".htm"))), None)
