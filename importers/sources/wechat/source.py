"""The source: which files are pages of WeChat, and the one record each of them holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from importers.model import AccountKey, Lost, MalformedExport, Post, Problem, Record, Skipped
from importers.normalize import text, titles
from importers.sources.wechat import addresses, archive, article, bodies, page, pairs, pictures, prompts
from importers.sources.wechat.article import Article
from importers.sources.wechat.bodies import Content
from importers.sources.wechat.fields import PICTURES, Fields
from importers.sources.wechat.page import Page
from importers.sources.wechat.pairs import Sought
from importers.sources.wechat.pictures import Pictures
from notices.render import to_html, to_text
from notices.values import is_day

_OTHER_FORMATS = frozenset((
    ".md", ".markdown", ".txt", ".csv", ".json", ".xml", ".js", ".css", ".eml",
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".mp4",  # an error page under such a name is no post
))  # fmt: skip
_LOADS = ("/mmbizwap/", "/mmbizappmsg/")  # folders of the platform's own style sheets and scripts
_FRAME = re.compile(
    r"""\bid=["']?(?:js_article|js_image_content)\b|\bclass=["'][^"']*\bwx_wap_page\b|\bclass=["']mesg-block["']
    |\bid=["']?(?:js_verify|verify_container)\b|<center>nginx|content=["']微信公众平台["']""",
    re.VERBOSE,
)
_BODY = re.compile(r"""\bid=["']?js_content\b""")
_BESIDE = re.compile(r"""\bid=["']?(?:activity-name|js_name|post-user)\b|rich_media""")
_NO_BODY = "导出文件里没有正文（图片帖、文字帖的正文由脚本生成，导出工具没有保存），请改存原网页"
_TORN = "网页不完整，文件在末尾之前断了（没有 </html>），请重新保存，以免缺少正文。"
_TITLE_MOST = 40  # characters of a title cut out of a text


class WeChat:
    """Saved pages: raw ones, browsers' with their `_files`, exporters' with `assets`, MHTML archives."""

    name = "wechat"
    label = "微信公众号网页"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *head* begins a page of the platform, an article's or a notice's; by structure only."""
        if path.suffix.lower() in _OTHER_FORMATS:
            return False
        if archive.is_archive(head):
            return True
        start = text.head_text(head).lstrip()
        if not start.startswith("<") or start[:5].lower().startswith(("<?xml", "<rss", "<feed")):
            return False
        if any(folder in start for folder in _LOADS):
            return True
        markup = page.split(start).markup
        return bool(_FRAME.search(markup) or (_BODY.search(markup) and _BESIDE.search(markup)))

    def read(self, path: Path) -> Iterator[Record]:
        """The one record of the page. Raises MalformedExport or OSError."""
        saved = page.read(path)
        if not prompts.is_article(saved):
            yield prompts.classify(saved)
        elif saved.is_torn:
            yield Problem("", _TORN)
        else:
            yield from _paired(path, _post(Fields(saved, path), Fields(_origin(path) or saved, path)))


SOURCE = WeChat()


def _origin(path: Path) -> Page | None:
    """The raw page that Access_wechat_article keeps beside its `index.html`: it has the ids, times and scripts."""
    beside = path.parent / "origin" / "main.html"
    if path.name != "index.html" or not beside.is_file():
        return None
    try:
        origin = page.read(beside)
    except MalformedExport:
        return None
    return origin if prompts.is_article(origin) else None


def _post(shown: Fields, fields: Fields) -> Post | Lost:
    """The post that *fields* tell of, with the body of *shown* if that has its pictures at hand."""
    found = Pictures(shown.path, shown.page.parts)
    content = bodies.content_of(shown, found)
    if shown.page is not fields.page and not found.used:
        content = bodies.content_of(fields, found)
    address = fields.address
    title = _title(fields, content)
    ids = _ids(fields)
    if not content.body.markdown:
        return Lost(
            position="",
            reason=_NO_BODY,
            account=fields.account,
            source_id=ids[0],
            also=ids,
            title=title,
            source_url=address,
            witnesses=fields.witnesses,
        )
    beside = [file for file in pictures.companions(fields.path) if file not in found.used]
    return Post(
        position="",
        account=fields.account,
        source_id=ids[0],
        also=ids,
        title=title,
        body=content.body.markdown,
        witnesses=fields.witnesses,
        source_url=address,
        author=fields.byline,
        summary=_summary(fields),
        tags=fields.tags,
        kind="转载" if content.original else "",
        source=content.original,
        captured=fields.captured,
        pictures=content.body.pictures,
        companions=tuple(beside),
    )


def _paired(path: Path, found: Post | Lost) -> Iterator[Record]:
    """*found* with the ids and the moment that a list beside it restores; and, where none could, why."""
    lacks_moment = all(is_day(one.when) for one in found.witnesses)
    if (found.source_url and not lacks_moment) or not found.title or found.account is None:
        yield found
        return
    when = found.witnesses[0].when if found.witnesses else None
    pairing = pairs.find(path, Sought(found.title, found.account.name, when))
    row = pairing.row
    if row is not None:
        yield _completed(found, found.account, row)
    else:
        yield found
    if pairing.problem and not found.source_url:
        yield Skipped("清单", pairing.problem)


def _completed(found: Post | Lost, account: AccountKey, row: Article) -> Post | Lost:
    ids = tuple(dict.fromkeys((*found.also[:-1], *row.ids[:-1], found.also[-1])))
    return replace(
        found,
        account=replace(account, ids=account.ids or row.account.ids),
        source_id=ids[0],
        also=ids,
        source_url=found.source_url or addresses.canonical(row.address),
        witnesses=(*row.witnesses, *found.witnesses),
    )


def _summary(fields: Fields) -> str:
    """The digest; of a share or a picture or text post it is the post's own text over again."""
    is_own_text = (
        "js_share_content" in fields.page.elements or fields.is_text_post or fields.show_type == PICTURES
    )
    return "" if is_own_text else fields.summary


def _ids(fields: Fields) -> tuple[str, ...]:
    """Every id of the article, best first; that by account, title and minute last."""
    biz, mid, idx = fields.identity
    known = article.identifiers(biz, f"{mid}_{idx}" if mid else "", fields.address)
    when = fields.witnesses[0].when if fields.witnesses else None
    return (*known, article.by_words(fields.account.name, fields.title, when))


def _title(fields: Fields, content: Content) -> str:
    """The page's title; where a text post has none of its own, its first sentence."""
    if fields.has_own_title:
        return fields.title
    text = to_text(to_html(content.body.markdown))
    if fields.title and not _folded(text).startswith(_folded(fields.title).rstrip(".…")):
        return fields.title
    return titles.first_sentence(text, _TITLE_MOST) or "无标题"


def _folded(text: str) -> str:
    return "".join(text.split())
