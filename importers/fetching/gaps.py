"""The lines in a body that stand for a picture or file that no export held: found, and filled. Pure.

They are written by `importers.draft`: `〔图片未保存：… 原地址：https://…〕`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from importers.normalize import media

_GAP = re.compile(r"〔(图片|附件)未保存：([^〔〕]*?)原地址：([^〔〕\s]+)〕")
_SHOWN = re.compile(r"\.\./media/([0-9A-Za-z._-]+)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()>#+\-.!|])")


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing picture (or file, *picture* False) and the address where it was."""

    url: str
    picture: bool
    note: str


def gaps(body: str) -> Iterator[Gap]:
    """Every gap of *body* whose address is known, in order."""
    for match in _GAP.finditer(body):
        yield _gap(match)


def _gap(match: re.Match[str]) -> Gap:
    kind, note, url = match.groups()
    return Gap(html.unescape(_ESCAPE.sub(r"\1", url)), kind == "图片", note.strip())


def filled(body: str, names: Mapping[str, str]) -> str:
    """*body* with the gaps filled whose addresses *names* maps to files in `../media/`; the others stay."""

    def fill(match: re.Match[str]) -> str:
        gap = _gap(match)
        name = names.get(gap.url)
        if name is None:
            return match[0]
        if name.rpartition(".")[2] not in media.PICTURES:
            return f"[{gap.note or '附件'}](../media/{name})"
        line = body[body.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "<" in line:
            return f'<img src="../media/{name}" alt="{html.escape(html.unescape(gap.note))}">'
        return f"![{gap.note}](../media/{name})"

    return _GAP.sub(fill, body)


def media_names(text: str) -> set[str]:
    """The names of the files in `../media/` that *text* refers to."""
    return set(_SHOWN.findall(text))
