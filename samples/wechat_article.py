"""WeChat articles (item_show_type 0) as saved in 2024 to 2026: own articles, full reprints, shares."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import quote

from samples.body import PIXEL, Style, content, lazy, picture_address
from samples.city import Post
from samples.markup import Picture, pictures
from samples.script import escape as js
from samples.script import html_then_script
from samples.template import fill
from samples.wechat_page import Frame, base_values, page


def article(post: Post, saved_as: str | None = None) -> str:
    """The page of an own article or a full reprint; *saved_as* is the stem of a browser's save."""
    style = Style(
        leaf=True, nested=not post.extra.get("flat"), picture=local(post, saved_as) if saved_as else lazy
    )
    shown = content(post, style) + _STYLE_TYPE
    raw = content(post, Style(leaf=True, nested=style.nested, picture=lazy)) + _STYLE_TYPE
    values = base_values(post) | {
        "content": shown,
        "heading": escape(post.title),
        "reprint_card": _reprint_card(post.extra.get("reprint_of")),
        "mark": _ORIGINAL if post.extra.get("original") else "",
        "publish_time": _shown_date(post) if saved_as else "",
        "visibility": "visibility: visible;" if saved_as else "visibility: hidden; opacity: 0; ",
        "read_more": _READ_MORE if post.extra.get("read_more") else "",
    }
    frame = Frame(
        kind=0,
        elements=fill("article", values),
        content=raw,
        own_script=_variables(post),
        pictures=_picture_entries(post, "                    ", "JsDecode"),
        saved_as=saved_as,
    )
    return page(post, frame)


_READ_MORE = """                        <div class="media_tool_meta meta_primary"><a class="weui-link" id="js_view_source" href="##">阅读原文</a></div>
"""
_STYLE_TYPE = '<p style="display: none;"><mp-style-type data-value="3"></mp-style-type></p>'
_ORIGINAL = '                        <span id="copyright_logo" class="wx_tap_link js_wx_tap_highlight rich_media_meta icon_appmsg_tag appmsg_title_tag weui-wa-hotarea">原创</span>\n'


def share(post: Post) -> str:
    """The page of a shared article: the account's own comment stands in a script, the source in a card."""
    origin: Post = post.extra["share_of"]
    values = base_values(post) | {
        "comment": js(post.extra["comment"]),
        "origin_name": origin.account.name,
        "origin_title": escape(origin.title),
        "origin_url": escape(origin.source_link),
    }
    elements = fill("share", values)
    return page(post, Frame(kind=0, elements=elements, content="", own_script=_variables(post)))


def _reprint_card(origin: Post | None) -> str:
    if origin is None:
        return ""
    values = base_values(origin)
    return fill(
        "reprint-card",
        {
            "origin_name": origin.account.name,
            "origin_head": values["head"],
            "origin_signature": origin.account.signature,
        },
    )


def local(post: Post, stem: str) -> Callable[[Picture], str]:
    """Attributes of pictures in a browser's save, whose files lie beside it in `<stem>_files/`.

    A picture never scrolled to keeps its 1×1 placeholder.
    """
    names = local_names(post)

    def attributes(picture: Picture) -> str:
        source = (
            PIXEL
            if picture.missing
            else f"./{quote(stem + '_files')}/{quote(names[picture.name], safe='()')}"
        )
        return f'data-src="{picture_address(picture)}" src="{source}" data-fail="0"'

    return attributes


def local_names(post: Post) -> dict[str, str]:
    """The file name of each present picture of *post* in a browser's save, by the name of the drawing.

    Chrome names them 640, 640(1), …; Firefox 640.jpg, 640_002.jpg, ….
    """
    present = [picture.name for picture in pictures(post.blocks) if not picture.missing]
    if post.extra.get("firefox"):
        return {
            name: "640" + (f"_{at + 1:03d}" if at else "") + _suffix(name) for at, name in enumerate(present)
        }
    return {name: "640" if at == 0 else f"640({at})" for at, name in enumerate(present)}


def _suffix(name: str) -> str:
    return ".jpg" if name.startswith(("photo", "poster")) else ".png"


def _variables(post: Post) -> str:
    origin: Post | None = post.extra.get("reprint_of")
    values = base_values(post) | {
        "stat": "2" if origin else "1" if post.extra.get("original") else "0",
        "origin_id": origin.account.id if origin else "",
        "short_link": post.short_link,
        "picture_list": _picture_entries(post, "        ", ""),
    }
    return fill("article-variables", values)


def _picture_entries(post: Post, indent: str, call: str) -> str:
    entries = []
    for picture in pictures(post.blocks):
        address = html_then_script(picture_address(picture).replace("&", "&amp;") + "&amp;from=appmsg")
        literal = f"{call}('{address}')" if call else f"'{address}'"
        lines = ("{", "    width: '480' * 1,", "    height: '320' * 1,", f"    cdn_url: {literal},", "},")
        entries += [f"{indent}{line}\n" for line in lines]
    return "".join(entries)


def _shown_date(post: Post) -> str:
    return f"{post.date.year}年{post.date.month}月{post.date.day}日 {post.date:%H:%M}"
