"""Elements of an article that only the platform can show: each becomes one honest line of what is known."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit

from importers.normalize import html
from importers.normalize.html import Element, Note
from importers.normalize.text import count_of

_GONE = "未随导出保存"
_AUDIO = "https://res.wx.qq.com/voice/getvoice?mediaid="
_SILENT = frozenset(("mp-style-type", "mp-common-sticker"))
_CARDS = {
    "mpprofile": "公众号名片",
    "mp-common-profile": "公众号名片",
    "mp-weapp": "小程序",
    "mp-miniprogram": "小程序",
    "mp-common-miniprogram": "小程序",
    "mp-common-videosnap": "视频号",
    "mpvideosnap": "视频号",
    "mpvoice": "音频",
    "mp-common-mpaudio": "音频",
    "qqmusic": "音乐",
    "mp-common-qqmusic": "音乐",
    "mpshop": "商品卡片",
    "mpproduct": "商品卡片",
    "mp-common-product": "商品卡片",
    "mpcps": "商品卡片",
    "mpgongyi": "公益卡片",
}


def note(element: Element) -> Note | None:
    """The line for *element*, or None when it is ordinary HTML."""
    tag = element.tag
    if tag == "iframe":
        return _frame(element)
    if tag in _SILENT:
        return Note("")
    if tag == "a" and "weapp_" in (element.get("class") or ""):
        return _line("小程序链接", _program(element), keeps=True)
    if (formula := _say(element, "data-formula")) and _is_drawn(element):
        return Note(f"〔公式：{formula}〕", keeps_content=True)
    label = _CARDS.get(tag)
    if label == "音频":
        return _line(label, _audio(element), href=_voice(element))
    if label == "音乐":
        return _line(label, [_say(element, "music_name"), _say(element, "singer")])
    if label == "小程序":
        return _line(label, _program(element))
    if label:
        return _line(
            label,
            [
                _say(element, "data-nickname"),
                _named("微信号", element, "data-alias"),
                _say(element, "data-desc"),
            ],
        )
    if tag.startswith("mp-") and not "".join(element.itertext()).strip() and not len(element):
        return _line("卡片", [_say(element, "data-title"), tag])
    return None


def _is_drawn(element: Element) -> bool:
    """Whether *element* holds nothing but a drawing (SVG), which is not kept: then its formula in LaTeX says it.

    Editors write `data-formula` on several elements around one drawing: the innermost speaks.
    """
    if element.tag == "img" or "".join(element.itertext()).strip():
        return False
    return not any(one.tag == "img" or one.get("data-formula") for one in element.iterdescendants())


def _line(label: str, known: list[str], *, href: str = "", keeps: bool = False) -> Note:
    gone = [] if label == "公众号名片" else [_GONE]
    said = "，".join([part for part in known if part] + gone)
    return Note(f"〔{label}：{said}〕", href, keeps)


def _say(element: Element, name: str) -> str:
    return " ".join((element.get(name) or "").replace("&nbsp;", " ").split())


def _named(label: str, element: Element, name: str) -> str:
    value = _say(element, name)
    return f"{label} {value}" if value else ""


def _program(element: Element) -> list[str]:
    return [
        _say(element, "data-miniprogram-nickname"),
        _say(element, "data-miniprogram-title"),
        _named("appid", element, "data-miniprogram-appid"),
        _named("路径", element, "data-miniprogram-path"),
    ]


def _audio(element: Element) -> list[str]:
    seconds = count_of(_say(element, "play_length")) // 1000
    return [_say(element, "name"), f"{seconds // 60}分{seconds % 60:02d}秒" if seconds else ""]


def _voice(element: Element) -> str:
    code = _say(element, "voice_encode_fileid")
    return _AUDIO + quote(code) if code else ""


def _frame(element: Element) -> Note:
    source = element.get("data-src") or element.get("src") or ""
    kind = element.get("class") or ""
    query = _query(source)
    if "vote" in kind or "vote" in source:
        number = _say(element, "data-supervoteid") or query.get("supervoteid", "")
        return _line("投票", [f"编号 {number}" if number else "", "选项和结果"])
    vid = _say(element, "data-mpvid") or _say(element, "vid") or query.get("vid", "")
    if "v.qq.com" in source and vid:
        return _line("腾讯视频", [f"vid={vid}"], href=f"https://v.qq.com/x/page/{quote(vid)}.html")
    if "video" in kind or vid:
        return _line("视频", [_say(element, "data-title"), f"vid={vid}" if vid else ""])
    return _line("嵌入内容", [], href=html.link(source))


def _query(address: str) -> dict[str, str]:
    try:
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    except ValueError:
        return {}
