"""The little HTML of a Weibo text (`<a>`, `<br />`, `<img alt=[泪]>`, `<span>`) as plain words and link targets.

Read by tokens: the platform leaves attributes unquoted and elements open, and nothing else ever occurs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qs

from importers.normalize import urls

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<name>a|br|img|span|p|div|font|i|b|em|strong)\b(?P<rest>[^<>]*)>", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_LOOKS = re.compile(r"<(?:a\s[^<>]*href|br\s*/?>|span\s+class|img\s)", re.IGNORECASE)
_EMOJI = re.compile(r"\[[^\[\]]{1,12}\]")
_BLOCKS = frozenset(("br", "p", "div"))
_JUMPS = ("weibo.cn/sinaurl", "weibo.com/sinaurl", "t.cn/sinaurl")
_OWN = re.compile(r"(?:[\w-]+\.)*(?:weibo\.(?:com|cn)|huati\.weibo\.\w+)", re.IGNORECASE)


@dataclass(slots=True)
class Words:
    """Plain *text*, and the *links* of the text that lead off the platform, in order."""

    text: str = ""
    links: list[str] = field(default_factory=list)


def read(text: str) -> Words:
    """Give the words and links of *text*, which may be plain: then it is left as it is.

    Of HTML, line breaks and emoji names are kept, site icons dropped.
    """
    return _of_html(text) if _LOOKS.search(text) else Words(text)


def _of_html(html: str) -> Words:
    words = Words()
    parts: list[str] = []
    at = 0
    for token in _TOKEN.finditer(html):
        parts.append(unescape(html[at : token.start()].replace("\n", " ")))
        at = token.end()
        name = token["name"].lower()
        if name in _BLOCKS and not (token["close"] and name == "br"):
            parts.append("\n" if name == "br" or token["close"] else "")
        elif name == "img":
            parts.append(_emoji(_attributes(token["rest"]).get("alt", "")))
        elif name == "a" and not token["close"] and (link := _target(_attributes(token["rest"]))):
            words.links.append(link)
    parts.append(unescape(html[at:]))
    words.text = "".join(parts)
    return words


def _emoji(alt: str) -> str:
    return alt if _EMOJI.fullmatch(alt) else ""


def _attributes(rest: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(rest)
    }


def _target(attributes: dict[str, str]) -> str:
    """Give where a link leads off the platform, through its jump page, or empty for mentions, topics and videos."""
    address = attributes.get("href", "")
    address = f"https:{address}" if address.startswith("//") else address
    parsed = urls.split(address)
    if any(jump in f"{parsed.netloc}{parsed.path}" for jump in _JUMPS):
        address = next(iter(parse_qs(parsed.query).get("u", [])), "")
        parsed = urls.split(address)
    is_outside = parsed.scheme in ("http", "https") and not _OWN.fullmatch(parsed.hostname or "")
    return address if is_outside else ""
