"""One walk over an element, without recursion, that gathers its visible text and pictures into blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from lxml import etree
from lxml.etree import _Element as Element

from importers.model import Picture
from importers.normalize import dom, frames
from importers.normalize.blocks import Block, Paragraph, Rule, Run, Style
from importers.normalize.flow import Flow
from importers.normalize.frames import Frame

_BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "hgroup", "center"),
        *("figure", "figcaption", "caption", "address", "dl", "dt", "dd", "details", "summary", "pre"),
        *("form", "fieldset", "legend", "option", "select", "textarea", "button"),
        *("html", "body", "text", "foreignobject"),
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_EMBEDDED = {
    "iframe": "嵌入内容",
    "video": "视频",
    "audio": "音频",
    "object": "嵌入内容",
    "embed": "嵌入内容",
}


@dataclass(frozen=True, slots=True)
class Note:
    """A line that stands for an element which cannot be kept: *text*, linked to *href* when that is known.

    With *keeps_content* the element's own text stays, followed by the line; else it is dropped. An empty
    *text* drops the element silently.
    """

    text: str
    href: str = ""
    keeps_content: bool = False


def _ordinary(_: Element) -> Note | None:
    return None


def _no_attachment(_: Element) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a source knows about its pages.

    *picture* tells what an `img` shows: a Picture (its key is given later), the text it stands for, or None to
    drop it. *background* does the same for any other element, before its content. *special* gives the note for
    an element that needs one, else None. *base* is the page's address, against which relative links are
    resolved; without it they stay text. *attachment* gives the key of the file of the export that an `a` leads to.
    """

    picture: Callable[[Element], Picture | str | None]
    special: Callable[[Element], Note | None] = _ordinary
    background: Callable[[Element], Picture | None] | None = None
    base: str = ""
    attachment: Callable[[Element], str] = _no_attachment


class Builder:
    """Builds blocks; `pictures` are those met, each once, by what they are, in the order they first stand."""

    def __init__(self, reading: Reading) -> None:
        """Begin with nothing read."""
        self.pictures: dict[Picture, Picture] = {}
        self._reading = reading
        self._flow = Flow()
        self._frames = [Frame(None, "root")]
        self._styles = [Style()]
        self._notes: list[tuple[Element, Note]] = []
        self._preformatted: Element | None = None

    def build(self, root: Element) -> list[Block]:
        """The blocks of *root*'s content."""
        walker = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walker:
            if event == "start":
                if element is not root and self._is_settled(element):
                    skipped = element
                    walker.skip_subtree()
                else:
                    self._open(element)
                continue
            if element is not skipped:
                self._close(element)
            skipped = None
            if element is not root:
                self._text(element.tail)
        self._flush()
        return frames.rules_apart(self._frames[0].blocks)

    def _text(self, text: str | None) -> None:
        if text:
            add = self._flow.add if self._preformatted is None else self._flow.add_lines
            add(text, self._styles[-1])

    def _flush(self) -> None:
        if paragraphs := self._flow.take():
            self._frames[-1].blocks += [Paragraph(runs) for runs in paragraphs]

    def _put(self, block: Block) -> None:
        self._flush()
        self._frames[-1].blocks.append(block)

    def _is_settled(self, element: Element) -> bool:
        """Whether *element* is dealt with as a whole: unseen, a picture, a break, code, something embedded."""
        if dom.is_unseen(element):
            return True
        tag = element.tag
        if tag == "br":
            self._flow.break_line()
        elif tag == "hr":
            self._put(Rule())
        elif tag in ("img", "image"):
            self._put_picture(self._reading.picture(element))
        elif tag == "pre" and dom.is_code(element):
            self._put(dom.code_of(element))
        else:
            return self._is_noted(element)
        return True

    def _is_noted(self, element: Element) -> bool:
        note = self._reading.special(element)
        if note is None and element.tag in _EMBEDDED:
            note = _embedded(element, self._reading.base)
        if note is None or note.keeps_content:
            self._notes += [(element, note)] if note else []
            return False
        if note.text:
            self._put(Paragraph([Run(note.text, Style(href=note.href))]))
        return True

    def _put_picture(self, shown: Picture | str | None) -> None:
        if isinstance(shown, str):
            self._flow.add(shown, self._styles[-1])
        elif shown is not None:
            self._put(Paragraph([Run(shown.alt, Style(href=self._styles[-1].href), self._key(shown))]))

    def _key(self, picture: Picture) -> str:
        same = replace(picture, key="", alt="")
        return self.pictures.setdefault(same, replace(picture, key=str(len(self.pictures) + 1))).key

    def _open(self, element: Element) -> None:
        tag = element.tag
        kind = frames.KINDS.get(tag)
        if kind or tag in _BLOCKS or tag in _HEADINGS:
            self._flush()
        if kind:
            self._frames.append(Frame(element, kind))
        if tag == "pre" and self._preformatted is None:
            self._preformatted = element
        style = dom.styled(element, self._styles[-1])
        if tag == "a":
            key = self._reading.attachment(element)
            href = f"media:{key}" if key else dom.link(element.get("href"), self._reading.base)
            style = style._replace(href=href)
        self._styles.append(style)
        if self._reading.background is not None and (shown := self._reading.background(element)):
            self._put_picture(shown)
        self._text(element.text)

    def _close(self, element: Element) -> None:
        tag = element.tag
        if self._notes and self._notes[-1][0] is element:
            note = self._notes.pop()[1]
            self._flow.add(note.text, Style(href=note.href))
        self._styles.pop()
        if tag in _HEADINGS:
            self._end_heading(_HEADINGS[tag])
        elif tag in _BLOCKS or tag in frames.KINDS:
            self._flush()
        if self._preformatted is element:
            self._preformatted = None
        if self._frames[-1].element is element:
            frames.close(self._frames.pop(), self._frames[-1])

    def _end_heading(self, level: int) -> None:
        place = self._frames[-1]
        level = level if place.kind in ("root", "quote") else 0
        place.blocks += [Paragraph(runs, level) for runs in self._flow.take()]


def _embedded(element: Element, base: str) -> Note:
    address = dom.link(element.get("src") or element.get("data-src") or element.get("data"), base)
    return Note(f"〔{_EMBEDDED[element.tag]}：未随导出保存〕", address)
