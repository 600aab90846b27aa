"""Blocks as the HTML inside `#js_content`, in the manner of WeChat's editors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from samples.city import Post, hexadecimal, number, token
from samples.markup import (
    Block,
    Card,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quotation,
    Table,
    inline_html,
)

PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
_BOX = "box-sizing: border-box;"


@dataclass(frozen=True, slots=True)
class Style:
    """How an editor of some time lays out: *leaf* wraps text in `<span leaf>` (2024 on), *nested* in sections.

    *picture* gives the attributes of a picture that depend on how the page was saved.
    """

    leaf: bool
    nested: bool
    picture: Callable[[Picture], str]


def picture_address(picture: Picture, host: str = "https") -> str:
    """The address of *picture* on WeChat's picture host."""
    kind = "jpg" if picture.name.startswith(("photo", "poster")) else "png"
    form = "jpeg" if kind == "jpg" else "png"
    return f"{host}://mmbiz.qpic.cn/mmbiz_{kind}/{token(picture.name, 86)}/640?wx_fmt={form}"


def lazy(picture: Picture) -> str:
    """The attributes of a picture in a page that no browser has shown: no src at all."""
    return f'data-src="{picture_address(picture)}&amp;from=appmsg"'


def content(post: Post, style: Style) -> str:
    """The HTML of the post's blocks."""
    html = "".join(_block(block, style) for block in post.blocks)
    if style.nested:
        inner = f'<section style="margin: 10px 0px;padding: 0px 15px;{_BOX}"><section style="{_BOX}">{html}</section></section>'
        return f'<section data-role="outer" label="Powered by editor" style="font-size: 16px;{_BOX}">{inner}</section>'
    return html


def _text(text: str, style: Style) -> str:
    shown = inline_html(text)
    if style.leaf:
        return f'<span leaf="">{shown}</span>'
    return f'<span style="font-size: 16px;font-family: 宋体;">{shown}</span>'


def _block(block: Block, style: Style) -> str:
    match block:
        case Paragraph():
            indent = "\u3000\u3000" if not style.leaf else ""
            return (
                f'<p style="line-height: 1.75em;margin: 0px 0px 12px;">{indent}{_text(block.text, style)}</p>'
            )
        case Heading():
            return _heading(block, style)
        case Quotation():
            return f'<blockquote class="js_blockquote_wrap" data-type="2"><section class="js_blockquote_digest"><section>{_text(block.text, style)}</section></section></blockquote>'
        case Listing():
            tag = "ol" if block.ordered else "ul"
            entries = "".join(f"<li><p>{_text(entry, style)}</p></li>" for entry in block.entries)
            return f'<{tag} class="list-paddingleft-1" style="padding-left: 2.2em;">{entries}</{tag}>'
        case Table():
            return _table(block, style)
        case Picture():
            return _picture(block, style)
        case Card():
            return _CARDS[block.kind](block.fields)


def _heading(block: Heading, style: Style) -> str:
    if style.leaf and style.nested:
        return (
            f'<section style="text-align: left;{_BOX}"><section style="display: inline-block;border-left: 4px solid rgb(200, 69, 47);'
            f'padding: 0px 10px;{_BOX}"><p style="margin: 0px;"><strong>{_text(block.text, style)}</strong></p></section></section>'
        )
    return f'<p style="text-align: center;"><strong>{_text(block.text, style)}</strong></p><p><br  /></p>'


def _table(table: Table, style: Style) -> str:
    rows = []
    for row in table.rows:
        shown = []
        for cell in row:
            span = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
            span += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
            parts = "".join(f"<p>{_text(part.strip(), style)}</p>" for part in cell.text.split("//"))
            shown.append(
                f'<td width="96" valign="top"{span} style="border: 1px solid rgb(221, 221, 221);padding: 5px 10px;">{parts}</td>'
            )
        rows.append(f"<tr>{''.join(shown)}</tr>")
    return f'<table style="border-collapse: collapse;width: 100%;"><tbody>{"".join(rows)}</tbody></table><p><br  /></p>'


def _picture(picture: Picture, style: Style) -> str:
    kind = "jpeg" if picture.name.startswith(("photo", "poster")) else "png"
    img = (
        f'<img class="rich_pages wxw-img" data-galleryid="" data-imgfileid="{number(picture.name, 10**9)}" '
        f'data-ratio="0.6666666666666666" data-s="300,640" {style.picture(picture)} data-type="{kind}" data-w="480" style=""  />'
    )
    caption = f'<p style="text-align: center;">{_text(picture.caption, style)}</p>' if picture.caption else ""
    if style.leaf:
        return f'<section style="text-align: center;" nodeleaf="">{img}</section>{caption}'
    return f'<p style="text-align: center;">{img}</p>{caption}'


def _video(fields: dict[str, str]) -> str:
    vid = f"wxv_{number(fields['title'], 10**18):019d}"
    cover = quote(f"http://mmbiz.qpic.cn/mmbiz_jpg/{token(vid, 60)}/0?wx_fmt=jpeg", safe="")
    return (
        f'<section nodeleaf=""><iframe class="video_iframe rich_pages" data-vidtype="2" data-mpvid="{vid}" data-cover="{cover}" '
        f'allowfullscreen="" frameborder="0" data-ratio="1.7777777777777777" data-w="1280" data-src="https://mp.weixin.qq.com/mp/'
        f'readtemplate?t=pages/video_player_tmpl&amp;action=mpvideo&amp;auto=0&amp;vid={vid}"></iframe></section>'
    )


def _tencent(fields: dict[str, str]) -> str:
    return (
        '<p style="text-align: center;"><iframe class="video_iframe" data-vidtype="1" allowfullscreen="" frameborder="0" '
        f'data-src="https://v.qq.com/iframe/preview.html?vid={fields["vid"]}&amp;width=500&amp;height=375&amp;auto=0"></iframe></p>'
    )


def _audio(fields: dict[str, str]) -> str:
    fileid = hexadecimal(fields["title"], 40)
    return (
        '<section nodeleaf=""><mp-common-mpaudio class="js_editor_audio res_iframe js_uneditable custom_select_card" '
        f'data-pluginname="insertaudio" name="{escape(fields["title"])}" author="{escape(fields["author"])}" '
        f'play_length="{fields["length"]}" data-trans_state="1" data-verify_state="3" voice_encode_fileid="{fileid}" '
        f'cover="http://mmbiz.qpic.cn/mmbiz_jpg/{token(fileid, 60)}/0?wx_fmt=jpeg"></mp-common-mpaudio></section>'
    )


def _voice(fields: dict[str, str]) -> str:
    return (
        '<p><mpvoice class="res_iframe js_editor_audio audio_iframe" frameborder="0" isaac2="1" low_size="412.05" '
        f'name="{escape(fields["title"])}" play_length="{fields["length"]}" '
        f'voice_encode_fileid="{hexadecimal(fields["title"], 40)}"></mpvoice></p>'
    )


def _vote(fields: dict[str, str]) -> str:
    identity = number(fields["title"], 10**9)
    return (
        f'<p><iframe class="vote_iframe js_editor_vote_card" data-supervoteid="{identity}" frameborder="0" scrolling="no" '
        f'allowfullscreen="" data-src="/mp/newappmsgvote?action=show&amp;supervoteid={identity}#wechat_redirect"></iframe></p>'
    )


def _program(fields: dict[str, str]) -> str:
    return (
        '<section nodeleaf=""><mp-common-miniprogram class="miniprogram_element" '
        f'data-miniprogram-appid="wx{hexadecimal(fields["name"], 16)}" data-miniprogram-path="{escape(fields["path"])}" '
        f'data-miniprogram-nickname="{escape(fields["name"])}" data-miniprogram-title="{escape(fields["title"])}" '
        'data-miniprogram-imageurl="" data-miniprogram-type="card" data-miniprogram-servicetype="0"></mp-common-miniprogram></section>'
    )


def _attachment(fields: dict[str, str]) -> str:
    return (
        f'<p><a class="weapp_text_link" data-miniprogram-appid="wx{hexadecimal("attachment reader", 16)}" '
        f'data-miniprogram-path="pages/detail/detail?id={number(fields["title"], 10**7)}" data-miniprogram-nickname="附件阅读" '
        f'data-miniprogram-type="text" href="">{escape(fields["title"])}</a></p>'
    )


def _profile(fields: dict[str, str]) -> str:
    return (
        '<section class="mp_profile_iframe_wrp" nodeleaf=""><mp-common-profile class="js_uneditable custom_select_card mp_profile_iframe" '
        f'data-pluginname="mpprofile" data-id="{fields["biz"]}" data-headimg="http://mmbiz.qpic.cn/mmbiz_png/{token(fields["name"], 60)}/0?wx_fmt=png" '
        f'data-nickname="{escape(fields["name"])}" data-alias="{fields["alias"]}" data-signature="{escape(fields["signature"])}" '
        'data-from="0"></mp-common-profile></section>'
    )


_CARDS: dict[str, Callable[[dict[str, str]], str]] = {
    "video": _video,
    "tencent": _tencent,
    "audio": _audio,
    "voice": _voice,
    "vote": _vote,
    "program": _program,
    "attachment": _attachment,
    "profile": _profile,
}
