"""Bodies that no element of a raw page holds: picture, text, video and audio posts, read from the page's data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape

from importers.normalize import html, markdown
from importers.normalize.html import Body, Element, Reading
from importers.normalize.inline import printable
from importers.sources.wechat import literals
from importers.sources.wechat.fields import Fields
from importers.sources.wechat.literals import Structure

_EMPTY = Body("", ())
_VIDEO = 5
_PICTURE_LIST = re.compile(r"picture_page_info_list\s*=\s*(?=\[)")
_DESCRIPTION = re.compile(r"window\.desc ?= ?")


def pictures(fields: Fields, reading: Reading) -> Body:
    """A picture post: its pictures in order, then its text.

    Of each entry only its own `cdn_url` counts: the nested ones are watermark and cover.
    """
    listed = _imgs(fields.entries("picture_page_info_list") or _listed_by_script(fields))
    text = _lines(_string(fields.data.get("content_noencode")) or _description(fields))
    shown = _swiped(fields.page.elements.get("img_swiper_content"))
    description = fields.page.elements.get("js_image_desc")
    if listed and len(listed) != len(shown):
        return html.to_markdown("".join(listed) + text, reading)
    if not shown and description is not None:
        shown = _bare_images(fields.page.root)
    return _joined(shown, description if description is not None and not text else text, reading)


def _joined(images: list[Element], text: Element | str, reading: Reading) -> Body:
    root = html.parse(f"<div>{text if isinstance(text, str) else ''}</div>")
    holder = next(root.iter("div"))
    for number, image in enumerate(images):
        image.tail = None
        holder.insert(number, image)
    if images and holder.text:
        images[-1].tail, holder.text = printable(holder.text), None
    if not isinstance(text, str):
        holder.append(text)
    return html.to_markdown(holder, reading)


def _swiped(element: Element | None) -> list[Element]:
    """The pictures a browser had drawn when it saved the page; copies that only make the strip go round left out."""
    found = [] if element is None else list(element.iter("img"))
    return [
        image
        for image in found
        if not any("duplicate" in (up.get("class") or "") for up in image.iterancestors())
    ]


def _bare_images(root: Element) -> list[Element]:
    """An export tool puts the pictures as bare `img`s at the end of the body."""
    body = root.find("body")
    return body.findall("img") if body is not None else []


def _listed_by_script(fields: Fields) -> list[dict[str, Structure]]:
    for script in fields.page.scripts:
        if match := _PICTURE_LIST.search(script):
            try:
                found = literals.structure_at(script, match.end())
            except ValueError:
                continue
            return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    return []


def _imgs(entries: Iterable[dict[str, Structure]]) -> list[str]:
    addresses = (_string(entry.get("cdn_url")) for entry in entries)
    return [f'<img src="{escape(literals.shown(address))}">' for address in addresses if address]


def _string(found: Structure) -> str:
    return found if isinstance(found, str) else ""


def _description(fields: Fields) -> str:
    for script in fields.page.scripts:
        if match := _DESCRIPTION.search(script):
            return literals.shown(literals.value_at(script, match.end())[0] or "")
    return literals.shown(fields.page.metas.get("og:description", "")).replace("\\x0a", "\n")


def _lines(text: str) -> str:
    """HTML of a text whose newlines are line breaks (links in it are HTML already)."""
    return text.strip().replace("\r\n", "\n").replace("\n", "<br>")


def text(fields: Fields, reading: Reading) -> Body:
    """A text post: the whole text, then the pictures put to it."""
    info = fields.data.get("text_page_info")
    said = _string(info.get("content_noencode")) if isinstance(info, dict) else ""
    said = said or _string(fields.data.get("content_noencode"))
    if said.strip():
        return html.to_markdown(
            _lines(said) + "".join(_imgs(fields.entries("text_page_info", "picture_info"))), reading
        )
    element = fields.page.elements.get("js_text_desc")
    return html.to_markdown(element, reading) if element is not None else _EMPTY


def media(fields: Fields, reading: Reading) -> Body:
    """A video or audio post: its text, then a line for what cannot be kept."""
    body = html.to_markdown(
        _lines(_string(fields.data.get("content_noencode")) or _description(fields)), reading
    )
    label = "视频" if fields.show_type == _VIDEO else "音频"
    known = [fields.title, *(f"编号 {number}" for number in _numbers(fields))]
    line = markdown.escape(f"〔{label}：{'，'.join(part for part in known if part)}，未随导出保存〕")
    return replace(body, markdown="\n\n".join(part for part in (body.markdown, line) if part))


def _numbers(fields: Fields) -> list[str]:
    """The ids of the videos and sounds the page names."""
    videos = [_string(entry.get("video_id")) for entry in fields.entries("video_page_infos")]
    sounds = [_string(entry.get("voice_id")) for entry in fields.entries("voice_in_appmsg")]
    found = [*videos, *sounds, fields.datum("voiceid")]
    return list(dict.fromkeys(number for number in found if number))
