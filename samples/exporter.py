"""Folders of wechat-article-exporter: `{title}/index.html` beside `assets/`; no script, no address, no id."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from samples.body import Style, content, picture_address
from samples.city import Post, number
from samples.markup import Picture, pictures
from samples.template import fill
from samples.wechat_page import base_values

_STYLES = {
    0: "#js_content p{margin:0}\n.rich_media_content{font-size:17px;line-height:1.6}\n",
    1: ".wx_tap_link{color:#576b95}\n.rich_media_meta_text{color:rgba(0,0,0,.3)}\n",
    2: "",
}


def folder_name(post: Post) -> str:
    """The folder the tool makes: the title, everything but Chinese, letters, digits and brackets as `_`."""
    return re.sub(r"[^\u4e00-\u9fa5a-zA-Z0-9()（）]", "_", post.title)[:100]


def files(post: Post, draw: Callable[[Picture], bytes]) -> dict[str, bytes]:
    """The files of the post's folder by path within it; *draw* gives the bytes of a picture."""
    stamp = int(post.saved.timestamp() * 1000)
    names = {
        picture.name: f"{stamp + at * 6}{_fraction(picture.name)}.{_extension(picture)}"
        for at, picture in enumerate(pictures(post.blocks))
        if not picture.missing
    }
    sheets = {
        f"{stamp + 500 + at * 4}{_fraction(post.key + str(at))}.css": css for at, css in _STYLES.items()
    }
    links = "\n".join(f'<link rel="stylesheet" href="./assets/{name}">' for name in sheets)

    def attributes(picture: Picture) -> str:
        remote = f"{picture_address(picture)}&amp;from=appmsg"
        source = f"./assets/{names[picture.name]}" if picture.name in names else remote
        return f'data-src="{remote}" src="{source}"'

    values = base_values(post) | {
        "title": escape(post.title),
        "styles": links,
        "minute": f"{post.date:%Y年%m月%d日 %H:%M}",
        "content": content(post, Style(leaf=True, nested=not post.extra.get("flat"), picture=attributes)),
    }
    found = {"index.html": fill("exporter", values).encode()}
    found |= {f"assets/{name}": css.encode() for name, css in sheets.items()}
    return found | {
        f"assets/{names[picture.name]}": draw(picture)
        for picture in pictures(post.blocks)
        if picture.name in names
    }


def _fraction(seed: str) -> str:
    return f"0.{number(seed, 10**16):016d}"


def _extension(picture: Picture) -> str:
    return "jpg" if picture.name.startswith(("photo", "poster")) else "png"
