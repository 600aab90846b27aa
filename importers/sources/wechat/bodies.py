"""The body of each kind of post."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from importers.model import Picture
from importers.normalize import html, markdown
from importers.normalize.html import Body, Element, Reading
from importers.sources.wechat import addresses, elements, scripted
from importers.sources.wechat.fields import PICTURES, Fields
from importers.sources.wechat.pictures import Pictures

_BASE = "https://mp.weixin.qq.com/s"


@dataclass(frozen=True, slots=True)
class Content:
    """A post's *body*, and the *original* account if it is another's article, shared or reprinted."""

    body: Body
    original: str = ""


def content_of(fields: Fields, pictures: Pictures) -> Content:
    """The content of the post; its body is empty when the file holds none.

    The kind is told by what the page has, not by its date: one article saved in 2019 and in 2025 reads alike.
    """
    reading = Reading(pictures.shown, elements.note, pictures.background, _BASE)
    found = fields.page.elements
    if fields.show_type == PICTURES or "js_image_content" in found or "img_swiper" in found:
        return Content(scripted.pictures(fields, reading))
    if fields.is_text_post:
        return Content(scripted.text(fields, reading))
    if "js_share_content" in found:
        return Content(_share(fields), fields.page.text("js_share_author") or "其他公众号")
    body = html.to_markdown(found["js_content"], reading) if "js_content" in found else Body("", ())
    if not body.markdown and fields.show_type:
        body = scripted.media(fields, reading)
    return Content(_with_source_link(body, fields.source_link), _reprinted_from(fields.page.root))


def _with_source_link(body: Body, address: str) -> Body:
    if not body.markdown or not address:
        return body
    return replace(body, markdown=f"{body.markdown}\n\n{_linked('阅读原文', address)}")


def _linked(text: str, address: str) -> str:
    return html.to_markdown(f'<a href="{escape(address)}">{escape(text)}</a>', Reading(_no_picture)).markdown


def _no_picture(_: Element) -> Picture | str | None:
    return None


def _reprinted_from(root: Element) -> str:
    """The account under 以下文章来源于, empty for an article of the account's own."""
    found = (
        element for element in root.iter("strong") if element.get("class") == "original_primary_nickname"
    )
    return html.text_of(next(found, None))


def _share(fields: Fields) -> Body:
    """The account's own words, then the card of the article it shared; that article's text is not its own."""
    page = fields.page
    author = markdown.escape(page.text("js_share_author") or "其他公众号")
    title = page.text("original_panel_title") or fields.title
    address = addresses.canonical(_shared_address(page.root))
    card = _linked(title, address) if address else markdown.escape(title)
    comment = markdown.escape(fields.share_comment) or "〔分享语未随导出保存〕"
    return Body(f"{comment}\n\n> 分享自公众号“{author}”：{card}", ())


def _shared_address(root: Element) -> str:
    """Where 阅读全文 of the card leads: a `data-url` in raw pages, a link in exports."""
    for element in root.iter("span", "a"):
        address: str | None = element.get("data-url")
        if address is None and element.get("class") == "weui-link":
            address = element.get("href")
        if address:
            return address
    return ""
