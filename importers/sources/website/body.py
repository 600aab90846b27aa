"""Where a page's article stands, and what in it is the page's own furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from importers.normalize import dom, html
from importers.normalize.html import Element
from importers.sources.website.markup import Markup

# Containers of the systems met, the inner ones first (facts: 开普, gov.cn, TRS, 大汉, 上海, gkmlpt, WordPress).
CONTAINERS = (
    ".guiji-body", "ucapcontent", "#UCAP-CONTENT", ".TRS_Editor", ".trs_editor_view", ".TRS_UEDITOR",
    ".trs_paper_default", "#zoomcon", "#zoom", "#ivs_content", ".Article_content", ".pages_content",
    ".article-content", "#articleContent", "#article-content", ".article_content", "#js-article-content",
    ".xxgk-content", ".detail-content", ".news_content", ".entry-content", "#vsb_content", ".v_news_content",
    ".wp_articlecontent", "#content_text", ".con_text", ".content-text", "article",
)  # fmt: skip
_FURNITURE_NAMES = re.compile(
    r"\b(?:share|bdsharebuttonbox|bshare|jiathis|print|qrcode|ewm|erweima|xglj|related|foot(?:er)?|page-?nav|crumb)\b",
    re.IGNORECASE,
)
_FURNITURE_LINE = re.compile(
    r"(?:扫一扫在手机打开当前页|【?\s*(?:打印本页|打印|关闭窗口|关闭本页|关闭|返回顶部|纠错|我要纠错|收藏)\s*】?|分享到?[:：]?|[-\s>|]+)+"
)
_BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "center", "section", "table")
_FEW = 8  # elements of a line of buttons
_ENOUGH = 60  # characters of text before a block of paragraphs passes for an article
_SPACES = re.compile(r"[\s\u00a0\u3000]+")


def container(markup: Markup, chosen: Iterable[str]) -> Element | None:
    """The element that holds the article: by the site's own *chosen* selectors, else by the known containers.

    Of several the one with most text, of one in the other the outer; None when the page has none of them.
    """
    for selector in (*chosen, *CONTAINERS):
        found = [one for one in markup.select(selector) if not _is_empty(one)]
        outer = [one for one in found if not any(above in found for above in one.iterancestors())]
        if outer:
            return max(outer, key=lambda one: len(html.text_of(one)))
    return None


def densest(markup: Markup) -> Element | None:
    """The innermost element with most text in paragraphs of its own, None when that is too little for an article."""
    best, most = None, _ENOUGH
    for element in markup.root.iter("div", "td", "section", "article", "main", "body"):
        own = sum(len(html.text_of(one)) - 2 * _link_length(one) for one in element if one.tag == "p")
        if own > most:
            best, most = element, own
    return best


def is_list(element: Element) -> bool:
    """Whether what *element* shows is mostly links: a column's list, not an article."""
    text = len(html.text_of(element))
    links = sum(1 for _ in element.iter("a"))
    return links >= 5 and _link_length(element) > 0.6 * text


def without_furniture(element: Element, repeated: Iterable[str]) -> Element:
    """*element* without share bars and print lines, and without what it *repeated* at its top (title, number).

    Signature, date and （此件公开发布） stay. The element itself is changed.
    """
    for one in list(element.iter()):
        if isinstance(one.tag, str) and one is not element and _is_furniture(one):
            dom.drop(one)
    _drop_repeated(element, [plain for text in repeated if (plain := _plain(text))])
    return element


def _is_furniture(element: Element) -> bool:
    names = f"{element.get('id') or ''} {element.get('class') or ''}"
    if names.strip() and _FURNITURE_NAMES.search(names) and len(html.text_of(element)) < 80:
        return next(element.iter("table", "img"), None) is None or bool(
            re.search("share|qr|ewm", names, re.I)
        )
    if element.tag not in ("p", "div", "a", "td") or len(list(islice(element.iter(), _FEW + 1))) > _FEW:
        return False
    if next(element.iter("img"), None) is not None:
        return False
    text = html.text_of(element)
    return 0 < len(text) < 60 and any(map(str.isalpha, text)) and _FURNITURE_LINE.fullmatch(text) is not None


def _drop_repeated(element: Element, repeated: list[str]) -> None:
    """Drop leading blocks that together say one of *repeated*; a title may be split over several."""
    while repeated:
        taken: list[Element] = []
        said = ""
        whole = ""
        for block in _leading(element):
            text = _plain(html.text_of(block))
            if not text and not taken:
                continue
            said += text
            taken.append(block)
            whole = next((one for one in repeated if one == said), "")
            if whole or not any(one.startswith(said) for one in repeated):
                break
        if not whole:
            return
        repeated.remove(whole)
        for block in taken:
            dom.drop(block)


def _leading(element: Element) -> Iterator[Element]:
    """The first few blocks of *element* that hold no other block."""
    count = 0
    for one in element.iter(*_BLOCKS):
        if one is element or next(one.iterdescendants(*_BLOCKS), None) is not None:
            continue
        if next(one.iter("img"), None) is not None or count > 12:
            return
        count += 1
        yield one


def _link_length(element: Element) -> int:
    return sum(len(html.text_of(one)) for one in element.iter("a"))


def _is_empty(element: Element) -> bool:
    return (not html.text_of(element) and next(element.iter("img"), None) is None) or dom.is_unseen(element)


def _plain(text: str) -> str:
    return _SPACES.sub("", text)
