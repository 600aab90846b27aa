"""The source of files that stand for themselves: doc, wps, pdf and the like become the attachment of a notice."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from importers.model import MalformedExport, Picture, Post, Record
from importers.normalize import markdown, media
from importers.sources.documents import filenames

_KINDS = {
    "pdf": "PDF 文件", "doc": "Word 文档", "wps": "WPS 文档", "ofd": "OFD 版式文件", "xls": "Excel 表格",
    "xlsx": "Excel 表格", "et": "WPS 表格", "ppt": "演示文稿", "pptx": "演示文稿", "dps": "演示文稿",
}  # fmt: skip
_UNPACKED_MOST, _RATIO = 256 << 20, 200
_SIZES = ("字节", "KB", "MB", "GB")


class AttachedFiles:
    """A file no post has used, whose text we do not read."""

    name = "attached-file"
    label = "单独的文件（pdf、doc、wps 等）"

    def detect(self, path: Path, head: bytes) -> bool:
        """Whether the bytes are of such a file."""
        return media.extension(head[: media.HEAD], path.name) in _KINDS and not path.name.startswith(
            ("~$", "._")
        )

    def read(self, path: Path) -> Iterator[Record]:
        """A notice that says what the file is, and has it attached. Raises MalformedExport or OSError."""
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(media.HEAD)
            stream.seek(0)
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        kind = media.extension(head, path.name)
        if size < media.HEAD and kind != "pdf":
            raise MalformedExport("文件不完整，请用原软件打开后另存一份")
        if head.startswith(b"PK"):
            _refuse_bomb(path, size)
        named = filenames.read(path)
        shown = markdown.escape(filenames.repaired(path.name))
        text = f"本条信息以附件形式公开：[{shown}](media:file)（{_KINDS[kind]}，{_size(size)}）"
        yield Post(
            position="",
            account=filenames.account_of(path),
            source_id=digest[:32],
            title=named.title,
            body=text,
            witnesses=named.witnesses,
            pictures=(Picture("file", path=path),),
        )


def _refuse_bomb(path: Path, size: int) -> None:
    """Raise MalformedExport for a zip file that readers could not open without harm, or not at all."""
    try:
        with zipfile.ZipFile(path) as package:
            unpacked = sum(part.file_size for part in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise MalformedExport("文件不完整或已损坏，请用原软件打开后另存一份") from None
    if unpacked > max(_UNPACKED_MOST, _RATIO * size):
        raise MalformedExport("文件解开后的大小与本身不相称（疑似压缩炸弹），没有收入")


def _size(count: int) -> str:
    size = float(count)
    for unit in _SIZES[:-1]:
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} {_SIZES[-1]}"
