"""WeChat picture posts (item_show_type 8), text posts (10) and video posts (5), saved in 2025."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from samples.body import picture_address
from samples.city import Post, hexadecimal, number, token
from samples.markup import Picture, pictures, running_text
from samples.script import escape as js
from samples.script import html_then_script
from samples.template import fill
from samples.wechat_article import local_names
from samples.wechat_page import Frame, base_values, page

_REFERENCE = re.compile(r"\[图(\d+)\]")


def picture_post(post: Post, saved_as: str | None = None) -> str:
    """The page of a picture post: the body is plain text in scripts, the pictures a list of addresses."""
    text = _REFERENCE.sub(_refer, running_text(post.blocks))
    found = pictures(post.blocks)
    entries = "".join(_entry(picture, "                    ", "JsDecode({})") for picture in found)
    lists = (
        f"    window.picture_page_info_list = [\n{''.join(_entry(picture, '        ', '{}') for picture in found)}    ];\n"
        f'    window.name = "{post.account.name}";\n    window.desc = "{html_then_script(text)}";\n'
    )
    newer = post.date.year * 100 + post.date.month >= 202512
    assign = "window.msg_title = window.title" if newer else "window.msg_title"
    values = base_values(post) | {
        "kind": "8",
        "title_line": f"{assign} = '{js(post.title)}' || '';",
        "lists": lists,
        "slides": _slides(post, saved_as) if saved_as else "",
        "text": f'<p id="js_image_desc" class="share_notice">{escape(running_text(post.blocks))}</p>'
        if saved_as
        else "",
    }
    frame = Frame(
        kind=8,
        elements=fill("picture-post", values),
        content=text,
        own_script=fill("special-variables", values),
        pictures=entries,
        body_id="",
        body_class="page_share_common\npage_share_img pages_skin_default",
        saved_as=saved_as,
    )
    return page(post, frame)


def text_post(post: Post) -> str:
    """The page of a text post: the title is the whole text unless the author gave one of his own."""
    text = running_text(post.blocks)
    own = "untitled" not in post.extra
    title = post.title if own else text
    values = base_values(post) | {"kind": "10", "lists": "", "own_title": escape(post.title) if own else ""}
    values |= {
        "title": escape(title).replace("\n", "\\n"),
        "title_line": f"window.msg_title = '{js(title)}' || '';",
    }
    fields = (
        "                text_page_info: {\n"
        f"                    content: JsDecode('{js(text)}'),\n"
        f"                    content_noencode: JsDecode('{js(text)}'),\n"
        f"                    is_user_title: '{1 if own else 0}' * 1,\n"
        "                },\n"
    )
    frame = Frame(
        kind=10,
        elements=fill("text-post", values),
        content=text,
        own_script=fill("special-variables", values),
        fields=fields,
        body_id="",
        body_class="page_share_common\npage_share_text pages_skin_default",
    )
    return page(post, frame)


def video_post(post: Post) -> str:
    """The page of a video post: its text is the description; the film itself lies behind a signed address."""
    text = running_text(post.blocks)
    vid = f"wxv_{number(post.key, 10**18):019d}"
    signed = f"http://mpvideo.qpic.cn/{hexadecimal(post.key, 40)}.f10002.mp4?dis_k={hexadecimal(post.key, 32)}&dis_t=1&auth_key=1"
    fields = (
        "                video_page_infos: [\n"
        f"                    {{ video_id: JsDecode('{vid}'), is_mp_video: '1' * 1,\n"
        "                      mp_video_trans_info: [\n"
        f"                        {{ format_id: '10002' * 1, url: JsDecode('{html_then_script(signed)}'), width: '1280' * 1, height: '720' * 1, filesize: '{number(vid, 10**8)}' * 1 }},\n"
        "                      ] },\n"
        "                ],\n"
    )
    values = base_values(post) | {"kind": "5", "title_line": f"window.msg_title = '{js(post.title)}' || '';"}
    values["lists"] = (
        f'    window.name = "{post.account.name}";\n    window.desc = "{html_then_script(text)}";\n'
    )
    frame = Frame(
        kind=5,
        elements=fill("video-post", values),
        content=text,
        own_script=fill("special-variables", values),
        fields=fields,
        body_id="",
        body_class="page_share_common\npage_share_video pages_skin_default",
    )
    return page(post, frame)


def _refer(match: re.Match[str]) -> str:
    number_ = match[1]
    return (
        f'<a class="wx_img_refer_link" data-seq="{number_}" data-refer="图{number_}" style="">图{number_}</a>'
    )


def _entry(picture: Picture, indent: str, call: str) -> str:
    address = html_then_script(picture_address(picture) + "&from=appmsg")
    watermark = f"http://mmbiz.qpic.cn/mmbiz_png/{token(picture.name + ' watermark', 60)}/0?wx_fmt=png"
    cover = f"https://mmbiz.qpic.cn/mmbiz_jpg/{token(picture.name + ' cover', 60)}/0?wx_fmt=jpeg"
    lines = (
        "{",
        f"    cdn_url: {call.format(repr(address).replace(chr(92) * 2, chr(92)))},",
        "    width: '480' * 1,",
        "    height: '320' * 1,",
        "    live_photo: {",
        "        format_info: [",
        "        ],",
        "    },",
        "    watermark_info: {",
        f"        cdn_url: {call.format(repr(watermark))},",
        "        is_uploader: true,",
        "    },",
        "    share_cover: {",
        f"        cdn_url: {call.format(repr(cover))},",
        "    },",
        "},",
    )
    return "".join(f"{indent}{line}\n" for line in lines)


def _slides(post: Post, stem: str) -> str:
    names = local_names(post)
    slides = []
    for picture in pictures(post.blocks):
        source = (
            f"./{quote(stem + '_files')}/{quote(names[picture.name], safe='()')}"
            if picture.name in names
            else ""
        )
        slides.append(
            f'<div class="swiper_item" data-src="{escape(picture_address(picture) + "&from=appmsg")}">'
            f'<div class="swiper_item_img"><img src="{source}" alt="图片"></div></div>'
        )
    return "".join(slides)
