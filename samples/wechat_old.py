"""WeChat pages of former layouts: raw saves of 2016-2018 and 2021-2023, browser saves of 2018-2020."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from html import escape
from urllib.parse import quote

from samples.body import PIXEL, Style, content, picture_address
from samples.city import Post
from samples.markup import Picture
from samples.script import escape as js
from samples.script import filler
from samples.template import fill
from samples.wechat_article import local_names
from samples.wechat_page import base_values

_WEEKS = 14


def old_page(post: Post) -> str:
    """A raw save in the layout of 2013 to spring 2018: the day stands in `#post-date`."""
    values = base_values(post) | {
        "profile": fill("profile-box", base_values(post)),
        "day": f"{post.date:%Y-%m-%d}",
        "content": content(post, Style(leaf=False, nested=False, picture=_lazy)),
        "code": filler("old", 34000),
        "view_source": "阅读原文" if "read_more" in post.extra else "",
        "js_long_link": js(post.long_link.replace("&", "&amp;")),
    }
    return fill("page-2017", values)


def page_2022(post: Post) -> str:
    """A raw save in the layout of 2021 to 2023: scripts fill in date and title; the place came in spring 2022."""
    place = (
        '            <em id="js_ip_wording_wrp" class="rich_media_meta rich_media_meta_text" role="option" '
        'style="display: none;">发表于<span id="js_ip_wording" ></span></em>'
    )
    values = base_values(post) | {
        "content": content(post, Style(leaf=False, nested=True, picture=_lazy)),
        "code": filler("2022", 52000),
        "long_link": escape(post.long_link),
        "js_long_link": js(post.long_link.replace("&", "&amp;")),
        "place": place if post.saved.year >= 2022 else "",
    }
    return fill("page-2022", values)


def saved_page(post: Post, stem: str) -> str:
    """A browser's save in the layout of 2018 to 2020: a relative day, pictures in `<stem>_files/`.

    Saved from a search engine's temporary address when `extra["temporary"]`: then no link and no sn.
    """
    temporary = bool(post.extra.get("temporary"))
    values = base_values(post) | {
        "profile": fill("profile-box", base_values(post)),
        "day": f"{post.date:%Y-%m-%d}",
        "relative": relative_day(post),
        "folder": quote(stem + "_files"),
        "content": content(post, Style(leaf=False, nested=False, picture=_local(post, stem))),
        "code": filler("middle", 40000),
        "doctype": ""
        if temporary
        else f"<!DOCTYPE html>\n<!-- saved from url=({len(post.short_link):04d}){post.short_link} -->\n",
        "sn_saved": "" if temporary else post.sn,
        "og_url_saved": "" if temporary else escape(post.long_link),
        "js_link_saved": "" if temporary else js(post.long_link.replace("&", "&amp;")),
    }
    return fill("page-2019", values)


def relative_day(post: Post) -> str:
    """How `#publish_time` reads when the page is shown at `post.saved`."""
    days = (post.saved.date() - post.date.date()) // timedelta(days=1)
    if days < 3:
        return ("今天", "昨天", "前天")[days]
    if days < 7:
        return f"{days}天前"
    if days < _WEEKS:
        return "1周前"
    if post.saved.year == post.date.year:
        return f"{post.date.month}月{post.date.day}日"
    return f"{post.date:%Y-%m-%d}"


def _lazy(picture: Picture) -> str:
    return f'data-src="{picture_address(picture, "http")}"'


def _local(post: Post, stem: str) -> Callable[[Picture], str]:
    names = local_names(post)
    firefox = bool(post.extra.get("firefox"))

    def attributes(picture: Picture) -> str:
        style = 'style="visibility: visible !important; width: 480px !important; height: auto !important;" _width="480px"'
        if picture.missing:
            return f'data-src="{picture_address(picture)}" {style} src="{PIXEL}"'
        folder = quote(stem + "_files") if not firefox else stem + "_files"
        prefix = "" if firefox else "./"
        return f'data-src="{picture_address(picture)}" {style} src="{prefix}{folder}/{quote(names[picture.name], safe="()")}" data-fail="0"'

    return attributes
