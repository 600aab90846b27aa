"""One page of a website as a record: a post, a lost one, or no article at all."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from importers.model import AccountKey, Lost, Picture, Post, Problem, Record, Skipped, Witness
from importers.normalize import html, urls
from importers.normalize.embedded import embedded
from importers.normalize.html import Element, Reading
from importers.sources.website import body, dating, labels
from importers.sources.website.files import Store
from importers.sources.website.markup import Markup
from importers.sources.website.site import Site

PLATFORM = "website"

_ERROR_TITLE = re.compile(
    r"^\W*(?:40[34]|50[023])\b|\b404\b.{0,20}(?:not found|错误|页面)|(?:页面|网页|内容)(?:不存在|未找到|没有找到|已删除|无法访问|走丢了)|not found$|出错了",
    re.IGNORECASE,
)
_SOFT_404 = re.compile(
    r"(?:您?(?:访问|查看|请求)的(?:页面|内容|网页|信息).{0,6}(?:不存在|已删除|已被删除|找不到|未找到)|404 not found|页面不存在)",
    re.I,
)
_TEMPLATE = re.compile(
    r"<%@\s*page|<c:(?:forEach|if|out)\b|\$\{[\w.]+\}|<!--#(?:include|exec)|\{\{\s*[\w.]+\s*\}\}|<trs_", re.I
)
_FILE = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|wps|et|dps|pdf|ofd|rar|zip|7z|txt|csv|mp3|mp4|ceb)$", re.IGNORECASE
)
_SITE_SUFFIX = re.compile(r"\s*(?:[-_|–—]|\s{2,})\s*[^-_|–—]*$")
_ICONS = re.compile(r"(?:icon|logo|/fileTypeImages/|spacer|blank)\b.*\.(?:gif|png)$", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "p", "div", "span", "td", "strong")
# A page of these says whose it is only to the tools that know the platform; by its host it would be one website's.
_PLATFORMS = {
    **dict.fromkeys(("weibo.com", "weibo.cn"), "微博"),
    "mp.weixin.qq.com": "微信公众号",
    "toutiao.com": "今日头条",
    "douyin.com": "抖音",
    "kuaishou.com": "快手",
    "xiaohongshu.com": "小红书",
    "bilibili.com": "哔哩哔哩",
}
_NOWHERE = ("data:", "chrome-extension:", "about:", "javascript:")
_PLACEHOLDER = 2048  # bytes that a page's stand-in for a picture not yet loaded has at most
_SHORT = 400  # characters that a soft 404 page shows at most


@dataclass(frozen=True, slots=True)
class Saved:
    """A page as an export holds it: its *text*, *address* where the export tells it, and where its files are.

    *holder* is the name of the folder or file that holds it, by which a website is known that nothing else names.
    """

    text: str
    site: Site
    store: Store
    address: str = ""
    captured: datetime | None = None
    position: str = ""
    holder: str = ""


def record(saved: Saved) -> Record:
    """What the page *saved* is. Raises MalformedExport when it is nested too deep to be read in full."""
    markup = Markup(saved.text)
    if refused := _refused(markup, saved):
        return refused
    metas = markup.metas
    chosen = body.container(markup, saved.site.body)
    if chosen is None and not _is_tagged(metas):
        return _untagged(markup, saved)
    article = chosen if chosen is not None else body.densest(markup)
    if article is None:
        return Problem(saved.position, "找到了文章的标签，没有找到正文；请在 site.toml 的 body 写明正文所在")
    if chosen is None and body.is_list(article):
        return Skipped(saved.position, "是栏目列表页，不是文章")
    return _post(_Page(markup, saved, article))


def address_of(markup: Markup, given: str) -> str:
    """The page's address: as the export tells it, else as the page says, with its case kept."""
    mirrored = markup.mirrored[0]
    base = given or markup.saved_from or (f"http://{mirrored}" if mirrored else "")
    if base.startswith(("http://", "https://")):
        return base
    stated = markup.metas.get("url") or markup.metas.get("og:url") or ""
    domain = markup.metas.get("sitedomain", "").split(",")[0].split(";")[0].strip()
    full = urls.join(f"http://{domain}/", stated) if domain and stated.startswith("/") else stated
    return full if full.startswith(("http://", "https://")) else ""


def _refused(markup: Markup, saved: Saved) -> Record | None:
    """Why the page is no article whatever it shows, None when it may be one."""
    if markup.saved_from.startswith(("chrome-extension:", "moz-extension:", "about:")):
        return Skipped(saved.position, "是浏览器扩展插入的框架，不是网站的页面")
    platform = _platform_of(urls.host_of(address_of(markup, saved.address)))
    if platform and saved.site.folder is None:
        reason = f"是{platform}的网页，不是网站的页面；请用能读的工具导出这个账号（见 docs/sources.md）"
        return Skipped(saved.position, reason)
    if _TEMPLATE.search(saved.text) and not markup.metas.get("articletitle"):
        return Skipped(saved.position, "是网站模板，不是成品页面")
    title = markup.metas.get("articletitle") or markup.document_title
    if not _ERROR_TITLE.search(title) and not _SOFT_404.search(saved.text):
        return None
    shown = html.text_of(markup.root)
    if len(shown) < _SHORT and (_ERROR_TITLE.search(title) or _SOFT_404.search(shown)):
        return _error_page(markup, saved)
    return None


def _platform_of(host: str) -> str:
    """The platform on whose *host* many accounts publish, empty for a website's own."""
    return next((name for known, name in _PLATFORMS.items() if f".{host}".endswith(f".{known}")), "")


def _error_page(markup: Markup, saved: Saved) -> Record:
    """A saved error page: of a page whose address is known that page is lost, else nothing is known to be."""
    address = address_of(markup, saved.address)
    if not address:
        return Skipped(saved.position, "保存下来的是网站的错误页（页面不存在），也没有原网址")
    host = urls.host_of(address)
    return Lost(
        position=saved.position,
        reason="保存下来的是网站的错误页（页面不存在），没有原文",
        account=AccountKey(PLATFORM, (host,), saved.site.name or markup.metas.get("sitename", "")),
        source_id=_id_of(address, saved.site),
        source_url=address,
    )


def _id_of(address: str, site: Site) -> str:
    """*address* without scheme and fragment, its case and query kept; of an alias that of the site's own host."""
    parts = urls.split(address)
    host = (parts.hostname or "").lower()
    host = site.host if host in site.aliases else host
    return f"{host}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")


def _is_tagged(metas: dict[str, str]) -> bool:
    return bool(metas.get("articletitle") or metas.get("pubdate"))


def _untagged(markup: Markup, saved: Saved) -> Record:
    """A page without tags and known container: an article when it shows a catalogue or a dated block of text."""
    dense = body.densest(markup)
    if dense is None or body.is_list(dense):
        return Skipped(
            saved.position, "没有文章正文，是首页、栏目页或框架页；如是文章，请在 site.toml 写明正文所在"
        )
    page = _Page(markup, saved, dense)
    if not page.witnesses and not page.official.index_number:
        return Skipped(
            saved.position, "看不出是文章（没有文章标签、正文标记和日期）；请在 site.toml 写明正文所在"
        )
    return _post(page)


class _Page:
    """What an article's page says."""

    def __init__(self, markup: Markup, saved: Saved, article: Element) -> None:
        self.markup = markup
        self.saved = saved
        self.article = article
        self.metas = markup.metas
        self.labels = {**_commented(markup), **labels.read(markup.root, article)}
        self.address = address_of(markup, saved.address)
        self.official = labels.official(self.labels)
        self.witnesses = self._witnesses()
        self.title = self._title()

    def _witnesses(self) -> tuple[Witness, ...]:
        found = dating.until(
            self.saved.site.closed_on, dating.witnesses(self.metas, self._visible(), self.address)
        )
        created = dating.corroborated(self.labels.get("created", ""), self.address)
        return found if found or created is None else (created,)

    def _visible(self) -> dict[str, str]:
        found: dict[str, str] = {}
        chosen = [
            one for selector in (*self.saved.site.date, "publishtime") for one in self.markup.select(selector)
        ]
        for element in chosen[:1]:
            found["visible"] = html.text_of(element)
        if published := self.labels.get("published"):
            found.setdefault("table" if self.official.index_number else "visible", published)
        return found

    def _title(self) -> str:
        chosen = (
            html.text_of(one)
            for selector in (*self.saved.site.title, ".guiji-title", "ucaptitle")
            for one in self.markup.select(selector)
        )
        stated = (
            self.metas.get("articletitle") or next(filter(None, chosen), "") or self.labels.get("title", "")
        )
        if stated:
            return stated
        title = self.markup.document_title
        headings = (html.text_of(one) for one in self.markup.root.iter(*_HEADINGS) if len(one) < 4)
        shown = max(
            (text for text in headings if 5 < len(text) <= len(title) and text in title), key=len, default=""
        )
        return shown or _SITE_SUFFIX.sub("", title) or title

    @property
    def account(self) -> AccountKey:
        site = self.saved.site
        if site.account:
            return AccountKey(site.platform, (site.account,), site.name)
        host = site.host or urls.host_of(self.address)
        if not host:
            host = re.split(r"[,;，；\s]", self.metas.get("sitedomain", ""))[0].strip().lower()
        name = site.name or self.metas.get("sitename", "") or ("" if host else self.saved.holder)
        return AccountKey(PLATFORM, (host,) if host else (), name)

    @property
    def source_id(self) -> str:
        """By the address; without one a hash of what the page states."""
        if self.address:
            return _id_of(self.address, self.saved.site)
        stated = (
            self.metas.get("sitename", ""),
            self.labels.get("index_number", ""),
            self.title,
            self.metas.get("pubdate", ""),
        )
        raw = stated if any(stated[1:]) else (html.text_of(self.article),)
        return hashlib.sha256("\0".join(raw).encode()).hexdigest()[:32]


def _commented(markup: Markup) -> dict[str, str]:
    text = markup.commented_labels
    return labels.read(html.parse(f"<div>{text}</div>"), None) if text else {}


def _post(page: _Page) -> Post:
    saved = page.saved
    keeper = Keeper(saved.store, page.address)
    body.without_furniture(page.article, (page.title, page.official.document_number))
    reading = Reading(picture=keeper.picture, base=page.address, attachment=keeper.attachment)
    made = html.to_markdown(page.article, reading)
    column = page.metas.get("columnname", "")
    return Post(
        position=saved.position,
        account=page.account,
        source_id=page.source_id,
        title=page.title,
        body="\n\n".join(filter(None, [made.markdown, keeper.beside(page)])),
        witnesses=page.witnesses,
        source_url=page.address,
        author=page.metas.get("author", ""),
        tags=(column,) if column and not re.search(r"[,，、;；]", column) else (),
        source=page.metas.get("contentsource") or page.labels.get("source", ""),
        captured=saved.captured,
        pictures=(*made.pictures, *keeper.files.values()),
        official=page.official,
    )


class Keeper:
    """Pictures and attachments of a page, found in its store."""

    def __init__(self, store: Store, base: str) -> None:
        self.files: dict[str, Picture] = {}
        self._store = store
        self._base = base

    def picture(self, element: Element) -> Picture | str | None:
        """What an `img` shows."""
        alt = (element.get("alt") or "").strip()
        named = ((element.get(name) or "").strip() for name in ("src", "data-src", "data-original", "oldsrc"))
        sources = [one for one in named if one and not one.startswith(_NOWHERE)]
        content = embedded(element.get("src") or "")
        if content and (not sources or len(content) > _PLACEHOLDER):
            return Picture(key="", url=self._full(sources[0]) if sources else "", alt=alt, content=content)
        if not sources or _ICONS.search(sources[0]):
            return alt or None
        for source in sources:
            if found := self._store.find(source) or self._store.find(self._full(source)):
                return Picture(
                    key="", url=self._full(source), alt=alt, path=found.path, content=found.content
                )
        return Picture(key="", url=self._full(sources[0]), alt=alt)

    def attachment(self, element: Element) -> str:
        """The key of the file that an `a` leads to; empty when it leads to a page."""
        address = (element.get("href") or "").strip()
        path = address.partition("#")[0].partition("?")[0]
        if not address or (not _FILE.search(path) and not _FILE.search(element.get("download") or "")):
            return ""
        found = self._store.find(address) or self._store.find(self._full(address))
        key = f"file-{hashlib.sha256(address.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        content = (found.path, found.content) if found else (None, None)
        self.files.setdefault(key, Picture(key, self._full(address), "", *content))
        return key

    def beside(self, page: _Page) -> str:
        """Attachments that the page lists outside of its article (相关附件), as a list of links."""
        lines: list[str] = []
        inside = set(page.article.iter())
        for element in page.markup.root.iter("a"):
            if element in inside or not _is_listed(element):
                continue
            known = len(self.files)
            key = self.attachment(element)
            name = html.text_of(element)
            if key and len(self.files) > known and name:
                lines.append(f"- [{_escaped(name)}](media:{key})")
        return "\n".join(lines)

    def _full(self, address: str) -> str:
        return urls.join(self._base, address) if self._base else address


def _is_listed(element: Element) -> bool:
    """Whether a link stands in a page's list of attachments."""
    names = " ".join(
        f"{one.get('class') or ''} {one.get('id') or ''}"
        for one in [element, *list(element.iterancestors())[:4]]
    )
    return (
        re.search(
            r"\b(?:fj|fujian|attach\w*|annex|accessory|download|appendix)\b|fj-|xgfj", names, re.IGNORECASE
        )
        is not None
    )


def _escaped(name: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", name)
