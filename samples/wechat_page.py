"""WeChat pages as saved in 2024 to 2026: the frame and the scripts that all kinds of posts share."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from samples.city import Post, hexadecimal, number, token
from samples.script import escape as js
from samples.script import filler, html_then_script
from samples.template import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What differs between kinds of posts: the item_show_type, the element tree, and the kind's own scripts.

    *pictures* are the entries of `picture_page_info_list`, *fields* further ones of `cgiDataNew`; *saved_as* is
    the name under which a browser saved the page (None: a raw HTTP save, no script has run).
    """

    kind: int
    elements: str
    content: str
    own_script: str = ""
    pictures: str = ""
    fields: str = ""
    body_id: str = "activity-detail"
    body_class: str = "mm_appmsg\n comment_feature"
    saved_as: str | None = None


def page(post: Post, frame: Frame) -> str:
    """The whole page of *post*."""
    values = base_values(post) | {
        "kind": str(frame.kind),
        "js_content": js(frame.content),
        "picture_list": frame.pictures,
        "kind_fields": frame.fields,
        "body_id": frame.body_id,
        "body_class": frame.body_class,
        "shown_title": escape(post.title) if frame.saved_as and not post.extra.get("untitled") else "",
        "origin": _origin(post) if frame.saved_as else "",
    }
    parts = (
        fill("head", values),
        fill("identity", values) if frame.kind == 0 else "",
        fill("cgi-data", values),
        _bundle(values, "first", 26000),
        frame.elements,
        frame.own_script,
        _bundle(values, "second", 22000),
        fill("tail", values),
    )
    return "".join(parts)


def base_values(post: Post) -> dict[str, str]:
    """The values that the scripts of every kind of post hold."""
    long_link = post.long_link
    link = long_link if post.extra.get("long_url") else post.short_link
    return {
        "nonce": str(number(post.key + " nonce", 10**9)),
        "biz": post.account.biz,
        "mid": post.mid,
        "idx": str(post.idx),
        "sn": post.sn,
        "title": escape(post.title),
        "js_title": js(post.title),
        "digest": html_then_script(post.digest),
        "js_digest": html_then_script(post.digest),
        "author": escape(post.author),
        "og_url": escape(link),
        "js_link": html_then_script(link),
        "js_source_url": html_then_script(post.extra.get("read_more", "")),
        "cover": f"https://mmbiz.qpic.cn/mmbiz_jpg/{token(post.key + ' cover', 86)}/0?wx_fmt=jpeg",
        "head": f"http://mmbiz.qpic.cn/mmbiz_png/{token(post.account.id, 86)}/0?wx_fmt=png",
        "user_name": post.account.id,
        "nick_name": post.account.name,
        "alias": post.account.alias,
        "signature": post.account.signature,
        "ct": str(post.timestamp),
        "create_time": f"{post.date:%Y-%m-%d %H:%M}",
        "svr_time": str(int(post.saved.timestamp())),
        "session": "svr_" + hexadecimal(post.key + " session", 11),
        "comment_id": str(number(post.key + " comment", 10**18)),
        "req_id": token(post.key + " request", 24),
        "copyright": _copyright(post),
    }


def _copyright(post: Post) -> str:
    origin: Post | None = post.extra.get("reprint_of")
    if origin is None:
        return f"                    copyright_stat: '{1 if post.extra.get('original') else 0}' * 1,\n"
    return (
        "                    copyright_stat: '2' * 1,\n"
        f"                    platform: JsDecode('{origin.account.name}'),\n"
        f"                    reprint_url: JsDecode('{html_then_script(origin.source_link)}'),\n"
        f"                    source_username: JsDecode('{origin.account.id}'),\n"
    )


def _origin(post: Post) -> str:
    return f"<!-- saved from url=({len(post.short_link):04d}){post.short_link} -->\n"


def _bundle(values: dict[str, str], name: str, size: int) -> str:
    return fill("bundle", values | {"code": filler(name, size)})
