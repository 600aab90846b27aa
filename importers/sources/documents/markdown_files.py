"""The source Markdown: files of any small tool, with front matter or without, their pictures beside them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml.etree import _Element as Element

from importers.model import MalformedExport, Picture, Post, Problem, Record, Witness
from importers.normalize import dates, html
from importers.normalize.embedded import embedded
from importers.normalize.html import Reading
from importers.normalize.text import UnknownEncoding, encoding_of, head_text
from importers.sources.documents import filenames
from notices.render import to_html

_LARGEST = 16 << 20
_FRONT = re.compile(r"\ufeff?---[ \t]*\n([\s\S]{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)")
_KEY = re.compile(r"^([\w\u4e00-\u9fff-]+)[ \t]*[:：](.*)$", re.MULTILINE)
_LINE = re.compile(
    r"^[>*\-\s]*(发布时间|发布日期|发表时间|时间|日期|来源|作者|原文链接|链接|原文)\**[ \t]*[:：]\**[ \t]*(.+)$"
)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t#]*$", re.MULTILINE)
# No picture is sought beyond the beginning of the next, and no run of blanks is divided in two: both would take
# the square of the length.
_WORD = r"(?:[^)>\s\"!]++|!(?!\[))++"
_PICTURE = re.compile(
    rf"!\[((?:[^\]\n!]++|!(?!\[))*+)\]\(\s*+<?[^\S\n]*+({_WORD}(?:[^\S\n]++{_WORD})*?)"
    r"(?:[^\S\n]*+>)?(?:\s++[\"'][^\"'\n]*+[\"'])?\s*+\)"
)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SRC = re.compile(r"\bsrc\s*=\s*[\"']([^\"'>]*)[\"']", re.IGNORECASE)
_FILE = re.compile(r"\.(?:docx?|xlsx?|pptx?|wps|et|dps|pdf|ofd|rar|zip|mp3|mp4)$", re.IGNORECASE)
_NAMES = {
    "title": ("title", "标题"), "date": ("date", "发布时间", "发布日期", "日期", "时间", "发表时间", "published", "publish_time", "create_time", "created"),
    "source": ("source", "来源"), "author": ("author", "作者"), "url": ("url", "link", "source_url", "原文链接", "链接", "原文", "original"),
    "tags": ("tags", "标签", "categories", "栏目"), "summary": ("summary", "description", "digest", "摘要"),
}  # fmt: skip
_TOP = 14  # lines under the heading where a tool states time and source


class MarkdownFiles:
    """`.md` with a heading or front matter."""

    name = "markdown"
    label = "Markdown 文档"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the file has front matter or a heading among its first lines."""
        if path.suffix.lower() not in (".md", ".markdown") or path.name.startswith("._"):
            return False
        text = head_text(head).replace("\r\n", "\n")
        return bool(_FRONT.match(text) or _HEADING.search(text[:2000]))

    def read(self, path: Path) -> Iterator[Record]:
        """The one document. Raises MalformedExport or OSError."""
        if path.stat().st_size > _LARGEST:
            raise MalformedExport(f"Markdown 文件超过 {_LARGEST >> 20} MB，不像一篇文章。")
        content = path.read_bytes()
        try:
            text = content.decode(encoding_of([content]), "replace").removeprefix("\ufeff")
        except UnknownEncoding as error:
            raise MalformedExport(str(error)) from None
        yield _record(path, text.replace("\r\n", "\n"))


def _record(path: Path, text: str) -> Record:
    front = _FRONT.match(text)
    body = text[front.end() :] if front else text
    found = _values(front[1] if front else "")
    heading = _HEADING.search(body[:2000])
    if heading and not body[: heading.start()].strip():
        found.setdefault("title", heading[1])
        body = body[heading.end() :]
    stated, body = _top(body)
    found = stated | found
    made = _Converted(path, body)
    if not made.body.markdown:
        return Problem("", "Markdown 文档没有正文")
    named = filenames.read(path)
    when = dates.parse(found.get("date", ""), None)
    raw = "\0".join([found.get("title", ""), found.get("date", ""), found.get("url", "") or text])
    return Post(
        position="",
        account=filenames.account_of(path),
        source_id=hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        title=re.sub(r"[*_`]", "", found.get("title", "")) or named.title,
        body=made.body.markdown,
        witnesses=(Witness(when, "row", found["date"]),) if when else named.witnesses,
        source_url=found.get("url", "").strip("<>"),
        author=found.get("author", ""),
        summary=found.get("summary", ""),
        tags=_tags(found.get("tags", "")),
        source=found.get("source", ""),
        pictures=(*made.body.pictures, *made.files.values()),
    )


def _values(front: str) -> dict[str, str]:
    """Front matter by field; values of one line, quotes taken off."""
    stated = {name.lower(): value.strip(" \t").strip("\"'") for name, value in _KEY.findall(front)}
    return {
        field: value
        for field, names in _NAMES.items()
        if (value := next((stated[name] for name in names if stated.get(name)), ""))
    }


def _top(body: str) -> tuple[dict[str, str], str]:
    """Time, source and the like that a tool wrote in lines under the heading, and the body without these lines."""
    lines = body.split("\n")
    found: dict[str, str] = {}
    kept: list[str] = []
    fields = {name: field for field, names in _NAMES.items() for name in names}
    for line in lines[:_TOP]:
        match = _LINE.match(line)
        value = match[2].rstrip("*").rstrip(" \t") if match else ""
        if (
            match
            and (field := fields.get(match[1]))
            and field not in found
            and not (field == "date" and dates.parse(value, None) is None)
        ):
            found[field] = re.sub(r"^\[[^\]]*\]\((.*)\)$", r"\1", value)
        else:
            kept.append(line)
    return found, "\n".join([*kept, *lines[_TOP:]]) if found else body


def _tags(stated: str) -> tuple[str, ...]:
    parts = (part.strip(" \"'[]#") for part in re.split(r"[,，、;；]", stated))
    return tuple(dict.fromkeys(part for part in parts if part))


class _Converted:
    """A body in our dialect: through HTML, its pictures and attachments found beside the file *path*."""

    def __init__(self, path: Path, text: str) -> None:
        self.files: dict[str, Picture] = {}
        self._folder = path.parent
        self._sources: list[str] = []
        marked = _PICTURE.sub(lambda found: f"![{found[1]}]({self._mark(found[2])})", text)
        last = marked.rfind(">") + 1  # behind it no tag ends
        marked = _IMAGE.sub(self._image, marked[:last]) + marked[last:]
        self.body = html.to_markdown(
            to_html(marked), Reading(picture=self._picture, attachment=self._attachment)
        )

    def _image(self, tag: re.Match[str]) -> str:
        found = _SRC.search(tag[0])
        return f'<img src="{self._mark(found[1])}">' if found else tag[0]

    def _mark(self, source: str) -> str:
        """A name that our sanitiser lets pass, for the picture at *source*."""
        self._sources.append(source.strip())
        return f"../media/in-{len(self._sources)}"

    def _picture(self, element: Element) -> Picture | str | None:
        name, alt = element.get("src") or "", element.get("alt") or ""
        match = re.fullmatch(r"\.\./media/in-(\d+)", name)
        if match is None or int(match[1]) > len(self._sources):
            return alt or None
        source = self._sources[int(match[1]) - 1]
        url = source if source.startswith(("http://", "https://")) else ""
        return Picture(key="", url=url, alt=alt, path=self._beside(source), content=embedded(source))

    def _attachment(self, element: Element) -> str:
        address = element.get("href") or ""
        if "://" in address or not _FILE.search(address):
            return ""
        key = f"file-{hashlib.sha256(address.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"
        self.files.setdefault(key, Picture(key, "", "", self._beside(address)))
        return key

    def _beside(self, source: str) -> Path | None:
        """The file at *source* within the folder of the Markdown file; never outside of it."""
        top = self._folder.resolve()
        for name in (unquote(source), source):
            if "\0" in name or "://" in name or name.startswith(("/", "data:")):
                continue
            path = self._folder / name.replace("\\", "/")
            if (
                len(str(path)) < 4000
                and path.is_file()
                and not path.is_symlink()
                and path.resolve().is_relative_to(top)
            ):
                return path
        return None
