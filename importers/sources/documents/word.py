"""The source Word: docx, a document a file."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError
from xml.sax import SAXException

from lxml.etree import _Element as Element

from importers.model import MalformedExport, Official, Picture, Post, Record
from importers.normalize import dates, html, word
from importers.normalize.html import Reading
from importers.normalize.word import Converted
from importers.sources.documents import filenames
from notices.render import to_html, to_text

_MARKUP_MOST = 32 << 20  # bytes of a part of markup: a thousand pages take 10 million
_TOTAL_MOST = 512 << 20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    SAXException,
    KeyError,
    ValueError,
    IndexError,
    AttributeError,
    TypeError,
    EOFError,
    NotImplementedError,
    RecursionError,
    RuntimeError,
)  # fmt: skip - what mammoth raises for damaged files
_NUMBER = re.compile(
    r"[\u4e00-\u9fa5A-Za-z]{1,20}[〔\[［（(【]\d{4}[〕\]］）)】]\s*\d{1,5}\s*号|[\u4e00-\u9fa5]{2,20}令第\d+号"
)
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_HEAD, _END = 12, 12  # lines at the top and the end of a document where its number and day stand


class Word:
    """docx, a document a file."""

    name = "docx"
    label = "Word 文档 docx"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether *path* is called docx and is a zip file, or locked by a password (an OLE file)."""
        is_own = path.suffix.lower() in (".docx", ".docm") and not path.name.startswith(("~$", "._"))
        return is_own and head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))

    def read(self, path: Path) -> Iterator[Record]:
        """The one document. Raises MalformedExport or OSError."""
        _refuse(path)
        try:
            with path.open("rb") as stream:
                made = word.read(stream)
        except (*_BROKEN, OSError) as error:
            if isinstance(error, OSError) and error.errno:
                raise  # the disk's; mammoth's own have no number
            raise MalformedExport("Word 文档已损坏，请用 Word 或 WPS 打开后另存一份 docx") from None
        yield _post(path, made)


def _post(path: Path, made: Converted) -> Post:
    def picture(element: Element) -> Picture | str | None:
        name = element.get("src") or ""
        return (
            Picture(key="", alt=(element.get("alt") or "").strip(), content=made.pictures[name])
            if name in made.pictures
            else None
        )

    body = html.to_markdown(made.source, Reading(picture=picture, base=""))
    if not body.markdown:
        raise MalformedExport("Word 文档里没有文字，也没有图片")
    named = filenames.read(path)
    lines = [line for line in to_text(to_html(body.markdown)).split("\n") if line.strip()]
    return Post(
        position="",
        account=filenames.account_of(path),
        source_id=_digest(path),
        title=_title(named.title, lines),
        body=body.markdown,
        witnesses=named.witnesses,
        pictures=body.pictures,
        official=_official(lines),
    )


def _title(stem: str, lines: list[str]) -> str:
    """The name of the file where that says something, else the document's first line."""
    if sum("\u4e00" <= one <= "\u9fff" for one in stem) >= 4:
        return stem
    return next((line.strip() for line in lines[:3] if 4 <= len(line.strip()) <= 80), stem)


def _official(lines: list[str]) -> Official:
    """Number and day of an official document (GB/T 9704): a line each, at its top and at its end."""
    number = next((line.strip() for line in lines[:_HEAD] if _NUMBER.fullmatch(line.strip())), "")
    day = next((line.strip() for line in reversed(lines[-_END:]) if _DAY.fullmatch(line.strip())), "")
    written = dates.parse(day, None) if day else None
    return Official(document_number=number, written=written.date() if written and number else None)


def _refuse(path: Path) -> None:
    """Raise MalformedExport for a file that is locked, torn, or unpacks to far more than a document."""
    with path.open("rb") as stream:
        if stream.read(4) == b"\xd0\xcf\x11\xe0":
            raise MalformedExport(
                "Word 文档加了密码（或实为旧的 doc 格式），请去掉密码、另存为 docx 后再导入"
            )
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise MalformedExport("Word 文档不完整或已损坏，请用 Word 或 WPS 打开后另存一份 docx") from None
    markup = max((one.file_size for one in parts if one.filename.endswith((".xml", ".rels"))), default=0)
    if markup > _MARKUP_MOST or sum(one.file_size for one in parts) > _TOTAL_MOST:
        raise MalformedExport("Word 文档解开后过大，不像一份文件，没有读取")


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:32]
