"""The last touches to a notice's sanitised HTML: files with type and size, pictures with dimensions, wide tables.

Works on the text that nh3 wrote, whose attributes always stand in double quotes.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from datetime import date
from html import unescape
from pathlib import Path

from plugins.notices import dimensions
from plugins.notices.tableheads import with_heads

_MEDIA_LINK = re.compile(r'<a href="\.\./media/([A-Za-z0-9._-]+)"([^>]*)>(.*?)</a>', re.DOTALL)
_PICTURE = re.compile(r"<img ([^>]*)>")
_SOURCE = re.compile(r'\bsrc="[^"]*?([A-Za-z0-9._-]+)"')
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_LOOSE = re.compile(r'<a href="([^"]*)"')  # links within links, where a body's tags are not in pairs
_FOREIGN = re.compile(r"(?:https?|mailto|tel):|//|\.\./media/", re.IGNORECASE)
_OWN = re.compile(r'\bsrc="\.\./media/([A-Za-z0-9._-]+)"')
_ALT = re.compile(r'\balt="([^"]*)" ?')
_SIZED = re.compile(r'\b(?:width|height)="')
NO_WORDS = "原文配图，没有文字说明"
_SCROLL = '<div class="scroll" tabindex="0" role="region" aria-label="表格">'


def finish(html: str, media: Path, *, archived: bool, twins: Container[str] = ()) -> str:
    """*html* as its page shows it; *media* is the folder of its department's files.

    *twins* names the pictures there that have a WebP twin: own files only, and only after nh3 passed the picture.

    In an *archived* body links that were relative to the old site lose their target and keep their words: here
    they would lead nowhere.
    """
    if "<a " in html:
        if archived:
            html = _LOOSE.sub(_untargeted, _LINK.sub(_unlinked, html))
        html = _MEDIA_LINK.sub(lambda match: _file_link(match, media), html)
    if "<img " in html:
        html = _PICTURE.sub(lambda match: _picture(match, media, twins), html)
    if "<table" in html:
        html = with_heads(html)
        html = html.replace("<table", f"{_SCROLL}<table").replace("</table>", "</table></div>")
    return html


def warn(html: str, dead: Mapping[str, date]) -> str:
    """*html* with a word of warning after each link to an address of *dead*, which was found so on that day."""
    if not dead:
        return html

    def warned(match: re.Match[str]) -> str:
        day = dead.get(unescape(match[1]))
        return f'{match[0]}<span class="file">（已失效，{day} 查）</span>' if day else match[0]

    return _LINK.sub(warned, html)


def _unlinked(match: re.Match[str]) -> str:
    return match[0] if _FOREIGN.match(unescape(match[1])) else match[2]


def _untargeted(match: re.Match[str]) -> str:
    return match[0] if _FOREIGN.match(unescape(match[1])) else "<a"


def _file_link(match: re.Match[str], media: Path) -> str:
    name, more, words = match.groups()
    if "<img" in words:
        return match[0]
    kind = name.rpartition(".")[2].upper()
    path = media / name
    shown = f"{kind}，{size(path.stat().st_size)}" if path.is_file() else kind
    return f'<a href="../media/{name}"{more}>{words}</a><span class="file">（{shown}）</span>'


def _picture(match: re.Match[str], media: Path, twins: Container[str]) -> str:
    said, source = match[1], _SOURCE.search(match[1])
    alt = _ALT.search(said)
    if alt is None or not alt[1].strip():
        said = f'alt="{NO_WORDS}" {_ALT.sub("", said)}'.rstrip()
    found = dimensions.of_file(media / source[1]) if source and not _SIZED.search(said) else None
    sized = f' width="{found[0]}" height="{found[1]}"' if found else ""
    shown = f'<img {said}{sized} loading="lazy" decoding="async">'
    own = _OWN.search(said)
    if own is None or own[1] not in twins:
        return shown
    return f'<picture><source srcset="../media/{own[1]}.webp" type="image/webp">{shown}</picture>'


def size(count: int) -> str:
    """*count* bytes for people: 800 字节, 12.3 KB, 4.5 MB."""
    if count < 1000:
        return f"{count} 字节"
    return f"{count / 1000:.1f} KB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
