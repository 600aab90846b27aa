"""The body of each kind of post: article, share, pictures, text, video, audio."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from importers.model import Picture
from importers.normalize import html, markdown
from importers.normalize.html import Body, Element, Reading
from importers.sources.wechat import addresses, elements, literals
from importers.sources.wechat.fields import PICTURES, TEXT, Fields
from importers.sources.wechat.pictures import Pictures

_BASE = "https://mp.weixin.qq.com/s"
_EMPTY = Body("", ())
_PICTURE_LIST = re.compile(r"picture_page_info_list\s*[:=]\s*(?=\[)")
_DESCRIPTION_BY_SCRIPT = re.compile(r"window\.desc ?= ?")


@dataclass(frozen=True, slots=True)
class Content:
    """A post's *body*; for a share or a reprint the *original* account it came from, and that it *is_shared*."""

    body: Body
    original: str = ""
    is_shared: bool = False


def content_of(fields: Fields, pictures: Pictures) -> Content:
    """The content of the post; its body is empty when the file holds none."""
    reading = Reading(pictures.shown, elements.note, pictures.background, _BASE)
    page = fields.page
    if fields.show_type == PICTURES or "js_image_content" in page.elements or "img_swiper" in page.elements:
        return Content(_pictures(fields, reading))
    if fields.show_type == TEXT or "js_text_desc" in page.elements:
        return Content(_text(fields, reading))
    if "js_share_content" in page.elements:
        return Content(_share(fields), page.text("js_share_author"), is_shared=True)
    element = page.elements.get("js_content")
    body = html.to_markdown(element, reading) if element is not None else _EMPTY
    if not body.markdown and fields.show_type:
        body = _media(fields, reading)
    original = _reprinted_from(page.root)
    return Content(_with_source_link(body, fields.source_link), original, bool(original))


def _with_source_link(body: Body, address: str) -> Body:
    if not body.markdown or not address:
        return body
    return replace(body, markdown=f"{body.markdown}\n\n{_linked('阅读原文', address)}")


def _linked(text: str, address: str) -> str:
    return html.to_markdown(f'<a href="{escape(address)}">{escape(text)}</a>', _PLAIN).markdown


def _nothing(_: Element) -> Picture | str | None:
    return None


_PLAIN = Reading(_nothing)


def _reprinted_from(root: Element) -> str:
    """The account under 以下文章来源于, empty for an article of the account's own."""
    found = (
        element for element in root.iter("strong") if element.get("class") == "original_primary_nickname"
    )
    return html.text_of(next(found, None))


def _share(fields: Fields) -> Body:
    """The account's own words, then the card of the article it shared; that article's text is not its own."""
    page = fields.page
    author = page.text("js_share_author") or "其他公众号"
    title = page.text("original_panel_title") or fields.title
    address = addresses.canonical(_share_address(page.root))
    comment = markdown.escape(fields.share_comment)
    card = _linked(title, address) if address else markdown.escape(title)
    parts = [comment or "〔分享语未随导出保存〕", f"> 分享自公众号“{markdown.escape(author)}”：{card}"]
    return Body("\n\n".join(parts), ())


def _share_address(root: Element) -> str:
    for element in root.iter("span", "a"):
        if element.get("data-url"):
            return element.get("data-url") or ""
        if element.get("class") == "weui-link" and element.get("href"):
            return element.get("href") or ""
    return ""


def _pictures(fields: Fields, reading: Reading) -> Body:
    """A picture post: its pictures in order, then its text. Watermarks and covers are nested deeper and left out."""
    listed = fields.data.get("picture_page_info_list") or _listed_by_script(fields)
    tags = (
        [_img(item.get("cdn_url")) for item in listed if isinstance(item, dict)]
        if isinstance(listed, list)
        else []
    )
    text = fields.data.get("content_noencode") or _description(fields)
    description = fields.page.elements.get("js_image_desc")
    if not tags and description is not None:
        return _exported_pictures(fields, description, reading)
    return html.to_markdown("".join(tags) + _lines(text), reading)


def _listed_by_script(fields: Fields) -> Any:
    for script in fields.page.scripts:
        if match := _PICTURE_LIST.search(script):
            try:
                return literals.structure_at(script, match.end())
            except ValueError:
                continue
    return []


def _description(fields: Fields) -> str:
    for script in fields.page.scripts:
        if match := _DESCRIPTION_BY_SCRIPT.search(script):
            return literals.shown(literals.value_at(script, match.end())[0] or "")
    return literals.shown(fields.page.metas.get("og:description", "")).replace("\\x0a", "\n")


def _exported_pictures(fields: Fields, description: Element, reading: Reading) -> Body:
    """A picture post as an export tool writes it: bare `img`s at the end of the body, then the text."""
    body = fields.page.root.find("body")
    images = body.findall("img") if body is not None else []
    frame = html.parse("<div></div>")
    holder = next(frame.iter("div"))
    for image in images:
        image.tail = None
        holder.append(image)
    holder.append(description)
    return html.to_markdown(holder, reading)


def _img(address: Any) -> str:
    return f'<img src="{escape(literals.shown(address))}">' if isinstance(address, str) and address else ""


def _lines(text: str) -> str:
    """HTML of a text whose newlines are line breaks (links in it are HTML already)."""
    return text.strip().replace("\r\n", "\n").replace("\n", "<br>")


def _text(fields: Fields, reading: Reading) -> Body:
    """A text post: the whole text, which no element of a raw page holds."""
    info = fields.data.get("text_page_info")
    text = info.get("content_noencode") if isinstance(info, dict) else None
    text = text or fields.data.get("content_noencode")
    pictures = info.get("picture_info") if isinstance(info, dict) else None
    tags = (
        [_img(item.get("cdn_url")) for item in pictures if isinstance(item, dict)]
        if isinstance(pictures, list)
        else []
    )
    if isinstance(text, str) and text.strip():
        return html.to_markdown(_lines(text) + "".join(tags), reading)
    element = fields.page.elements.get("js_text_desc")
    return html.to_markdown(element, reading) if element is not None else _EMPTY


def _media(fields: Fields, reading: Reading) -> Body:
    """A video or audio post: its text, then a line for what cannot be kept."""
    text = fields.data.get("content_noencode") or _description(fields)
    body = html.to_markdown(_lines(text if isinstance(text, str) else ""), reading)
    label = "视频" if fields.show_type == 5 else "音频"
    known = [fields.title, *(f"编号 {number}" for number in _numbers(fields.data))]
    line = markdown.escape(f"〔{label}：{'，'.join(part for part in known if part)}，未随导出保存〕")
    return replace(body, markdown="\n\n".join(part for part in (body.markdown, line) if part))


def _numbers(data: dict[str, Any]) -> list[str]:
    """The ids of the videos and sounds a page names."""
    found: list[str] = []
    for name, key in (("video_page_infos", "video_id"), ("voice_in_appmsg", "voice_id")):
        listed = data.get(name)
        found += (
            [str(entry[key]) for entry in listed if isinstance(entry, dict) and entry.get(key)]
            if isinstance(listed, list)
            else []
        )
    single = data.get("voiceid")
    return [*found, *([single] if isinstance(single, str) and single else [])]
