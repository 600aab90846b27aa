"""A page's text and its markup: decoding, what its comments and tags say, elements by selector."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from importers.model import MalformedExport
from importers.normalize import html
from importers.normalize.html import Element

LARGEST = 32 << 20  # bytes of a page

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)(\S+)\s*-->|Page saved with SingleFile\s+url:\s*(\S+))", re.IGNORECASE
)
_MIRRORED = re.compile(r"<!--\s*Mirrored from (\S+) by HTTrack[^,>]*,\s*([^>]*?GMT)?\s*-->", re.IGNORECASE)
# 大汉 jcms marks its parts by comments, which the parser drops.
_JCMS = re.compile(r"<!--<\$\[(标题|信息来源|信息内容)\]>(begin|end)-->")
_JCMS_NAMES = {"标题": "title", "信息来源": "source", "信息内容": "body"}
_COMMENTED_LABELS = re.compile(
    r"<!--((?:(?!-->)[\s\S]){0,2000}?(?:成文日期|有效期|主题词)(?:(?!-->)[\s\S]){0,2000}?)-->"
)


@dataclass(frozen=True)
class Markup:
    """The *text* of a page."""

    text: str

    @cached_property
    def root(self) -> Element:
        """The parsed page; jcms' marks stand as `guiji-part` elements. Raises MalformedExport."""
        marked = _JCMS.sub(_mark, self.text)
        return html.parse(marked)

    @cached_property
    def metas(self) -> dict[str, str]:
        """The `content` of each `meta` by its lower-case name; the first that is not empty."""
        found: dict[str, str] = {}
        for element in self.root.iter("meta"):
            name = (element.get("name") or element.get("property") or "").strip().lower()
            content = " ".join((element.get("content") or "").split())
            if name and not found.get(name):
                found[name] = content
        return found

    @cached_property
    def saved_from(self) -> str:
        """The address that the browser or SingleFile wrote into the file, empty when there is none."""
        match = _SAVED_FROM.search(self.text[:4096])
        return match[1] or match[2] if match else ""

    @cached_property
    def mirrored(self) -> tuple[str, str]:
        """Address (without its scheme) and time that HTTrack wrote into the file."""
        match = _MIRRORED.search(self.text)
        return (match[1], match[2] or "") if match else ("", "")

    @cached_property
    def document_title(self) -> str:
        """The text of `title`."""
        element = next(self.root.iter("title"), None)
        return "" if element is None else " ".join("".join(map(str, element.itertext())).split())

    @cached_property
    def commented_labels(self) -> str:
        """What stands in comments that hold labels of the catalogue (河北 hides 成文日期 there)."""
        return "\n".join(_COMMENTED_LABELS.findall(self.text))

    def select(self, selector: str) -> Iterator[Element]:
        """The elements that *selector* (`div`, `#zoom`, `.text`, `div.text`) names, ignoring case."""
        tag, mark, name = re.fullmatch(r"([\w-]*)([#.]?)([\w-]*)", selector).groups()  # type: ignore[union-attr]
        wanted = name.lower()
        for element in self.root.iter(tag.lower() if tag else None):
            if not isinstance(element.tag, str):
                continue
            if not mark or wanted in (element.get("id" if mark == "#" else "class") or "").lower().split():
                yield element


def _mark(match: re.Match[str]) -> str:
    name = _JCMS_NAMES[match[1]]
    return f'<guiji-part class="guiji-{name}">' if match[2] == "begin" else "</guiji-part>"


def decode(content: bytes, declared: str = "") -> str:
    """The text of a page: UTF-8 where it holds, else what page or server declare, else GB18030.

    A page that declares gb2312 and is UTF-8 is common (saved after decoding); gb2312 means GB18030.
    Raises MalformedExport when the page is too large.
    """
    if len(content) > LARGEST:
        raise MalformedExport(f"文件超过 {LARGEST >> 20} MB，不像一个网页，请检查后重新保存。")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    match = _CHARSET.search(content[:8192])
    stated = match[1].decode("ascii") if match else declared
    if _is_cut_utf8(content):
        return content.decode("utf-8-sig", "replace")
    for name in ("utf-8-sig", _known(stated), "gb18030"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode(min(("utf-8", "gb18030"), key=lambda name: _damage(content, name)), "replace")


def _is_cut_utf8(content: bytes) -> bool:
    """Whether only the last character is broken: the file was cut."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return (
            error.end == len(content)
            and error.start > len(content) - 4
            and not content[: error.start].isascii()
        )
    return False


def _damage(content: bytes, name: str) -> int:
    return content.decode(name, "replace").count("\ufffd")


def _known(name: str) -> str:
    plain = name.lower().replace("_", "-")
    return "gb18030" if plain in ("gb2312", "gbk", "gb-2312", "x-gbk", "hz-gb-2312") else plain or "utf-8"
