"""What an HTML element shows: whether it is seen, how its text looks, where its link leads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.etree import _Element as Element

from importers.model import MalformedExport
from importers.normalize.blocks import Code, Style
from importers.normalize.inline import printable

# Elements that show nothing; noscript and template are what a browser with scripts on does not show.
_UNSEEN = frozenset(
    [
        *("script", "style", "template", "noscript", "head", "title", "meta", "link", "base"),
        *("input", "canvas", "datalist", "metadata", "defs", "desc", "source", "track"),
    ]
)
_DISPLAY_NONE = re.compile(r"display\s*:\s*none")
_WEIGHT = re.compile(r"font-weight\s*:\s*([a-z0-9]+)")
_SLANT = re.compile(r"font-style\s*:\s*([a-z]+)")
_BOLD = frozenset(("bold", "bolder", "600", "700", "800", "900"))
_LINK = re.compile(r"(?:https?://|mailto:|tel:)\S+", re.IGNORECASE)
_NOT_IN_URL = re.compile(r"[\t\n\r]")
# Of XHTML; text that is decoded already may not say how it is encoded.
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*>?")
_LANGUAGE = re.compile(r"[A-Za-z0-9#+.-]+")


def parse(html: str) -> Element:
    """Parse *html* by libxml2: no network, no comments; the root element.

    Raises MalformedExport when elements are nested deeper than the parser follows (2,048): text would be lost; and
    where libxml2 gives up, which it does with HTML for want of memory only.
    """
    parser = etree.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    text = _DECLARATION.sub("", html)
    try:
        root = etree.fromstring(text, parser) if text.strip() else None
    except etree.XMLSyntaxError:
        raise MalformedExport("网页太大，读取所需的内存超过上限；请核对后拆分，或重新保存。") from None
    if any("depth" in error.message.lower() for error in parser.error_log):
        raise MalformedExport("网页元素嵌套过深，无法完整读取，请用浏览器重新保存。")
    return etree.Element("html") if root is None else root


def drop(element: Element) -> None:
    """Take *element* out of its tree; the text behind it stays, but for controls, which lxml reads and will not write."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = printable((before.tail or "") + element.tail)
    elif element.tail:
        parent.text = printable((parent.text or "") + element.tail)
    parent.remove(element)


def is_unseen(element: Element) -> bool:
    """Whether a browser shows nothing of *element*."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN or element.get("hidden") is not None:
        return True
    css = element.get("style")
    return css is not None and "display" in css and _DISPLAY_NONE.search(css) is not None


def visible_text(element: Element) -> Iterator[str]:
    """The pieces of visible text in *element*, which itself may be hidden; a `br` gives a newline."""
    walker = etree.iterwalk(element, events=("start", "end"))
    skipped = None
    for event, found in walker:
        if event == "start":
            if found is not element and is_unseen(found):
                skipped = found
                walker.skip_subtree()
            else:
                yield "\n" if found.tag == "br" else found.text or ""
            continue
        skipped = None if found is skipped else skipped
        if found is not element:
            yield found.tail or ""


def text_of(element: Element | None) -> str:
    """The visible text of *element* on one line, white space folded; empty for None."""
    return "" if element is None else " ".join(printable("".join(visible_text(element))).split())


def styled(element: Element, style: Style) -> Style:
    """The style of *element*'s text, whose parent's is *style*: by its tag, then by its CSS."""
    match element.tag:
        case "b" | "strong":
            style = style._replace(bold=True)
        case "i" | "em":
            style = style._replace(italic=True)
        case "code" | "kbd" | "samp" | "tt":
            style = style._replace(code=True)
        case "del" | "s" | "strike":
            style = style._replace(deleted=True)
        case "sup" | "sub":
            style = style._replace(script=element.tag)
    css = element.get("style")
    if css is not None and "font-" in css:
        if weight := _WEIGHT.search(css):
            style = style._replace(bold=weight[1] in _BOLD)
        if slant := _SLANT.search(css):
            style = style._replace(italic=slant[1] in ("italic", "oblique"))
    return style


def link(href: str | None, base: str = "") -> str:
    """*href* as a reader may follow it, resolved against the address *base*; empty when it leads nowhere safe."""
    address = _NOT_IN_URL.sub("", href or "").strip()
    if not address or address.startswith("#"):
        return ""
    try:
        address = urljoin(base or "https:", address) if base or address.startswith("//") else address
        urlsplit(address)
    except ValueError:  # a broken IPv6 host
        return ""
    return address if _LINK.fullmatch(address) else ""


def is_code(element: Element) -> bool:
    """Whether a `pre` holds program text, not a notice whose author wanted to keep his line breaks."""
    if next(element.iter("img", "table"), None) is not None:
        return False
    return "code" in (element.get("class") or "") or next(element.iter("code"), None) is not None


def code_of(element: Element) -> Code:
    """The program text of a `pre`; several `code` elements in it are a line each."""
    lines = [child for child in element if child.tag == "code"]
    texts = (
        ["".join(visible_text(line)) for line in lines]
        if len(lines) > 1
        else ["".join(visible_text(element))]
    )
    text = printable("\n".join(texts).replace("\r\n", "\n").replace("\r", "\n")).replace("\u00a0", " ")
    language = element.get("data-lang") or ""
    return Code(text.strip("\n"), language if _LANGUAGE.fullmatch(language) else "")
